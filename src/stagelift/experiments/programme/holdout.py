"""Customers kept out of every experiment against all others: what the whole programme brought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stagelift.data.zones import day_start_us
from stagelift.experiments.holdout import HELD_OUT, OTHERS, holdout_arms, holdout_checks
from stagelift.experiments.planning.history import EPOCH, GRACE_US, local_day
from stagelift.journey.figures import round_significant
from stagelift.metrics.privacy import MINIMUM

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.metrics.kind import WindowedMetric
    from stagelift.statistics.inference import Inference

LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """One metric among all others against the customers held out.

    Args:
        metric: Id of the metric.
        share: Share of customers held out.
        since: Local day from whose start everybody known then is followed.
        n: Customers of both groups whose window has closed.
        effect: All others minus held out; None when there is nothing to show.
        note: Why there is nothing to show: broken data, or a group too small.
    """

    metric: str
    share: float
    since: date
    n: int
    effect: Inference | None
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON-ready values."""
        named = ("value", "low", "high", "p_value")
        figures = {
            name: None if self.effect is None else round_significant(getattr(self.effect, name))
            for name in named
        }
        return {
            "metric": self.metric,
            "share": self.share,
            "since": self.since.isoformat(),
            "n": self.n if self.effect is not None else None,
            **figures,
            "level": LEVEL,
            "method": "" if self.effect is None else self.effect.method,
            "note": self.note,
        }


def held_out(
    contract: Contract, journey: Journey, metrics: Iterable[WindowedMetric]
) -> tuple[HeldOut, ...]:
    """What all that was sent and shipped brought, by the customers who met no experiment.

    Everybody known at the start of the latest day whose windows have closed is followed for one
    window, the held-out and all others alike.

    Args:
        contract: The contract tables.
        journey: The journey.
        metrics: Metrics per customer; those that are no shares are passed over.

    Returns:
        One comparison a metric; none without a holdout.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    share = journey.rules.holdout or Fraction(0)
    if not share:
        return ()
    found = []
    for metric in metrics:
        if metric.binary:
            day = local_day(contract.as_of_us - metric.window - GRACE_US, journey.zone)
            found.append(_compared(contract, journey, metric, share, day))
    return tuple(found)


def _compared(
    contract: Contract, journey: Journey, metric: WindowedMetric, share: Fraction, day: int
) -> HeldOut:
    """One metric in both groups, by the hash that keeps customers out."""
    start = day_start_us(day, journey.zone)
    units = holdout_arms(
        contract, journey, metric, audience=None, span=(start, start + 1), at_once=True
    )
    others, out = (units.tallies[metric.name, name] for name in (OTHERS, HELD_OUT))
    checks = holdout_checks(units, journey, contract, start + metric.window)
    note = next((check.text for check in checks if check.status == "red"), "")
    if not note and min(others.n, out.n) < MINIMUM:
        note = "too few customers were held out"
    return HeldOut(
        metric=metric.name,
        share=float(share),
        since=EPOCH + timedelta(days=day),
        n=others.n + out.n,
        effect=None if note else metric.effect_of(others, out, confidence=LEVEL, method="auto"),
        note=note,
    )
