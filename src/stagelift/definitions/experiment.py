"""Experiments: who enters, what each variant sends, and how the answer is judged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    field_validator,
    model_validator,
)

from stagelift.definitions.amounts import Margin
from stagelift.definitions.definition import Definition
from stagelift.definitions.fields import Day, Label, Names, Share, Text, one_of, with_names
from stagelift.definitions.holdback import Holdback
from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.prior import Prior
from stagelift.definitions.stated import Baseline
from stagelift.definitions.values import DateSpan, Duration, Parsed, parse_day, parse_share
from stagelift.errors import nearest

SALT = r"[a-z0-9_./-]+"  # the alphabet of md5-v1
AS_THEY_QUALIFY = "as they qualify"
LEAST_DAYS = 14  # of entry, for more than one weekly look to be worth having
Looks = Literal["once", "weekly", "always"]
Correction = Literal["dunnett", "bonferroni", "none"]


@dataclass(frozen=True, slots=True)
class Once:
    """Everybody enters on one local day.

    Args:
        on: The day.
    """

    on: date

    def __str__(self) -> str:
        return f"once, on {self.on}"


@dataclass(frozen=True, slots=True)
class Send(Parsed):
    """When a message goes out: a time after entry, or at entry.

    Args:
        after: Time after entry, None at entry.

    Example:
        >>> str(Send.parse("2 days after entry"))
        '2 days after entry'
    """

    after: Duration | None
    example: ClassVar[str] = "2 days after entry"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A sending time from a duration and "after entry", or from "at entry".

        Args:
            text: Such as "1 hour after entry".

        Returns:
            The sending time.

        Raises:
            Mistake: When it is not written so.
        """
        if text == "at entry":
            return cls(None)
        if not text.endswith(" after entry"):
            raise Mistake(f"{came(text)} came, '{cls.example}' or 'at entry' is expected")
        return cls(Duration.parse(text.removesuffix("after entry").strip()))

    def __str__(self) -> str:
        return f"{self.after} after entry" if self.after else "at entry"


def _enters(value: object) -> Once | str:
    if isinstance(value, Once) or value == AS_THEY_QUALIFY:
        return value if isinstance(value, Once) else AS_THEY_QUALIFY
    found = re.fullmatch(r"once,? on (\S+)", value) if isinstance(value, str) else None
    if not found:
        raise Mistake(f"{came(value)} came, 'as they qualify' or 'once, on 2026-10-26' is expected")
    return Once(parse_day(found[1]))


def _split_by(value: object) -> str:
    if value != "stagelift" and not re.fullmatch(r'\w+ \w+ ".+"', str(value)):
        raise Mistake(f"""{came(value)} came, 'stagelift' or 'braze canvas "NAME"' is expected""")
    return str(value)


def _carried(value: object) -> object:
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list | tuple) and all(isinstance(name, str) for name in names):
        return {name: name for name in names}
    return names


def _confidence(value: object) -> float:
    share = parse_share(str(value).strip())
    if not Fraction(1, 2) < share < 1:
        raise Mistake(f"{came(value)} came, a confidence above 50% and below 100% is expected")
    return float(share)


def _traffic(value: object) -> Fraction:
    share = parse_share(str(value).strip())
    if share == 0:
        raise Mistake(f"{came(value)} came, a share of the traffic above 0% is expected")
    return share


