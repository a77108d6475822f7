"""The one result type: every number stagelift shows, with its conditions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from stagelift.journey.figures import LOW_N, figures_of, kept_back, round_figures
from stagelift.statistics.inference import Inference, Status

Measure = Literal["level", "effect", "lift", "change"]
REJECTED = "rejected rows, not in n: "  # begins what a note says of rows in quarantine


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One number and everything needed to read it.

    Args:
        metric: Id of the metric.
        measure: `level` (of one group), `effect` (absolute), `lift` (relative) or `change`.
        unit: `share`, `points` (NPS), `ratio`, or the currency or unit of a value metric.
        stage: Id of the stage where it is reported, or None.
        segment: Id of the segment, `attribute=value`, or None for everyone.
        variant: Id of the variant, or None outside experiments.
        against: Id of the variant (or period) it is compared with, or None.
        period: The period of entry (`2026-W45`) or of enrolment.
        as_of: The instant whose knowledge it rests on, UTC.
        value: Point estimate; shares 0–1; None when undefined.
        n: Units counted (mature, for windowed metrics); 0 where they are withheld, then null
            wherever it is told.
        k: Units with the event, for 0/1 metrics.
        se: Standard error.
        low: Lower end of the interval.
        high: Upper end of the interval.
        level: Confidence level of the interval, 0–1.
        method: The method's name.
        adjustment: `raw` or `pre_period`.
        looks: The rule for looking (`once`, `weekly`, `always`), experiments only.
        look: Number of this look, experiments only.
        p_value: Two-sided p-value, None for levels.
        adjusted_p_value: After the correction of its family.
        family: The family of the correction.
        dual: Whether interval and p-value always agree.
        status: `ok`, or why it must not be read as a result.
        note: The reason in words.
        excluded: Units left out, as (reason, count) pairs.
        matured_through: Last local entry day that is wholly mature, ISO date.
        fingerprint: Hash of the definition that decides the number.
        withheld: Whether the figures are kept back, being of fewer units than the privacy minimum
            or giving such a group away; the note says so, and no row has this name.
    """

    metric: str
    measure: Measure = "level"
    unit: str
    stage: str | None = None
    segment: str | None = None
    variant: str | None = None
    against: str | None = None
    period: str
    as_of: datetime
    value: float | None
    n: int
    k: int | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str
    adjustment: Literal["raw", "pre_period"] = "raw"
    looks: str | None = None
    look: int | None = None
    p_value: float | None = None
    adjusted_p_value: float | None = None
    family: str | None = None
    dual: bool | None = None
    status: Status = "ok"
    note: str = ""
    excluded: tuple[tuple[str, int], ...] = ()
    matured_through: str | None = None
    fingerprint: str = ""
    withheld: bool = False

    def __post_init__(self) -> None:
        round_figures(self)

    @property
    def mature(self) -> bool:
        """Whether it is known with no unit still open, however few had the event."""
        return self.status not in {"immature", "no_data"} and self.value is not None

    @property
    def in_line(self) -> bool:
        """Whether it belongs in the line of its periods: mature, and of enough units.

        A period with few events stays: to leave it out would leave the others' rate too high.

        Example:
            >>> from datetime import UTC, datetime
            >>> rare = {"metric": "m", "unit": "share", "method": "wilson", "status": "low_n"}
            >>> week = {"period": "2026-W45", "as_of": datetime(2026, 11, 16, tzinfo=UTC)}
            >>> [Estimate(value=0.1, n=n, k=1, **rare, **week).in_line for n in (10, 1000)]
            [False, True]
        """
        return self.mature and (self.status != "low_n" or self.n >= LOW_N)

    @property
    def own_note(self) -> str:
        """The note without the rejected rows, where a table or a page says them once for all.

        Example:
            >>> from datetime import UTC, datetime
            >>> few = {"metric": "m", "unit": "share", "method": "wilson", "status": "low_n"}
            >>> week = {"period": "2026-W45", "as_of": datetime(2026, 11, 16, tzinfo=UTC)}
            >>> note = "27 units; rejected rows, not in n: 'ordered' 3"
            >>> Estimate(value=0.1, n=27, note=note, **few, **week).own_note
            '27 units'
        """
        return self.note.partition(REJECTED)[0].removesuffix("; ")

    def with_inference(self, found: Inference) -> Estimate:
        """The same estimate carrying what a statistical method found.

        Args:
            found: Value, interval, p-value, method and status.

        Returns:
            A new estimate.
        """
        return replace(self, dual=found.dual, **figures_of(found))

    def without_figures(self, note: str) -> Estimate:
        """The estimate as it is told where its figures must not be.

        Args:
            note: The reason in words.

        Returns:
            What it is about, with status `low_n`; its n too is kept back, since the other group of
            a comparison may be shown, and the rest would follow.
        """
        return replace(self, excluded=(), withheld=True, **kept_back(note))

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON-ready values: instants as ISO text, `excluded` as a mapping.

        Returns:
            One dict with the fields in their order; n is None where the figures are withheld.
        """
        row = asdict(self)
        row["as_of"] = self.as_of.isoformat()
        row["excluded"] = dict(self.excluded)
        if row.pop("withheld"):
            row["n"] = None
        return row
