"""The KPIs of one period with their past, and how they print themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from stagelift.console import aligned
from stagelift.formatting import confidence, default_spec, formatted, number
from stagelift.frames import Tabular
from stagelift.metrics.coverage import Coverage, coverages
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.privacy import MINIMUM, Key, is_small, key_of, reason, withheld
from stagelift.metrics.quarantined import Rows, words_of

SMALL_CELL = MINIMUM
# Reasons for which the data themselves keep a unit out; windows and bases are the metric's own.
MISSING = {
    "missing": "without a value",
    "missing_score": "without a score",
    "off_scale": "off the scale",
    "unscored": "texts without a score",
}
COLUMNS = ("metric", "stage", "segment", "period", "value", "interval", "n", "status")


@dataclass(frozen=True, slots=True)
class Kpis(Tabular):
    """The estimates of one period, and those of the periods before it.

    Printed, a metric that is not mature in the period shows its newest mature period instead.

    Args:
        period: Label of the period asked for.
        estimates: Every metric by stage and segment in that period.
        past: The same for earlier periods, oldest first.
        as_of: Instant of knowledge as text, in the journey's zone.
        minimum_cell: Cells of fewer units are suppressed wherever they are shown.
        note: What is to be known about the period, such as its holidays; may be empty.
        owners: Stages of the journey that somebody answers for, with who does.
        rejected: Events that these metrics count, with their rejected rows, which are in no n.
    """

    period: str
    estimates: tuple[Estimate, ...]
    past: tuple[Estimate, ...]
    as_of: str
    minimum_cell: int = SMALL_CELL
    note: str = ""
    owners: tuple[tuple[str, str], ...] = ()
    rejected: Rows = ()

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.estimates)

    def __len__(self) -> int:
        return len(self.estimates)

    def series(
        self, metric: str, *, stage: str | None = None, segment: str | None = None
    ) -> tuple[Estimate, ...]:
        """One metric over the periods, oldest first, the period asked for last.

        Args:
            metric: Id of the metric.
            stage: Only this stage; every stage when left out.
            segment: The segment, everyone when left out.

        Returns:
            Estimates in order of period.
        """
        return tuple(
            estimate
            for estimate in (*self.past, *self.estimates)
            if estimate.metric == metric
            and estimate.segment == segment
            and stage in (None, estimate.stage)
        )

    def latest(
        self, metric: str, *, stage: str | None = None, segment: str | None = None
    ) -> Estimate | None:
        """The newest estimate of a metric in which every unit is mature, however few had the event.

        The total of a metric chooses the period for its segments, so that they are of one.

        Args:
            metric: Id of the metric.
            stage: Only this stage.
            segment: The segment, everyone when left out.

        Returns:
            The estimate, or None when no period is mature.
        """
        found = [e for e in self.series(metric, stage=stage, segment=segment) if self._mature(e)]
        return found[-1] if found else None

    def to_dicts(self) -> list[dict[str, Any]]:
        """The period's estimates as JSON-ready rows; values of small cells are null.

        Returns:
            One dict per estimate, with the fields of `Estimate`.
        """
        hidden = self.withheld
        return [self._row(estimate, hidden) for estimate in self.estimates]

    @property
    def withheld(self) -> frozenset[Key]:
        """The cells that are not shown: small ones, and those that would give one away."""
        return withheld((*self.past, *self.estimates), self.minimum_cell)

    def _row(self, estimate: Estimate, hidden: frozenset[Key]) -> dict[str, Any]:
        row = estimate.to_dict()
        if key_of(estimate) in hidden:
            row.update(dict.fromkeys(("value", "n", "k", "se", "low", "high")))
            row.update(status="low_n", note=reason(estimate, self.minimum_cell), excluded={})
        return row

    @property
    def levels(self) -> str:
        """The levels of the intervals as text, such as "95%"."""
        return ", ".join(sorted({confidence(estimate.level) for estimate in self.estimates}))

    @property
    def coverages(self) -> tuple[Coverage, ...]:
        """For how many units each attribute is known by which the period is split."""
        return coverages(self.estimates, self.withheld)

    def rows(self) -> list[tuple[str, ...]]:
        """The period's estimates as cells of text under `COLUMNS`, small cells suppressed.

        Returns:
            One row an estimate; of a metric that is not mature, its newest mature one.
        """
        hidden = self.withheld
        return [self._line(self._readable(estimate), hidden) for estimate in self.estimates]

    def __str__(self) -> str:
        head = f"{self.period}, as of {self.as_of}, intervals at {self.levels}"
        lines = aligned([COLUMNS, *self.rows()])
        known = (f"{each}." for each in self.coverages)
        broken = words_of(self.rejected)
        broken = f"{broken[0].upper()}{broken[1:]}; stagelift check says why." if broken else ""
        return "\n".join([head, *lines, *known, *filter(None, (broken, self.note))])

    def _readable(self, estimate: Estimate) -> Estimate:
        """The estimate, or the newest mature one of its metric while it is not mature itself."""
        if estimate.status != "immature" and self._total(estimate).status != "immature":
            return estimate
        series = self.series(estimate.metric, stage=estimate.stage, segment=estimate.segment)
        known = [e for e in series if e.stage == estimate.stage and self._mature(e)]
        return known[-1] if known else estimate

    def _mature(self, estimate: Estimate) -> bool:
        """Whether everyone of the period is mature; a segment may be before its total."""
        return self._total(estimate).mature

    def _total(self, estimate: Estimate) -> Estimate:
        """Everyone's estimate where a segment's is given; itself when there is none."""
        if estimate.segment is None:
            return estimate
        everyone = self.series(estimate.metric, stage=estimate.stage)
        same = (e for e in everyone if (e.stage, e.period) == (estimate.stage, estimate.period))
        return next(same, estimate)

    def _line(self, estimate: Estimate, hidden: frozenset[Key]) -> tuple[str, ...]:
        where = (estimate.metric, estimate.stage or "all", estimate.segment or "")
        place = (*where, estimate.period)
        if key_of(estimate) in hidden:
            few = f"< {self.minimum_cell}" if is_small(estimate, self.minimum_cell) else "–"
            return (*place, "", "", few, f"low_n: {reason(estimate, self.minimum_cell)}")
        if estimate.value is None:
            return (*place, "", "", number(estimate.n), self._status(estimate))
        spec = default_spec(estimate.unit)
        value = formatted(estimate.value, spec)
        ends = [formatted(end, spec) for end in (estimate.low, estimate.high) if end is not None]
        interval = f"[{', '.join(ends)}]" if len(ends) == 2 else ""
        return (*place, value, interval, number(estimate.n), self._status(estimate))

    def _status(self, estimate: Estimate) -> str:
        """A row's status; of rejected rows one line below the table speaks for all."""
        return status_words(replace(estimate, note=estimate.own_note))


def status_words(estimate: Estimate) -> str:
    """An estimate's status with its reason; empty when it is ok.

    Args:
        estimate: The estimate.

    Returns:
        Such as "immature: 312 of 4,011 entrants …"; of one that is ok how many units had no value.
    """
    if estimate.status == "ok":
        missing = [(n, reason) for reason, n in estimate.excluded if reason in MISSING]
        return ", ".join(f"{number(n)} {MISSING[reason]} left out" for n, reason in missing)
    return f"{estimate.status}: {estimate.note}" if estimate.note else estimate.status