def _layer(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(SALT, value):
        raise Mistake(f"{came(value)} cannot name a layer; a to z, 0 to 9 and _ . / - are allowed")
    return value


class Variant(Definition):
    """One arm of an experiment.

    Args:
        name: Id of the variant.
        channel: Channel it uses; "none" sends nothing.
        share: Exact share of the audience.
        send: When the message goes out.
        message: File of the text sent.
        label: Words shown.
    """

    shorthand: ClassVar = "channel"

    name: str = ""
    channel: Text
    share: Share
    send: Send | None = None
    message: Text | None = None
    label: Label | None = None


class Decide(Definition):
    """Who decides, by when, and what follows a shipped variant.

    Args:
        by: Last day of the decision.
        owner: Who decides.
        after_ship: Who keeps the earlier variant for a while after shipping.
    """

    by: Day | None = None
    owner: Text | None = None
    after_ship: Holdback | None = None

    def kept_until(self, today: date) -> date | None:
        """The last local day of the holdback where the decision falls on its last day.

        Args:
            today: The local day.

        Returns:
            The day; None where nobody is kept back, no day is set, or it has passed.

        Example:
            >>> kept = Holdback.parse("keep 5% on email for 4 weeks")
            >>> Decide(by=date(2026, 11, 25), after_ship=kept).kept_until(date(2026, 11, 16))
            datetime.date(2026, 12, 23)
        """
        if self.after_ship is None or self.by is None or self.by < today:
            return None
        return self.by + timedelta(days=self.after_ship.days)


def fill_shares(variants: object) -> object:
    """Variants with every share spelt out: equal when none is given, weights made shares.

    Args:
        variants: Mapping of id to variant as written.

    Returns:
        The mapping with `share` in each entry; entries that cannot be read come back as they were.

    Raises:
        Mistake: When some variants have a share and some have none, or weights and shares mix.

    Example:
        >>> fill_shares({"a": {"channel": "email"}, "b": {"channel": "push"}})["b"]["share"]
        Fraction(1, 2)
    """
    if not isinstance(variants, dict) or not all(isinstance(v, dict) for v in variants.values()):
        return variants
    given = {name: str(v["share"]) for name, v in variants.items() if v.get("share") is not None}
    if given and len(given) < len(variants):
        lacking = next(name for name in variants if name not in given)
        if nearest("share", set(variants[lacking]) - set(Variant.model_fields)):
            return variants  # `shares:` is an unknown key, which says more
        raise Mistake(f"'{lacking}' has no share while others have one; give all or none")
    if not given:
        shares = dict.fromkeys(variants, Fraction(1, max(len(variants), 1)))
    elif all(text.isdecimal() and int(text) for text in given.values()):
        total = sum(int(text) for text in given.values())
        shares = {name: Fraction(int(text), total) for name, text in given.items()}
    else:
        return variants
    return {name: {**variant, "share": shares[name]} for name, variant in variants.items()}


def _variants(value: object) -> object:
    return fill_shares(with_names(value, Variant.shorthand))


class Experiment(Definition):
    """One randomised comparison of messages; the first variant is the control.

    Args:
        name: Id, the stem of its file.
        question: What is asked, in words, perhaps by language.
        audience: Id of a segment, or "everyone".
        primary: Id of the metric that decides.
        secondary: Ids of further metrics.
        guardrails: Metric to the worsening still tolerated.
        variants: Variants by id, in order.
        owner: Who runs it.
        enters: "as they qualify", or once on a day.
        unit: What is randomised: "customer", or "household" as a whole.
        reachable_by: Whether address and consent for all variants are needed before the draw.
        split_by: Who splits: "stagelift", or a tool and its canvas.
        audience_columns: Attributes of customers that go along in the files for the sender: the
            file's column to the attribute a source of customers keeps; a list keeps their names.
            `email` and `phone` are addresses, which each sender calls by its own name.
        worth_having: Smallest effect worth shipping.
        baseline: Level of the primary metric with its source, where no past shows it.
        run: Local days of enrolment.
        looks: "once" at the end, "weekly" (group sequential) or "always"; None lets the plan
            choose by how units enter.
        decide: Who decides, by when.
        traffic: Share of those who qualify that enter; raised later by `ramp` alone.
        layer: Name of a layer; no customer enters two experiments of one layer.
        salt: Salt of the hash, the name by default.
        confidence: Confidence level of intervals, above 0.5 and below 1.
        method: How two shares are compared: "auto" (by the inverted score test, exact tests for
            small tables), "score", "newcombe" or "pooled_z".
        correction: Widening of the intervals for several variants: "dunnett" (a single look),
            "bonferroni" or "none"; None takes the sharper one that the looks allow.
        deciding: Which effect on the primary metric decides: "raw", or "pre_period" (adjusted for
            the time before assignment).
        prior: What is believed of the effect beforehand, for the Bayesian view; decides nothing.
        label: Words shown.
    """

    ordered: ClassVar = frozenset({"variants"})

    name: Text
    question: Label | None = None
    audience: Text
    primary: Text
    secondary: Names = ()
    guardrails: dict[str, Margin] = Field(default_factory=dict)
    variants: Annotated[dict[str, Variant], BeforeValidator(_variants)]
    owner: Text | None = None
    enters: Annotated[
        Once | Literal["as they qualify"], PlainValidator(_enters), PlainSerializer(str)
    ] = "as they qualify"
    unit: Annotated[Literal["customer", "household"], one_of("customer", "household")] = "customer"
    reachable_by: Annotated[str, one_of("all variants")] | None = None
    split_by: Annotated[str, PlainValidator(_split_by)] = "stagelift"
    audience_columns: Annotated[dict[str, Text], BeforeValidator(_carried)] = Field(
        default_factory=dict
    )
    worth_having: Margin | None = None
    baseline: Baseline | None = None
    run: DateSpan | None = None
    looks: Annotated[Looks, one_of(*get_args(Looks))] | None = None
    decide: Decide | None = None
    traffic: Annotated[Fraction, PlainValidator(_traffic), PlainSerializer(str)] = Fraction(1)
    layer: Annotated[str, PlainValidator(_layer)] | None = None
    salt: str = ""
    confidence: Annotated[float, PlainValidator(_confidence)] = 0.95
    method: Annotated[
        Literal["auto", "score", "newcombe", "pooled_z"],
        one_of("auto", "score", "newcombe", "pooled_z"),
    ] = "auto"
    correction: Annotated[Correction, one_of(*get_args(Correction))] | None = None
    deciding: Annotated[Literal["raw", "pre_period"], one_of("raw", "pre_period")] = "raw"
    prior: Prior | None = None
    label: Label | None = None

    @field_validator("variants", mode="after")
    @classmethod
    def _whole(cls, variants: dict[str, Variant]) -> dict[str, Variant]:
        """Refuses one variant alone, and shares that do not sum to one exactly."""
        if len(variants) < 2:
            raise Mistake(f"{len(variants)} came, at least two variants are needed")
        total = sum((variant.share for variant in variants.values()), Fraction())
        if total != 1:
            shares = " + ".join(str(variant.share) for variant in variants.values())
            raise Mistake(f"the shares sum to {float(total):.6g} ({shares} = {total}), not to 1")
        if any(variant.share == 0 for variant in variants.values()):
            raise Mistake("a variant has the share 0; leave it out")
        return variants

    @property
    def is_draft(self) -> bool:
        """Whether it does not say yet when customers enter."""
        return self.run is None and not isinstance(self.enters, Once)

    @property
    def chosen_looks(self) -> Looks:
        """The rule for looking: the one written, else by how units enter.

        One wave is read once, and so is a run of less than two weeks, where most units are mature
        within a week of the first; entry up to a planned end is read every week; without a planned
        end, at any time. Households, whose members may qualify on different days, are read once.
        """
        if self.looks is not None:
            return self.looks
        if isinstance(self.enters, Once) or self.of_households:
            return "once"
        if self.run is None:
            return "always"
        return "once" if (self.run.last - self.run.first).days + 1 < LEAST_DAYS else "weekly"

    @model_validator(mode="after")
    def _salted(self) -> Experiment:
        """Takes the name as salt when none is given."""
        if not self.salt:
            object.__setattr__(self, "salt", self.name)
        if not re.fullmatch(SALT, self.salt):
            raise Mistake(
                f"'{self.salt}' cannot salt the hash; a to z, 0 to 9 and _ . / - are allowed",
                "Rename the file, or write 'salt:'",
            )
        return self

    @property
    def of_households(self) -> bool:
        """Whether whole households are randomised."""
        return self.unit == "household"

    @property
    def control(self) -> str:
        """Id of the control, the first variant."""
        return next(iter(self.variants))
