"""Two runs of a report side by side: what each number was, is, and whether that is news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import hypot
from typing import TYPE_CHECKING, Any

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.frames import Tabular
from stagelift.reports import facts
from stagelift.reports.archive.selection import is_hidden
from stagelift.reports.index import read_manifests

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.reports.archive.selection import Hidden
    from stagelift.reports.manifest import Manifest

COMPARED = ("level", "effect", "lift", "worth", "money")  # what is measured; the rest explains it
SAME = ("name", "metric", "measure", "stage", "segment", "variant")
BEFORE, USUAL = ".before", ".usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One number of two runs.

    Args:
        name: The fact's name.
        metric: Id of the metric.
        measure: `level`, `effect`, `lift`, `worth` or `money`.
        unit: Its unit.
        stage: Its stage, None without one.
        segment: Its segment, None for all customers.
        variant: The variant of an effect.
        period_a: The period it is about in the first run, None where it is not in it.
        period_b: The same in the second.
        a: Its value in the first run, None when undefined.
        b: Its value in the second.
        low_a: Lower end of its interval in the first run, None without one.
        high_a: The upper end.
        low_b: Lower end in the second.
        high_b: The upper end.
        n_a: Customers or answers behind the first.
        n_b: Behind the second.
        status_a: Its status in the first run, `absent` where it is not in it.
        status_b: The same in the second.
        usual_low: The lower process limit in the second run, None without one.
        usual_high: The upper one.
        redefined: Whether the definition's fingerprint differs.
    """

    name: str
    metric: str
    measure: str
    unit: str
    stage: str | None
    segment: str | None
    variant: str | None
    period_a: str | None
    period_b: str | None
    a: float | None
    b: float | None
    low_a: float | None
    high_a: float | None
    low_b: float | None
    high_b: float | None
    n_a: int | None
    n_b: int | None
    status_a: str
    status_b: str
    usual_low: float | None
    usual_high: float | None
    redefined: bool

    @property
    def difference(self) -> float | None:
        """Second less first, None when one of them is undefined or is defined differently."""
        if self.a is None or self.b is None or self.redefined:
            return None
        return self.b - self.a

    @property
    def half_width(self) -> float | None:
        """Half-widths of both intervals as of independent numbers; None where one has none."""
        low_a, high_a, low_b, high_b = self.low_a, self.high_a, self.low_b, self.high_b
        if low_a is None or high_a is None or low_b is None or high_b is None:
            return None
        return hypot(high_a - low_a, high_b - low_b) / 2

    @property
    def unusual(self) -> bool | None:
        """Whether the second value lies outside its limits; None where there are none."""
        if self.b is None or self.usual_low is None or self.usual_high is None:
            return None
        return not self.usual_low <= self.b <= self.usual_high


