"""The journey: stages in order, sources, channels, segments, rules and targets."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field, PlainSerializer, PlainValidator, model_validator

from stagelift.definitions.amounts import Margin, Money, Target
from stagelift.definitions.country import currency_of, language_of, zone_of
from stagelift.definitions.definition import Definition
from stagelift.definitions.fields import Day, Label, Names, Number, Share, Text, named, one_of
from stagelift.definitions.keeping import ReportDefaults
from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.plain_values import parse_instant
from stagelift.definitions.rfm import Rfm
from stagelift.definitions.segment import Segment
from stagelift.definitions.sources import Connection, Source, Zone
from stagelift.definitions.stages import Left, Part, Stage, ids_by_name, left_of, parts_of
from stagelift.definitions.translate import Path
from stagelift.definitions.versions import EarlierVersion
from stagelift.errors import UnknownNameError, did_you_mean

BUILT_IN_CHANNELS = (
    *("email", "sms", "push", "in_app", "kakao", "call_centre", "social", "web", "post"),
)
NO_CHANNEL = "none"  # a variant on it sends nothing
SHORTHAND_SOURCE = "data"


def _pattern_of(expression: str, example: str) -> PlainValidator:
    def check(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(expression, value):
            raise Mistake(f"{came(value)} came, a text such as '{example}' is expected")
        return value

    return PlainValidator(check)


def _country(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{2}", value):
        raise Mistake(f"{came(value)} came, two capital letters such as 'KR' are expected")
    return value


class Channel(Definition):
    """What a channel costs, counts and falls back to.

    Args:
        name: Id of the channel.
        cost: Cost of one message in the journey's currency.
        opens: Which opens count: "human", "all" or "none".
        falls_back_to: Channel tried when this one fails.
        label: Words shown.
    """

    shorthand: ClassVar = "cost"

    name: str = ""
    cost: Number | None = None
    opens: Annotated[str, one_of("human", "all", "none")] | None = None
    falls_back_to: Text | None = None
    label: Label | None = None


def _salt(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\$\w+", value):
        hint = "Write the name of an environment variable, as in '$ID_SALT'"
        raise Mistake("a salt is a secret and never stands in a file", hint)
    return value


class Rules(Definition):
    """What holds for every experiment of the journey.

    Args:
        holdout: Share of customers who get no message of any experiment.
        at_most: Cap on messages, such as "3 ads a week".
        guardrails: Metric to the worsening still tolerated.
        worth: Metric to the money one more unit of it is worth.
        hash_ids: Environment variable holding the salt with which ids and addresses in audience
            files are hashed, written `$NAME`; plain by default.
    """

    holdout: Share | None = None
    at_most: (
        Annotated[
            str,
            _pattern_of(r"\d+ (ads?|messages?) an? (day|week|month)", "3 ads a week"),
        ]
        | None
    ) = None
    guardrails: dict[str, Margin] = Field(default_factory=dict)
    worth: dict[str, Money] = Field(default_factory=dict)
    hash_ids: Annotated[str, PlainValidator(_salt)] | None = None


class Journey(Definition):
    """The journey that is measured.

    Args:
        name: Id of the journey.
        country: Two letters; gives zone, currency and first language where they are not said.
        zone: IANA zone whose local days count.
        currency: ISO 4217 code.
        languages: Languages of output, the first one by default.
        as_of: The instant the data are read as of, UTC; written as local wall time.
        connections: Warehouses by id.
        engine: What reads the sources: "duckdb", "spark" on this machine, or a connection to Spark;
            by default where they lie decides.
        sources: Sources by id; none before the first data are connected.
        same_person: Column pairs that join the ids of one person.
        stages: Stages by id, in order.
        version: Name of the version the stages are, shown wherever they are measured.
        valid_from: First local day on which the version holds: a "definition changed" mark on the
            charts.
        was: Earlier versions by name, oldest first, each with its stages and what they became.
        internal: Events the company causes itself, such as messages delivered; left out, those by
            which sending tools report their own acts.
        channels: Channels that differ from the built-in ones.
        segments: Segments by id.
        segment_sets: Sets of segments that no customer is in two of, such as one per platform.
        rfm: Scores of recency, frequency and money.
        labels: What pages call events, messages, topics, attributes and their values
            (`gender=F`), which have no definition of their own.
        rules: What holds for every experiment.
        targets: Metric to the value it is meant to reach.
        reports: What holds for every report that does not say otherwise.
    """

    moved: ClassVar[tuple[tuple[Path, Path], ...]] = (
        (("sources", SHORTHAND_SOURCE), (SHORTHAND_SOURCE,)),
        (("zone",), ("country",)),
    )
    hints: ClassVar[dict[str, str]] = {
        "stages": "Write them in order, as in 'awareness: visited'",
    }
    ordered: ClassVar = frozenset({"stages", "was"})

    name: Text = Field("journey", alias="journey")
    country: Annotated[str, PlainValidator(_country)] | None = None
    zone: Zone
    currency: Annotated[str, _pattern_of("[A-Z]{3}|", "KRW")] = ""
    languages: Names = ("en",)
    as_of: Annotated[datetime, PlainValidator(parse_instant), PlainSerializer(str)] | None = None
    connections: Annotated[dict[str, Connection], named(Connection.shorthand)] = Field(
        default_factory=dict
    )
    engine: Text | None = None
    sources: Annotated[dict[str, Source], named(Source.shorthand)] = Field(default_factory=dict)
    same_person: dict[str, Text] = Field(default_factory=dict)
    stages: Annotated[dict[str, Stage], named(Stage.shorthand)]
    version: Text | None = None
    valid_from: Day | None = None
    was: Annotated[dict[str, EarlierVersion], named(EarlierVersion.shorthand)] = Field(
        default_factory=dict
    )
    internal: Names | None = None
    channels: Annotated[dict[str, Channel], named(Channel.shorthand)] = Field(default_factory=dict)
    segments: Annotated[dict[str, Segment], named(Segment.shorthand)] = Field(default_factory=dict)
    segment_sets: dict[str, Names] = Field(default_factory=dict)
    rfm: Rfm | None = None
    labels: dict[str, Label] = Field(default_factory=dict)
    rules: Rules = Rules()
    targets: dict[str, Target] = Field(default_factory=dict)
    reports: ReportDefaults = ReportDefaults()

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, data: object) -> object:
        """Spells out the shorthand `data:` and what the country implies."""
        if not isinstance(data, dict):
            return data
        filled = {**data, **_from_country(data)}
        sources = filled.get("sources") or {}
        if SHORTHAND_SOURCE in filled and isinstance(sources, dict):
            columns = {"customer": "customer_id", "time": "time", "event": "event"}
            path = filled.pop(SHORTHAND_SOURCE)
            filled["sources"] = {**sources, SHORTHAND_SOURCE: {"read": path, **columns}}
        return filled

    @model_validator(mode="after")
    def _local_as_of(self) -> Journey:
        """Reads a naive `as_of` as wall time of the journey's zone."""
        if self.as_of is not None and self.as_of.tzinfo is None:
            instant = self.as_of.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)
            object.__setattr__(self, "as_of", instant)
        return self

    @model_validator(mode="after")
    def _stages_by_id(self) -> Journey:
        """Puts ids in the place of aliases, so that nothing below needs to know them."""
        known = ids_by_name(self.stages)
        stages = {name: stage.with_stage_ids(known) for name, stage in self.stages.items()}
        targets = {}
        for key, target in self.targets.items():
            metric, dot, stage = key.partition(".")
            targets[f"{metric}{dot}{known.get(stage, stage)}"] = target
        object.__setattr__(self, "stages", stages)
        object.__setattr__(self, "targets", targets)
        return self

    @property
    def channel_names(self) -> tuple[str, ...]:
        """The built-in channels, then those the journey adds."""
        return tuple(dict.fromkeys((*BUILT_IN_CHANNELS, *self.channels)))

    @property
    def stage_ids(self) -> tuple[str, ...]:
        """Ids of all stages in the order of the journey, the state of having left among them."""
        return tuple(self.stages)

    @property
    def left(self) -> Left | None:
        """The state of having left, by its name and rule; None where a journey has none."""
        return left_of(self.stages)

    def called(self, name: str, language: str) -> str:
        """The words for an event, a message, a topic, an attribute or one of its values.

        Args:
            name: Such as `visited`, `gender` or `gender=F`.
            language: Two-letter code.

        Returns:
            Its label, else the value beside what its attribute is called, else the name in plain
            letters.
        """
        if name in self.labels:
            return self.labels[name].text(language)
        attribute, equals, value = name.partition("=")
        if equals:
            return f"{self.called(attribute, language)} {value}"
        return name.replace("_", " ")

    def resolve(self, name: str) -> str:
        """The id of the stage that goes by a name.

        Args:
            name: An id or one of its aliases.

        Returns:
            The id.

        Raises:
            UnknownNameError: When no stage goes by it; names the nearest.
        """
        known = ids_by_name(self.stages)
        if name not in known:
            hint = did_you_mean(name, known) or f"Stages are {', '.join(self.stages)}"
            raise UnknownNameError(f"unknown stage '{name}'. {hint}")
        return known[name]

    def part_of(self, stage: str) -> Part | None:
        """The part of the journey a stage belongs to.

        Args:
            stage: Id of a stage.

        Returns:
            "before", "during" or "after" the purchase; None where no stage of the journey says.
        """
        return parts_of(self.stages)[stage]

    def stage_before(self, stage: str) -> str | None:
        """The stage before another one in the order of the journey.

        Args:
            stage: Id of a stage.

        Returns:
            Id of the stage before it, or None for the first.
        """
        names = list(self.stages)
        place = names.index(stage)
        return names[place - 1] if place else None

    def stage_of(self, event: str, occurrence: int = 1) -> str | None:
        """The stage an event opens.

        Args:
            event: Name of the event.
            occurrence: 1 for a customer's first such event, 2 for the second, and so on.

        Returns:
            Id of the stage that asks for the latest occurrence not after this one, or None.
        """
        opened = [
            (term.occurrence, name)
            for name, stage in self.stages.items()
            for term in (stage.enter.terms if stage.enter else ())
            if term.event == event and term.occurrence <= occurrence
        ]
        return max(opened, key=lambda found: found[0])[1] if opened else None


def _from_country(data: dict[str, Any]) -> dict[str, Any]:
    """What a country implies for keys that were not written.

    A mistake stands in the place of the zone, so that it is reported with all others.
    """
    country = data.get("country")
    if country is None:
        said = Mistake(
            "neither 'country' nor 'zone' came", "Write the country, as in 'country: KR'"
        )
        return {} if data.get("zone") else {"zone": said}
    if not isinstance(country, str) or not re.fullmatch("[A-Z]{2}", country):
        return {"zone": data.get("zone") or "UTC"}  # the country itself is the mistake
    implied: dict[str, Any] = {"currency": currency_of(country)}
    implied["languages"] = (language_of(country),)
    if not data.get("zone"):
        try:
            implied["zone"] = zone_of(country)
        except Mistake as mistake:
            implied["zone"] = mistake
    return {key: value for key, value in implied.items() if data.get(key) is None}
