"""Numbers that were published and are other ones now: what, when, by how much, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from stagelift.reports.archive.selection import known_at
from stagelift.reports.closed import is_restated
from stagelift.reports.facts import thing

Fact = Mapping[str, Any]
Cause = Literal["redefined", "later rows", "other rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """One change of a published number.

    Args:
        name: The fact's name.
        metric: Id of the metric.
        measure: What it is.
        unit: Its unit.
        stage: Its stage.
        segment: Its segment.
        variant: Its variant.
        experiment: The experiment on whose own page it stands, None on other pages.
        period: Its period.
        before: The value told before.
        now: The value told then; None when it is undefined now.
        n_before: Units behind the first.
        n_now: Units behind the second.
        known_before: ISO instant whose knowledge the first rests on.
        known_now: Of the second.
        run_before: The run that told the first.
        run_now: The run that told the second.
        cause: `redefined` (its definition changed), `later rows` (it knows of a later instant), or
            `other rows` (the same instant: the rows themselves were changed).
        late: Source → rows that arrived in between about the period, where the data were asked.
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
    before: float | None
    now: float | None
    n_before: int | None
    n_now: int | None
    known_before: str
    known_now: str
    run_before: str
    run_now: str
    cause: Cause
    late: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return asdict(self)


def restatements(found: Collection[Fact], zone: str = "UTC") -> tuple[Restated, ...]:
    """Every change of a number over the runs of the archive, in the order in which they were told.

    Only what answers the same closed question is restated, as `is_restated` says: no value that was
    not settled, no later look at an experiment, no pool that goes on.

    Args:
        found: Facts in the order in which they were published.
        zone: IANA zone whose midnights end a period.

    Returns:
        The changes.
    """
    last: dict[tuple[Any, ...], Fact] = {}
    changes = []
    for fact in found:
        key = thing(fact)
        before = last.get(key)
        if before is not None and _changed(before, fact, zone):
            changes.append(_restated(before, fact))
        if before is None or known_at(fact) >= known_at(before):
            last[key] = fact  # a run as of an earlier instant tells no newer number
    return tuple(changes)


def _changed(before: Fact, now: Fact, zone: str) -> bool:
    return known_at(now) >= known_at(before) and is_restated(before, now, zone)


def cause_of(before: Fact, now: Fact) -> Cause:
    """Why a number is another one: its definition, rows that came later, or changed rows.

    Args:
        before: The fact told before.
        now: The fact told now.

    Returns:
        The cause.
    """
    if (before.get("fingerprint") or "") != (now.get("fingerprint") or ""):
        return "redefined"
    return "other rows" if before.get("as_of") == now.get("as_of") else "later rows"


def _restated(before: Fact, now: Fact) -> Restated:
    about = {name: now[name] for name in ("metric", "measure", "stage", "segment", "variant")}
    return Restated(
        name=str(now["name"] or now["metric"]),
        **about,
        experiment=now["experiment"],
        unit=now["unit"] or "count",
        period=now["period"],
        before=before["value"],
        now=now["value"],
        n_before=before["n"],
        n_now=now["n"],
        known_before=before["as_of"] or "",
        known_now=now["as_of"] or "",
        run_before=before["run_id"],
        run_now=now["run_id"],
        cause=cause_of(before, now),
        late={},
    )


def with_late(
    changes: Sequence[Restated], late: Mapping[tuple[str, str, str], Mapping[str, int]]
) -> tuple[Restated, ...]:
    """The changes with the rows that arrived in between, by source.

    Args:
        changes: Changes.
        late: (period, known before, known now) → source → rows.

    Returns:
        The same changes.
    """
    from dataclasses import replace

    return tuple(
        replace(each, late=late.get((each.period, each.known_before, each.known_now), {}))
        if each.cause == "later rows"
        else each
        for each in changes
    )