@dataclass(frozen=True, slots=True)
class Diff(Tabular):
    """Two runs of one report.

    Args:
        report: Id of the report.
        first: The earlier run named.
        second: The later run named.
        rows: Every number of either, in the order of the second run.
    """

    report: str
    first: Manifest
    second: Manifest
    rows: tuple[Beside, ...]

    @property
    def restates(self) -> bool:
        """Whether both runs are about the same subject, so that a difference restates it."""
        return self.first.stable.period == self.second.stable.period

    @property
    def judges(self) -> bool:
        """Whether any number of the second run is held against its usual range."""
        return any(row.unusual is not None for row in self.rows)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One mapping a number, with its difference and whether it is unusual."""
        return [
            {**asdict(row), "difference": row.difference, "unusual": row.unusual}
            for row in self.rows
        ]


def diff(
    state: Path, report: str, first: str, second: str, *, hidden: Hidden | None = None
) -> Diff:
    """What differs between two runs of a report.

    Args:
        state: The workspace's `.stagelift`.
        report: Id of the report.
        first: Label of a period, id of an experiment, or id of a run.
        second: The same; when it names the same subject, runs of it must be named by their ids.
        hidden: The experiments whose figures are hidden: their numbers are left out.

    Returns:
        The numbers of both, side by side.

    Raises:
        ArgumentError: Nothing was published under a name, or both name the same run.
    """
    found = [each for each in read_manifests(state / "runs") if each.status == "ok"]
    own = [each for each in found if each.stable.report == report]
    if not own:
        known = sorted({each.stable.report for each in found})
        hint = did_you_mean(report, known) or f"Published are: {', '.join(known) or 'none'}"
        raise ArgumentError(f"nothing was published of report '{report}'. {hint}")
    a, b = _alike(_runs(own, report, first), _runs(own, report, second))
    if a.run_id == b.run_id:
        ids = ", ".join(each.run_id for each in own if each.stable.period == a.stable.period)
        raise ArgumentError(f"'{first}' and '{second}' are the same run; name two of: {ids}")
    told = facts.read(state / "facts")
    archive = [fact for fact in told if hidden is None or not is_hidden(fact, hidden)]
    rows = _beside(
        [fact for fact in archive if fact["run_id"] == a.run_id],
        [fact for fact in archive if fact["run_id"] == b.run_id],
    )
    return Diff(report, a, b, rows)


def _runs(own: Sequence[Manifest], report: str, name: str) -> tuple[Manifest, ...]:
    """The newest run of each page that goes by a name."""
    named = [each for each in own if name in (each.run_id, each.stable.period)]
    if not named:
        known = tuple(dict.fromkeys(each.stable.period for each in reversed(own)))
        hint = did_you_mean(name, known) or f"There are: {', '.join(known)}, and ids of runs"
        raise ArgumentError(f"nothing was published of report '{report}' for '{name}'. {hint}")
    return tuple({each.key: each for each in named}.values())


def _alike(first: Sequence[Manifest], second: Sequence[Manifest]) -> tuple[Manifest, Manifest]:
    """One run of each: of the lengths of page that both have, the one that shows most."""
    both = {_length(each) for each in first} & {_length(each) for each in second}
    a, b = (
        max((each for each in runs if not both or _length(each) in both), key=lambda r: r.facts)
        for runs in (first, second)
    )
    return a, b


def _length(run: Manifest) -> str:
    """What the key of a run says of its page's length: nothing, or such as `page=full`."""
    return next((word for word in run.key.split() if word.startswith("page=")), "")


def _beside(
    first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]
) -> tuple[Beside, ...]:
    """The numbers of two runs, matched by what they measure."""
    old = {_same(fact): fact for fact in first if _is_compared(fact)}
    new = {_same(fact): fact for fact in second if _is_compared(fact)}
    limits = {str(fact["name"]): fact for fact in second if fact["measure"] == "limit"}
    return tuple(
        _row(old.get(key), new.get(key), limits.get(f"{key[0]}{USUAL}"))
        for key in dict.fromkeys([*new, *old])
    )


def _is_compared(fact: Mapping[str, Any]) -> bool:
    return fact["measure"] in COMPARED and not str(fact["name"]).endswith(BEFORE)


def _same(fact: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(fact[name] for name in SAME)


def _row(
    a: Mapping[str, Any] | None, b: Mapping[str, Any] | None, limit: Mapping[str, Any] | None
) -> Beside:
    """One number of two runs; at least one of them has it."""
    either = b or a or {}
    absent: Mapping[str, Any] = {"status": "absent"}
    left, right = a or absent, b or absent
    marks = {fact.get("fingerprint") for fact in (a, b) if fact is not None}
    return Beside(
        **{name: either[name] for name in SAME} | {"name": either["name"] or either["metric"]},
        unit=either["unit"] or "count",
        period_a=left.get("period"),
        period_b=right.get("period"),
        a=left.get("value"),
        b=right.get("value"),
        low_a=left.get("low"),
        high_a=left.get("high"),
        low_b=right.get("low"),
        high_b=right.get("high"),
        n_a=left.get("n"),
        n_b=right.get("n"),
        status_a=left["status"],
        status_b=right["status"],
        usual_low=limit["low"] if limit else None,
        usual_high=limit["high"] if limit else None,
        redefined=len(marks) > 1,
    )
