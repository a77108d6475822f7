"""One number about the journey with everything needed to read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from stagelift.journey.figures import LOW_N, figures_of, kept_back, round_figures
from stagelift.statistics.inference import Inference, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One number and its conditions, named as in a KPI's estimate.

    Args:
        measure: What it is, such as `median`.
        unit: `share`, `days` or `customers`.
        stage: Id of the stage it is about, or None.
        segment: Id of the segment, `attribute=value`, or None for everyone.
        period: Label of the period of entry; empty where there is none.
        against: What it is compared with; None for a level.
        as_of: Instant of knowledge as ISO text.
        value: The number; shares 0–1; None when undefined.
        n: Units counted.
        k: Units with the event, for shares.
        se: Standard error.
        low: Lower end of the interval.
        high: Upper end of the interval.
        level: Confidence level of the interval, 0–1.
        method: The method's name; `census` where everyone was counted and nothing is estimated.
        p_value: Two-sided p-value of a comparison.
        adjusted_p_value: After the correction for all comparisons of the table.
        status: `ok`, or why it must not be read as a result.
        note: The reason in words.

    Example:
        >>> from stagelift.statistics.proportions.share import proportion
        >>> blank = Quantity(measure="share", unit="share", as_of="2026-11-16T06:00:00+00:00", n=40)
        >>> blank.found(proportion(10, 40), k=10).value
        0.25
    """

    measure: str
    unit: str
    stage: str | None = None
    segment: str | None = None
    period: str = ""
    against: str | None = None
    as_of: str
    value: float | None = None
    n: int
    k: int | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str = ""
    p_value: float | None = None
    adjusted_p_value: float | None = None
    status: Status = "ok"
    note: str = ""

    def __post_init__(self) -> None:
        round_figures(self)

    def found(self, result: Inference, *, k: int | None = None) -> Quantity:
        """The same quantity carrying what a statistical method found.

        Args:
            result: Value, interval, p-value, method and status.
            k: Units with the event.

        Returns:
            A new quantity; of fewer than 30 units its status is `low_n`.
        """
        if result.status == "ok" and self.n < LOW_N:
            result = replace(result, status="low_n", note=result.note or f"{self.n} units")
        return replace(self, k=k, **figures_of(result))

    def hidden(self, note: str) -> Quantity:
        """The same quantity without its numbers, where they would tell about too few.

        Args:
            note: Why they are not shown.

        Returns:
            A quantity of nobody.
        """
        return replace(self, **kept_back(note))

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON-ready values.

        Returns:
            One dict with the fields in their order; `n` is null where it is not shown.
        """
        row = asdict(self)
        if self.status == "low_n" and self.value is None and self.n == 0:
            row["n"] = None
        return row
