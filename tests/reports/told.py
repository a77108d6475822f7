"""What the readout of `trial` tells beyond its table, with real inference over given counts."""

from __future__ import annotations

from datetime import date

from stagelift.experiments.sections.ages import AgeEffects, EffectByAge, spans_of
from stagelift.experiments.sections.churning import ChurnAfter, ChurnArm
from stagelift.experiments.sections.converting import (
    ArmTime,
    CurvePoint,
    TimeEffect,
    TimeToConvert,
    as_ratio,
)
from stagelift.experiments.sections.ready import NotReady
from stagelift.experiments.sections.ruled import RuledOut
from stagelift.experiments.sections.sections import Sections
from stagelift.experiments.sections.sending import Lost, SendLess
from stagelift.experiments.sections.shop import WholeShop
from stagelift.experiments.sections.voice import Voice, VoiceArm, VoiceEffect
from stagelift.experiments.worth import Range
from stagelift.statistics.by_age import effect_by_age, effect_trend
from stagelift.statistics.inference import Inference
from stagelift.statistics.moments import ScoreCounts
from stagelift.statistics.nps.trimming import respondent_bounds
from stagelift.statistics.proportions import difference_of_proportions, proportion

N = 18_000
DAYS = {
    "email_day2": [200, 150, 900, 300, 212, 100, 100],
    "push_1h": [1422, 300, 200, 150, 100, 75, 75],
}
OLD, NEW = "email_day2", "push_1h"
DAY = 86_400.0


def mean_of(value: float) -> Inference:
    return Inference(value=value, low=value - 900, high=value + 900, method="t")


def arm(name: str) -> ArmTime:
    shares = [sum(DAYS[name][: day + 1]) / N for day in range(7)]
    points = tuple(
        CurvePoint((day + 1) * DAY, share, share - 0.004, share + 0.004)
        for day, share in enumerate(shares)
    )
    return ArmTime(name, N, mean_of(6.4 * DAY if name == OLD else 6.2 * DAY), points)


def time() -> TimeToConvert:
    gap = Inference(value=-0.2 * DAY, low=-0.3 * DAY, high=-0.1 * DAY, method="welch", p_value=1e-5)
    rates = as_ratio(Inference(value=0.2, low=0.1, high=0.3, method="log_rank", p_value=0.002))
    return TimeToConvert(
        "first_order", 7 * DAY, (arm(OLD), arm(NEW)), (TimeEffect(NEW, OLD, gap, rates),)
    )


def ages() -> EffectByAge:
    parts = effect_by_age(DAYS[NEW], N, DAYS[OLD], N)
    trend = effect_trend(DAYS[NEW], N, DAYS[OLD], N)
    return EffectByAge("first_order", (AgeEffects(NEW, OLD, 2 * N, spans_of(7), parts, trend),))


def voice() -> Voice:
    scores = {
        OLD: ScoreCounts((100,) + (0,) * 9 + (300,)),
        NEW: ScoreCounts((90,) + (0,) * 9 + (260,)),
    }
    arms = tuple(VoiceArm(name, N, scores[name].n, mean_of(1.0)) for name in (OLD, NEW))
    gap = Inference(value=-0.2, low=-0.5, high=0.1, method="welch", p_value=0.2)
    one = VoiceEffect(
        NEW,
        OLD,
        difference_of_proportions(350, N, 400, N),
        gap,
        respondent_bounds(scores[NEW], N, scores[OLD], N),
    )
    return Voice("nps", False, arms, (one,))


def churn() -> ChurnAfter:
    arms = tuple(ChurnArm(name, 9000, proportion(k, 9000)) for name, k in ((OLD, 900), (NEW, 880)))
    gap = difference_of_proportions(880, 9000, 900, 9000)
    return ChurnAfter("churn", False, 90.0, arms, ((NEW, OLD, gap),))


def sending() -> SendLess:
    lost = (Lost("left", None, Range(40.0, 10.0, 90.0)),)
    brings = Range(9_000_000.0, 3_000_000.0, 15_000_000.0)
    return SendLess(NEW, OLD, "KRW", lost, brings, (225_000.0, 33_333.0), None, "open")


def everything(**fields: object) -> Sections:
    """Every section of a shipped test whose level is 1,962 and 2,322 of 18,000."""
    known = {
        "time": time(),
        "ages": ages(),
        "shop": WholeShop(
            "first_order",
            NEW,
            2.0 * N,
            Range(720.0, 400.0, 1040.0),
            9000.0,
            Range(0.08, 0.04, 0.12),
        ),
        "voice": (voice(),),
        "churn": (churn(),),
        "sending": sending(),
        "ruled_out": (RuledOut(NEW, "share", 0.027, 0.013, 0.01),),
        "ready": (NotReady("review", date(2027, 1, 24), date(2027, 1, 24)),),
    }
    return Sections(experiment="cart_reminder", unit="share", **{**known, **fields})
