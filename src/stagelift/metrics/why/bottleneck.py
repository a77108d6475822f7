"""One step of the journey: its rate, its target, and what the target would add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stagelift.journey.figures import round_significant
from stagelift.statistics.inference import Inference

EXACT = 1e-9  # a target that is the rate itself differs by the rounding of its reckoning
PASSED = "its rate is above its target: nothing to gain"


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """One step and what its target would add.

    Args:
        stage: The stage whose entrants are counted.
        reached: The stage they are to reach.
        metric: Id of the metric that measures the step.
        period: The weeks it rests on.
        n: Entrants whose window has closed.
        k: Those who went on.
        rate: The step's rate, 0–1.
        target: The rate to reach, 0–1; None when nothing says one.
        target_from: `target` of the journey, or the segment whose shrunk rate is the best.
        gain: Completions a month more when this step alone reached its target; below 0 when it
            stands above, which is no gain (`passed`).
        money: The same in money, through every step from here on that is worth money; None when
            none is.
        lost: Entrants a month who do not go on.
        first: Share of recounts in which its gain is the largest, 0–1.
        first_by_money: The same by money, or None.
        days: Mean days in the stage up to a horizon, as `time_in_stage` gives it; None where it is
            not known.
        status: `ok`, or why there is no number.
        note: The reason in words.
    """

    stage: str
    reached: str
    metric: str
    period: str
    n: int
    k: int
    rate: Inference
    target: float | None
    target_from: str
    gain: Inference
    money: Inference
    lost: Inference
    first: float | None
    first_by_money: float | None
    days: float | None = None
    status: str = "ok"
    note: str = ""

    @property
    def passed(self) -> bool:
        """Whether the rate stands above its target: reaching that would lose customers."""
        rate = self.rate.value
        return rate is not None and self.target is not None and rate - self.target > EXACT

    @property
    def why(self) -> str:
        """The note, or that there is nothing to gain."""
        return self.note or (PASSED if self.passed else "")

    def to_dict(self) -> dict[str, Any]:
        """The step as a JSON-ready row; names as in `Estimate` for its rate.

        A step above its target has no gain and no money, and its note says why.

        Returns:
            One dict.
        """
        few = self.status == "low_n" and not self.n  # some, but too few to be told
        row: dict[str, Any] = {
            "metric": self.metric,
            "stage": self.stage,
            "reached": self.reached,
            "period": self.period,
            "n": None if few else self.n,
            "k": None if few else self.k,
            **ends("", self.rate),
            "level": self.rate.level,
            "method": self.rate.method,
            "target": round_significant(self.target),
            "target_from": self.target_from,
        }
        none = Inference(level=self.gain.level, method=self.gain.method, status="no_data")
        reckoned = (none, none) if self.passed else (self.gain, self.money)
        for name, found in zip(("gain", "money", "lost"), (*reckoned, self.lost), strict=True):
            row.update(ends(f"{name}_", found))
        shares = {"first": self.first, "first_by_money": self.first_by_money}
        row.update({name: round_significant(share) for name, share in shares.items()})
        return {**row, "days_in_stage": self.days, "status": self.status, "note": self.why}


def ends(prefix: str, found: Inference) -> dict[str, float | None]:
    """Value, standard error and interval of an inference under names with a prefix."""
    names = ("value", "se", "low", "high")
    return {f"{prefix}{name}": round_significant(getattr(found, name)) for name in names}
