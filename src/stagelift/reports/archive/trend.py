"""One metric over everything that was published: each period as last known, and as first told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from stagelift.errors import ArgumentError
from stagelift.reports.archive.selection import latest
from stagelift.reports.closed import PLAIN, is_same_question
from stagelift.reports.facts import thing
from stagelift.reports.periods import Period

Fact = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One number of one period over all runs that published it.

    Args:
        name: The fact's name, as of the last instant known.
        metric: Id of the metric.
        measure: What it is.
        unit: Its unit.
        stage: Its stage, None without one.
        segment: Its segment, None for everyone.
        variant: Its variant, None outside experiments.
        experiment: The experiment on whose own page it stands, None on other pages.
        period: Label of its period.
        value: As of the last instant known; None when undefined.
        low: Lower end of its interval.
        high: Upper end.
        level: Level of the interval, 0–1, None without one.
        n: Units behind it.
        method: Its method.
        status: Its status.
        as_of: ISO instant whose knowledge it rests on.
        run_id: The run that tells it so.
        runs: How many runs told it.
        first: As first told once its question was closed; None when it never was.
        redefined: Whether its definition changed since it was first told.
    """

    name: str
    metric: str
    measure: str
    unit: str
    stage: str | None
    segment: str | None
    variant: str | None
    experiment: str | None
    period: str
    value: float | None
    low: float | None
    high: float | None
    level: float | None
    n: int | None
    method: str | None
    status: str | None
    as_of: str
    run_id: str
    runs: int
    first: float | None
    redefined: bool

    @property
    def restated(self) -> bool:
        """Whether it was first told as another number, by the same definition."""
        return self.first is not None and self.first != self.value and not self.redefined

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {**asdict(self), "restated": self.restated}


def trend(found: Collection[Fact], zone: str = "UTC") -> tuple[Told, ...]:
    """The numbers of a selection, each period once, by what they measure and then by time.

    Args:
        found: Facts in the order in which they were published.
        zone: IANA zone whose midnights end a period.

    Returns:
        The numbers.

    Example:
        >>> fact = dict.fromkeys(("stage", "segment", "variant", "against", "unit", "name"))
        >>> fact["experiment"] = None
        >>> fact |= dict.fromkeys(("low", "high", "level", "n", "method"))
        >>> fact |= {"metric": "churn", "measure": "level", "period": "2026-W45", "status": "ok"}
        >>> fact |= {"as_of": "2026-11-16T06:00:00+00:00", "fingerprint": "f", "value": 0.213}
        >>> fact["run_id"] = "a"
        >>> told, = trend([fact, fact | {"run_id": "b", "value": 0.211}])
        >>> told.value, told.first, told.runs, told.restated
        (0.211, 0.213, 2, True)
    """
    things: dict[tuple[Any, ...], list[Fact]] = {}
    for fact in found:
        things.setdefault(thing(fact), []).append(fact)
    return tuple(sorted((_told(facts, zone) for facts in things.values()), key=_order))


def _told(facts: Sequence[Fact], zone: str) -> Told:
    (last,) = latest(facts)
    first = next((fact for fact in facts if is_same_question(fact, last, zone)), None)
    same = {name: last[name] for name in Told.__dataclass_fields__ if name in last}
    told = {
        **same,
        "name": last["name"] or last["metric"],
        "unit": last["unit"] or "count",
        "as_of": last["as_of"] or "",
        "runs": len({fact["run_id"] for fact in facts}),
        "first": None if first is None else first["value"],
        "redefined": first is not None and first["fingerprint"] != last["fingerprint"],
    }
    return Told(**told)


def _order(told: Told) -> tuple[str, ...]:
    about = (told.metric, told.measure, told.stage, told.segment, told.variant)
    plain = told.variant is None and told.measure in PLAIN
    name = "" if plain else told.name
    whose = "" if plain else told.experiment or ""
    return (*(part or "" for part in about), name, whose, *_when(told.period), told.period)


def _when(label: str) -> tuple[str, str]:
    """The kind of a period and its first day, for its order; what is no period comes last."""
    try:
        period = Period.parse(label)
    except ArgumentError:
        return "~", label
    return period.kind, period.first.isoformat()
