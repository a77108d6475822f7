"""The effects of all tests on one scale: shrunk, and the winners' total without luck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.journey.figures import round_significant
from stagelift.statistics.programme import (
    LEAST_TESTS,
    Together,
    WinnersTotal,
    believe,
    learn,
    winners_total,
)

if TYPE_CHECKING:
    from stagelift.experiments.programme.ledger import Compared

SCALE = "log ratio"
OF_PRIOR = (
    *("centre", "spread", "spread_low", "spread_high"),
    *("total", "total_low", "total_high", "evidence"),
)
OF_WINNERS = ("winners", "naive", "bias", "value", "low", "high", "level")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunk:
    """One treatment's effect, seen and shrunk, as log ratios.

    Args:
        compared: The treatment.
        seen: Its estimate.
        se: The estimate's standard error.
        value: Shrunk under the bell.
        low: Lower end of its interval.
        high: Upper end.
        heavy: Shrunk under heavy tails; None when the prior is stated.
    """

    compared: Compared
    seen: float
    se: float
    value: float
    low: float
    high: float
    heavy: float | None

    def to_dict(self) -> dict[str, Any]:
        """The effect as JSON-ready values; `value` is relative, 0.1 for ten per cent."""
        one = self.compared
        named = {
            name: getattr(one, name)
            for name in ("experiment", "stage", "variant", "channel", "against", "won")
        }
        figures = {
            "seen": relative(self.seen),
            "value": relative(self.value),
            "low": relative(self.low),
            "high": relative(self.high),
            "heavy_tails": None if self.heavy is None else relative(self.heavy),
        }
        return {
            **named,
            "stopped_early": one.early,
            **{name: round_significant(value) for name, value in figures.items()},
            "log_ratio": round_significant(self.seen),
            "log_ratio_se": round_significant(self.se),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class OneScale:
    """All comparable treatments.

    Args:
        rows: Each of them.
        bell: Under a bell, learnt or stated; None without any.
        heavy: Under heavy tails; None when too few.
        winners: The winners' total by Lee and Shen; None where it is not allowed.
        left_out: Treatments that have no ratio.
        early: Treatments that stopped early, which the total leaves out.
    """

    rows: tuple[Shrunk, ...]
    bell: Together | None
    heavy: Together | None
    winners: WinnersTotal | None
    left_out: int
    early: int

    @property
    def learnt(self) -> bool:
        """Whether there are enough tests to learn how true effects differ."""
        return self.bell is not None and self.bell.source == "learnt"

    @property
    def fits(self) -> str | None:
        """The shape that fits better, `normal` or `t`; None when neither is learnt."""
        if self.bell is None or self.heavy is None:
            return None
        return "t" if (self.heavy.evidence or 0.0) > (self.bell.evidence or 0.0) else "normal"

    def to_dict(self) -> dict[str, Any]:
        """The figures of the whole as JSON-ready values; totals are sums of log ratios."""
        found: dict[str, Any] = {
            "scale": SCALE,
            "treatments": len(self.rows),
            "not_comparable": self.left_out,
            "stopped_early": self.early,
            "least": LEAST_TESTS,
            "prior": None if self.bell is None else self.bell.source,
            "fits_better": self.fits,
        }
        for name, one in (("normal", self.bell), ("t", self.heavy)):
            if one is not None:
                found[name] = {key: round_significant(getattr(one, key)) for key in OF_PRIOR}
        if self.winners is not None:
            found["lee_shen"] = {key: getattr(self.winners, key) for key in OF_WINNERS}
        return found


def relative(log: float) -> float:
    """A log ratio as a relative change.

    Args:
        log: The log ratio.

    Returns:
        0.1 for ten per cent more.

    Example:
        >>> round(relative(0.0953), 3)
        0.1
    """
    return math.expm1(log)


def on_one_scale(found: Sequence[Compared], *, totals: bool = True) -> OneScale:
    """All treatments on the scale of log ratios.

    From 20 treatments on, the prior is learnt from them, once as a bell and once with heavy tails,
    and the winners' total is corrected; below, the prior is a stated weak one and there is no
    total. Tests that stopped early stay out of every total, and tests with more than one
    planned look out of Lee and Shen's, which presumes one.

    Args:
        found: Treatments of tests that were read.
        totals: Whether the winners' total is asked for.

    Returns:
        Shrunk effects and totals.
    """
    usable = [(one, one.ratio) for one in found if one.ratio is not None]
    left_out, early = len(found) - len(usable), sum(one.early for one, _ in usable)
    if not usable:
        return OneScale(
            rows=(), bell=None, heavy=None, winners=None, left_out=left_out, early=early
        )
    values = [ratio.value for _, ratio in usable]
    errors = [ratio.se for _, ratio in usable]
    chosen = [one.won and not one.early for one, _ in usable] if totals else None
    heavy, winners = None, None
    if len(usable) < LEAST_TESTS:
        bell = believe(values, errors)
    else:
        bell = learn(values, errors, chosen=chosen)
        heavy = learn(values, errors, chosen=chosen, shape="t")
        fixed = [place for place, (one, _) in enumerate(usable) if one.fixed and not one.early]
        if totals and len(fixed) >= LEAST_TESTS:
            winners = winners_total([values[p] for p in fixed], [errors[p] for p in fixed])
    rows = tuple(
        Shrunk(
            compared=one,
            seen=ratio.value,
            se=ratio.se,
            value=float(bell.values[place]),
            low=float(bell.lows[place]),
            high=float(bell.highs[place]),
            heavy=None if heavy is None else float(heavy.values[place]),
        )
        for place, (one, ratio) in enumerate(usable)
    )
    return OneScale(
        rows=rows, bell=bell, heavy=heavy, winners=winners, left_out=left_out, early=early
    )
