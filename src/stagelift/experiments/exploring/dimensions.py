"""The ways to split the units of an experiment, by what was known when they entered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from stagelift.data.query import SegmentRule
from stagelift.definitions import Once
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.journey.rules import segment_named
from stagelift.metrics.hours import PARTS

if TYPE_CHECKING:
    from stagelift.definitions import Journey
    from stagelift.experiments.question import Question

Kind = Literal["stage", "segment", "set", "attribute", "time"]
STAGE = "stage"
WEEKDAY, HOUR, WEEKDAY_HOUR = "weekday", "hour", "weekday_hour"
TIMES = (WEEKDAY, HOUR, WEEKDAY_HOUR)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NO_STAGE = "none"  # of customers whose first event is that of entry


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to split units into disjoint groups.

    Args:
        name: Id of a segment, of a set of segments or of an attribute; `weekday`, `hour` (part of
            the day) or `weekday_hour` of entry; `stage` just before entry.
        kind: What it is.
    """

    name: str
    kind: Kind

    def group(self, values: Sequence[str | None]) -> str:
        """The name of a group from what the query calls it.

        Args:
            values: One text a column; None outside a segment.

        Returns:
            A segment's id, or `not` and its id; else `name=value`.

        Example:
            >>> Dimension("vip", "segment").group([None])
            'not vip'
            >>> Dimension("weekday_hour", "time").group(["0", "2"])
            'weekday_hour=mon evening'
        """
        if self.kind == "segment":
            return self.name if values[0] is not None else f"not {self.name}"
        if self.kind != "time":
            return f"{self.name}={values[0]}"
        columns = (WEEKDAY, HOUR) if self.name == WEEKDAY_HOUR else (self.name,)
        names = {WEEKDAY: DAYS, HOUR: tuple(PARTS)}
        told = (names[c][int(v or 0)] for c, v in zip(columns, values, strict=True))
        return f"{self.name}={' '.join(told)}"


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The ways an exploration splits.

    Args:
        segments: Rules of named segments; who is in and who is not are two groups.
        sets: Sets of segments that no customer is in two of, each one way to split, with theirs.
        attributes: Attributes of customers, as they were at entry.
        times: Those of `weekday`, `hour` and `weekday_hour` that are asked.
    """

    segments: tuple[SegmentRule, ...] = ()
    sets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    attributes: tuple[str, ...] = ()
    times: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The times that the query must know."""
        crossed = WEEKDAY_HOUR in self.times
        return tuple(name for name in (WEEKDAY, HOUR) if crossed or name in self.times)

    @property
    def each(self) -> tuple[Dimension, ...]:
        """The ways to split in the order of the question's splits."""
        found = [Dimension(rule.name, "segment") for rule in self.segments]
        found.extend(Dimension(name, "attribute") for name in self.attributes)
        found.extend(Dimension(name, "time") for name in self.columns)
        if WEEKDAY_HOUR in self.times:
            found.append(Dimension(WEEKDAY_HOUR, "time"))
        return tuple(found)

    def asked(self, dimension: Dimension) -> bool:
        """Whether a way to split was asked for, not only needed for another."""
        if dimension.kind == "segment":
            return dimension.name not in {name for _, names in self.sets for name in names}
        return dimension.kind != "time" or dimension.name in self.times


def dimensions_of(asked: Question, by: str | Iterable[str] | None = None) -> Dimensions:
    """The ways to split that are asked for.

    Args:
        asked: The experiment.
        by: Ids of segments, sets of segments or attributes, `weekday`, `hour` or `weekday_hour`;
            `segment` means every segment. None for all that are defined: segments other than the
            audience, attributes of customers, and weekday and hour where customers enter as they
            qualify.

    Returns:
        The ways to split.

    Raises:
        ArgumentError: A name that is none of these, or nothing that a finished table of units can
            be split by.
    """
    journey, role = asked.journey, "units" if asked.of_units else "customers"
    kept = attributes_of(journey, role)
    names = usual(asked, kept) if by is None else spread(journey, by)
    found = Dimensions()
    for name in names:
        if name in kept:
            found = replace(found, attributes=(*found.attributes, name))
        elif name not in {*journey.segments, *journey.segment_sets, *TIMES}:
            others = (*journey.segments, *journey.segment_sets, *TIMES)
            allowed = [*kept, *(() if asked.of_units else others)]
            hint = did_you_mean(name, allowed) or f"There are: {', '.join(allowed) or 'none'}"
            raise ArgumentError(f"by: unknown segment or attribute '{name}'. {hint}")
        elif asked.of_units:
            raise ArgumentError(
                f"by: '{name}' needs events; a finished table is split by its own columns"
            )
        elif name in TIMES:
            found = replace(found, times=(*found.times, name))
        else:
            found = with_segments(found, journey, name)
    return found


def with_segments(found: Dimensions, journey: Journey, name: str) -> Dimensions:
    """The ways to split with a segment, or with a set of them as one more way.

    Args:
        found: The ways to split so far.
        journey: The journey.
        name: Id of a segment or of a set.

    Returns:
        The ways to split; each segment's rule once.
    """
    members = journey.segment_sets.get(name)
    known = {rule.name for rule in found.segments}
    new = [one for one in members or (name,) if one not in known]
    rules = (*found.segments, *(segment_named(journey, one) for one in new))
    sets = found.sets if members is None else (*found.sets, (name, tuple(members)))
    return replace(found, segments=rules, sets=sets)


def spread(journey: Journey, by: str | Iterable[str]) -> tuple[str, ...]:
    """The names asked for, each once; `segment` is every segment.

    Args:
        journey: The journey.
        by: One name or several, also several with commas between them.

    Returns:
        Names in order.
    """
    given = [by] if isinstance(by, str) else list(by)
    names = [part.strip() for one in given for part in one.split(",") if part.strip()]
    every = tuple(journey.segments)
    whole = (every if name == "segment" else (name,) for name in names)
    return tuple(dict.fromkeys(name for part in whole for name in part))


def usual(asked: Question, kept: Iterable[str]) -> tuple[str, ...]:
    """What is split by when nobody says: all that was known of customers when they entered.

    Args:
        asked: The experiment.
        kept: Attributes of its customers.

    Returns:
        Names in order.
    """
    if asked.of_units:
        return tuple(kept)
    sets = asked.journey.segment_sets
    done = {asked.experiment.audience, *(name for names in sets.values() for name in names)}
    others = [name for name in asked.journey.segments if name not in done]
    at_once = isinstance(asked.experiment.enters, Once)
    return (*others, *sets, *kept, *(() if at_once else (WEEKDAY, HOUR)))


def attributes_of(journey: Journey, role: str) -> tuple[str, ...]:
    """The attributes that sources of a role keep.

    Args:
        journey: The journey.
        role: `customers` or `units`.

    Returns:
        Names, each once, in order.
    """
    sources = (source for source in journey.sources.values() if source.role == role)
    return tuple(dict.fromkeys(name for source in sources for name in source.keep))
