"""The base of metrics: what every kind shares, and how a kind is found by its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, PlainValidator

from stagelift.definitions.definition import Definition
from stagelift.definitions.events import EventColumn, EventPattern, UnitColumn
from stagelift.definitions.fields import Day, Label, Text, one_of
from stagelift.definitions.mistakes import Mistake, came, listed
from stagelift.definitions.translate import keys_of
from stagelift.definitions.values import Duration
from stagelift.errors import did_you_mean

if TYPE_CHECKING:
    from stagelift.definitions.journey import Journey

Unit = Literal["share", "points", "value", "ratio", "score"]


def _example(value: object) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    if isinstance(value, tuple):
        return value
    if not isinstance(value, dict) or "gives" not in value or len(value) < 2:
        raise Mistake(f"{came(value)} came, '{{kim: [ordered d3], gives: 1/1}}' is expected")
    return tuple(
        (str(name), tuple(entry) if isinstance(entry, list) else str(entry))
        for name, entry in value.items()
    )


class Metric(Definition):
    """What every metric has; each kind adds its own fields.

    A kind is a subclass with a YAML key `kind`; what stands under that key goes to the field
    whose alias is the key.

    Args:
        name: Id of the metric.
        label: Words shown.
        better: Direction: "up" or "down".
        within: Window after assignment (experiment) or stage entry (KPI).
        owner: Who answers for it.
        stage: Stage where it is reported.
        from_: Stage whose entrants are the denominator of the KPI, written `from`.
        example: Customers with their events and what they give, run by `check`.
        version: Name of the version of this definition.
        valid_from: First local day on which the version holds: a "definition changed" mark.
    """

    kind: ClassVar[str] = ""
    unit: ClassVar[Unit] = "value"
    reads_role: ClassVar[str | None] = None  # the role of the sources it reads beside events
    adjustable: ClassVar[bool] = True  # whether the time before assignment can adjust an effect

    name: str = ""
    label: Label | None = None
    better: Annotated[Literal["up", "down"], one_of("up", "down")] = "up"
    within: Duration | None = None
    owner: Text | None = None
    stage: Text | None = None
    from_: Text | None = Field(None, alias="from")
    example: (
        Annotated[tuple[tuple[str, str | tuple[str, ...]], ...], PlainValidator(_example)] | None
    ) = None

    version: Text | None = None
    valid_from: Day | None = None

    def with_stage_ids(self, known: Mapping[str, str]) -> Self:
        """The metric with ids of stages in the place of their aliases.

        Args:
            known: Every name of a stage to its id.

        Returns:
            Itself when it names none.
        """
        named = {"stage": self.stage, "from_": self.from_}
        ids = {key: known.get(name, name) for key, name in named.items() if name is not None}
        return self.model_copy(update=ids) if ids != {k: named[k] for k in ids} else self

    @classmethod
    def chosen(cls, written: Mapping[str, Any]) -> type[Metric]:
        """The class for what stands in a file; a kind may have several.

        Args:
            written: The metric as written.

        Returns:
            This class unless a kind says otherwise.
        """
        return cls

    @property
    def measured_in(self) -> Unit:
        """The unit of the metric's values; a kind may let its definition decide."""
        return self.unit

    def event_names(self) -> tuple[str, ...]:
        """Names of the events the metric reads, each once, sorted."""
        found: set[str] = set()
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, EventPattern):
                found.update(value.events)
            elif isinstance(value, EventColumn):
                found.add(value.event)
        return tuple(sorted(found))

    def unit_columns(self) -> tuple[str, ...]:
        """Columns read from a source with one row per unit, sorted."""
        values = [getattr(self, name) for name in type(self).model_fields]
        named = [value for value in values if isinstance(value, UnitColumn)]
        return tuple(sorted({value.column for value in named}))

    @property
    def has_before(self) -> bool:
        """Whether a column of the time before assignment adjusts it, of finished rows."""
        values = [getattr(self, name) for name in type(self).model_fields]
        return any(isinstance(value, UnitColumn) and value.before for value in values)

    def barred(self) -> tuple[str, str] | None:
        """Why no experiment can read the metric, and the cure; None when one can."""
        return None

    def misfits(self, journey: Journey) -> Iterator[tuple[str, str, str]]:
        """What a metric asks of a source that the source does not say; nothing by default.

        Args:
            journey: The journey with its sources.

        Yields:
            The metric's key, the message and the hint.
        """
        yield from ()

    def source_names(self) -> tuple[str, ...]:
        """Ids of the sources the metric names itself, such as a survey; none by default."""
        return ()


def kind_of(written: Mapping[str, Any], kinds: Mapping[str, type[Metric]]) -> type[Metric]:
    """The class of a metric, from the one key of its file that names a kind.

    Args:
        written: The metric as written.
        kinds: The classes there are, by their key.

    Returns:
        The class.

    Raises:
        Mistake: When no key or more than one names a kind.

    Example:
        >>> class Visits(Metric):
        ...     kind: ClassVar[str] = "visits"
        ...     pattern: EventPattern = Field(alias="visits")
        >>> kind_of({"visits": "visited"}, {"visits": Visits}).__name__
        'Visits'
    """
    found = [key for key in written if key in kinds]
    if len(found) == 1:
        return kinds[found[0]].chosen(written)
    if found:
        raise Mistake(f"{listed(found, 'and')} came; a metric is of one kind")
    fields = set(keys_of(Metric))
    fields.update(key for kind in kinds.values() for key in keys_of(kind))
    strange = [key for key in written if key not in fields]
    allowed = f"kinds are {', '.join(sorted(kinds))}"
    if not strange:
        raise Mistake(f"no kind came; {allowed}")
    raise Mistake(f"unknown metric kind '{strange[0]}'; {allowed}", did_you_mean(strange[0], kinds))
