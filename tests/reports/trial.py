"""One experiment as its readout sees it: real definitions and inference over given counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import shop

from stagelift.definitions import Experiment, Journey
from stagelift.experiments.deciding.outcome import Outcome
from stagelift.experiments.exploring.exploration import Exploration
from stagelift.experiments.health import Check
from stagelift.experiments.later import FAMILY
from stagelift.experiments.readout import Readout
from stagelift.experiments.sections.sections import Sections
from stagelift.experiments.worth import Range, Worth
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.estimate import Estimate
from stagelift.statistics.inference import Inference
from stagelift.statistics.lift import lift_of_proportions
from stagelift.statistics.margins import margin_state
from stagelift.statistics.proportions import difference_of_proportions, proportion

AS_OF = datetime(2026, 11, 15, 21, tzinfo=UTC)
RULES = {"guardrails": {"left": "0.3pp"}, "worth": {"first_order": "18000 won"}}
METRICS = {
    "first_order": Conversion(
        name="first_order", conversion="ordered", label={"en": "First order", "ko": "첫 구매"}
    ),
    "review": Conversion(name="review", conversion="review_written", label="Review written"),
    "left": Conversion(
        name="left",
        conversion="unsubscribed",
        better="down",
        label={"en": "Left", "ko": "수신 거부"},
    ),
}
HEALTHY = (
    Check(
        "split",
        "ok",
        "split 18,000 : 18,010, p 0.96, at every look 1.00 (limit 0.001)",
        (("p", 0.96), ("always", 1.0), ("limit", 0.001)),
        (("sizes", "18,000 : 18,010"),),
    ),
    Check("strangers", "ok", "every unit's variant is in the plan"),
    Check("freshness", "ok", "the data reach to the end of what is read", (("limit", 2.0),)),
    Check("crossovers", "ok", "0.10% of customers", (("share", 0.001), ("limit", 0.01))),
)
SPLIT = Check("split", "red", "split 52.2 : 47.8 instead of 50.0 : 50.0; find what drops customers")
PLAN = {"frozen_at": "2026-10-18T09:00:00+00:00", "fingerprint": "fd7694722ebb"}
N = 18_000


def definition(**fields: Any) -> Experiment:
    settings = {
        "question": "Does a push bring more first orders?",
        "audience": "everyone",
        "primary": "first_order",
        "secondary": ["review"],
        "variants": {
            "email_day2": {"channel": "email", "send": "2 days after entry"},
            "push_1h": {"channel": "push", "send": "1 hour after entry"},
        },
        "worth_having": "+1.0pp",
        "run": "2026-10-19..2026-11-08",
        "looks": "once",
        "owner": "김하늘",
        "decide": {"by": "2026-11-25", "owner": "박지훈", "after_ship": "keep 5% for 4 weeks"},
    }
    settings["label"] = {"en": "Cart reminder", "ko": "장바구니 알림"}
    return Experiment(name="cart_reminder", **{**settings, **fields})


def _estimate(metric: str, family: str, **fields: Any) -> Estimate:
    blank = {"value": None, "method": "", "period": "2026-10-19..2026-11-08", "as_of": AS_OF}
    return Estimate(metric=metric, unit="share", family=family, **{**blank, **fields})


def outcome(
    metric: str, family: str, control: int, treatment: int, variant: str = "push_1h"
) -> tuple[Estimate, ...]:
    """Levels, effect and lift of a 0/1 metric; both arms hold the same number of customers."""
    against = "email_day2"
    levels = [
        _estimate(metric, family, variant=name, n=N, k=k).with_inference(proportion(k, N))
        for name, k in ((against, control), (variant, treatment))
    ]
    arms = {"variant": variant, "against": against, "n": 2 * N}
    found = difference_of_proportions(treatment, N, control, N)
    effect = _estimate(metric, family, measure="effect", **arms).with_inference(found)
    if family in {"secondary", FAMILY}:
        effect = replace(effect, adjusted_p_value=effect.p_value)
    lift = _estimate(metric, family, measure="lift", **arms)
    lift = replace(lift.with_inference(lift_of_proportions(treatment, N, control, N)), unit="ratio")
    return (*levels, effect, lift)


def readout(verdict: str = "ship", **fields: Any) -> Readout:
    """A readout whose counts support the verdict."""
    first = {"ship": (1962, 2322), "stop": (1962, 1602), "iterate": (1962, 1980)}
    old, new = first.get(verdict, (1962, 1980))
    estimates = (
        *outcome("first_order", "primary", old, new),
        *outcome("review", "secondary", 900, 1080),
        *outcome("left", "guardrail", 126, 120),
        *outcome("reach_advocacy", FAMILY, 540, 560),
    )
    left = next(e for e in estimates if (e.metric, e.measure) == ("left", "effect"))
    blank = Readout(
        experiment="cart_reminder",
        question="Does a push bring more first orders?",
        primary="first_order",
        verdict=verdict,
        winner="push_1h",
        sentence="",
        banner="",
        health=HEALTHY,
        estimates=estimates,
        guardrails={("push_1h", "left"): reading(left)},
        looks="once",
        look=1,
        assigned={"email_day2": N, "push_1h": N},
        planned_end=date(2026, 11, 16),
        final=True,
        as_of=AS_OF,
        fingerprint="fd7694722ebb",
        planned_units=36_000,
    )
    return replace(blank, **fields)


def reading(effect: Estimate, margin: float = 0.003) -> Any:
    found = Inference(value=effect.value, low=effect.low, high=effect.high, method="score")
    return margin_state(found, margin=margin, better="down")


def unread(found: Readout) -> Readout:
    """The readout of a plan that looks once, before its end."""
    note = "the plan looks once, when every window has closed"
    blank = tuple(
        replace(
            e,
            value=None,
            se=None,
            low=None,
            high=None,
            k=None,
            p_value=None,
            status="immature",
            adjusted_p_value=None,
            note=note,
            n=0,
            excluded=(("immature", N),),
        )
        for e in found.estimates
    )
    nothing = Inference(method="score", status="immature", note=note)
    state = margin_state(nothing, margin=0.003, better="down")
    guardrails = {("push_1h", "left"): state}
    return replace(found, verdict="continue", estimates=blank, guardrails=guardrails, final=False)


def red(check: Check = SPLIT) -> Readout:
    """A readout whose health hides every figure."""
    health = (check, *(each for each in HEALTHY if each.name != check.name))
    sizes = {"email_day2": 18_792, "push_1h": 17_208}
    blank = readout(health=health, assigned=sizes, estimates=(), guardrails={})
    return replace(blank, verdict=None, winner=None)


def worth() -> Worth:
    more, each, volume, cost = Range(1000.0, 400.0, 1600.0), 18_000.0, 50_000.0, 12.0
    money = Range(*(gain * each - cost * volume for gain in more))
    return Worth(
        metric="first_order",
        variant="push_1h",
        currency="KRW",
        each=each,
        cost=cost,
        volume=volume,
        more=more,
        money=money,
    )


def explored(**fields: Any) -> Exploration:
    about = {"experiment": "cart_reminder", "metric": "first_order", "label": None, "unit": "share"}
    variants = {"variants": ("push_1h",), "control": "email_day2"}
    read = {"as_of": AS_OF, "looks": "once", "look": 1, "q": 0.05, "level": 0.95}
    return Exploration(**{**about, **variants, **read, **fields})


@dataclass
class Trial:
    definition: Experiment
    found: Readout
    plan: Mapping[str, Any] | None = field(default_factory=lambda: dict(PLAN))
    decision: Mapping[str, Any] | None = None
    taken: tuple[datetime, ...] = (datetime(2026, 11, 8, 21, tzinfo=UTC), AS_OF)

    told: Sections = field(
        default_factory=lambda: Sections(experiment="cart_reminder", unit="share")
    )

    became: Outcome | None = None
    seen: Exploration = field(default_factory=lambda: explored(shut="no look has come yet"))

    def explore(self) -> Exploration:
        return self.seen

    def readout(self) -> Readout:
        return self.found

    def outcome(self) -> Outcome | None:
        return self.became

    def sections(self, *, beyond_plan: bool = True) -> Sections:
        return self.told

    def looks(self) -> tuple[datetime, ...]:
        return self.taken


@dataclass
class Source:
    experiments: dict[str, Trial]
    root: Path = Path()
    journey: Journey = field(
        default_factory=lambda: Journey(
            name="shop",
            country="KR",
            data="data/events.parquet",
            stages={name: stage.model_dump() for name, stage in shop.JOURNEY.stages.items()},
            rules=RULES,
            channels={"sms": {"cost": 12}},
        )
    )
    metrics: dict[str, Any] = field(default_factory=lambda: dict(METRICS))


def source(found: Readout, *, root: Path = Path(), **fields: Any) -> Source:
    kept = ("plan", "decision", "taken", "told", "became", "seen")
    about = {name: fields.pop(name) for name in kept if name in fields}
    return Source({"cart_reminder": Trial(definition(**fields), found, **about)}, root=root)
