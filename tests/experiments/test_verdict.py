"""The four verdicts and their sentences, word by word."""

from __future__ import annotations

import pytest

from stagelift.experiments.verdict import Evidence, verdict_of, verdict_sentence
from stagelift.formatting import NARROW
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.total import Sum
from stagelift.statistics.inference import Inference

UP = Conversion(name="first_order", event="ordered")
DOWN = Conversion(name="returned", event="returned", better="down")
MONEY = Sum(name="order_value", of="ordered.value")


def effect(low, high, **more):
    return Inference(value=(low + high) / 2, low=low, high=high, method="score", **more)


def evidence(found, **more):
    blank = {
        "variant": "push",
        "unit": "share",
        "effect": found,
        "threshold": 0.0,
        "guardrails": {},
        "days": 14,
        "final": False,
        "worth_having": None,
    }
    return Evidence(**{**blank, **more})


def said(metric=UP, levels=("10.9%", "11.9%"), **more):
    found = evidence(more.pop("found"), **more)
    verdict = verdict_of(found, metric)
    sentence = verdict_sentence(verdict, found, metric, "First order", levels)
    return verdict, sentence.replace(NARROW, " ")


BETTER, WORSE, UNSURE = effect(0.003, 0.017), effect(-0.017, -0.003), effect(-0.007, 0.012)
NOTHING = Inference(method="score", status="immature", note="the plan looks once")
MOVED = "First order 10.9% → 11.9%, "
CASES = {
    "better": (
        {"found": BETTER},
        "ship",
        f"SHIP push: {MOVED}+1.0 pp (+0.3 to +1.7); better, and no guardrail set.",
    ),
    "better and safe": (
        {"found": BETTER, "guardrails": {"unsubscribed": "cleared", "complained": "cleared"}},
        "ship",
        f"SHIP push: {MOVED}+1.0 pp (+0.3 to +1.7); better, and every guardrail clear.",
    ),
    "better, guardrail open": (
        {"found": BETTER, "guardrails": {"unsubscribed": "open", "complained": "cleared"}},
        "continue",
        f"CONTINUE: {MOVED}+1.0 pp (+0.3 to +1.7); better, but unsubscribed open.",
    ),
    "better, guardrail open at the end": (
        {"found": BETTER, "guardrails": {"unsubscribed": "open"}, "final": True},
        "iterate",
        f"ITERATE: {MOVED}+1.0 pp (+0.3 to +1.7); better, but unsubscribed open.",
    ),
    "better, guardrail breached": (
        {"found": BETTER, "guardrails": {"unsubscribed": "breached"}},
        "stop",
        f"STOP push: {MOVED}+1.0 pp (+0.3 to +1.7); unsubscribed breached.",
    ),
    "better, too early": (
        {"found": BETTER, "days": 6},
        "continue",
        f"CONTINUE: {MOVED}+1.0 pp (+0.3 to +1.7); better, but only 6 of 7 days of entry so far.",
    ),
    "better on the seventh day": (
        {"found": BETTER, "days": 7},
        "ship",
        f"SHIP push: {MOVED}+1.0 pp (+0.3 to +1.7); better, and no guardrail set.",
    ),
    "a run of one day, at its end": (
        {"found": BETTER, "days": 1, "final": True},
        "ship",
        f"SHIP push: {MOVED}+1.0 pp (+0.3 to +1.7); better, and no guardrail set.",
    ),
    "worse": (
        {"found": WORSE},
        "stop",
        f"STOP push: {MOVED}−1.0 pp (−1.7 to −0.3); worse.",
    ),
    "unsure": (
        {"found": UNSURE},
        "continue",
        f"CONTINUE: {MOVED}+0.3 pp (−0.7 to +1.2); not yet told from no difference.",
    ),
    "unsure at the end": (
        {"found": UNSURE, "final": True},
        "iterate",
        f"ITERATE: {MOVED}+0.3 pp (−0.7 to +1.2); a gain above +1.2 pp is ruled out.",
    ),
    "too little at the end": (
        {"found": UNSURE, "final": True, "worth_having": 0.02},
        "iterate",
        f"ITERATE: {MOVED}+0.3 pp (−0.7 to +1.2); the +2.0 pp worth having is ruled out.",
    ),
    "worth having still possible": (
        {"found": UNSURE, "final": True, "worth_having": 0.01},
        "iterate",
        f"ITERATE: {MOVED}+0.3 pp (−0.7 to +1.2); a gain above +1.2 pp is ruled out.",
    ),
    "not to be read yet": (
        {"found": NOTHING},
        "continue",
        "CONTINUE: no result on First order yet, the plan looks once.",
    ),
    "harm before a result": (
        {"found": NOTHING, "guardrails": {"unsubscribed": "breached"}},
        "stop",
        "STOP push: unsubscribed breached; no result on First order yet, the plan looks once.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_verdict_and_sentence(case):
    asked, verdict, sentence = CASES[case]
    assert said(**asked) == (verdict, sentence)


def test_a_metric_that_is_better_low_ships_when_it_falls():
    verdict, sentence = said(metric=DOWN, found=WORSE, levels=("5.0%", "4.0%"))
    assert verdict == "ship"
    assert sentence.startswith("SHIP push: First order 5.0% → 4.0%, −1.0 pp (−1.7 to −0.3); better")
    assert said(metric=DOWN, found=BETTER)[0] == "stop"


def test_what_is_ruled_out_is_a_gain_whatever_the_direction():
    _, sentence = said(metric=DOWN, found=UNSURE, final=True)
    assert sentence.endswith("a gain above +0.7 pp is ruled out.")


def test_an_interval_that_touches_the_threshold_does_not_clear_it():
    assert said(found=effect(0.0, 0.02))[0] == "continue"
    assert said(found=effect(-0.02, 0.0))[0] == "continue"
    assert said(found=BETTER, threshold=0.003)[0] == "continue"


def test_money_is_said_in_its_currency():
    found = effect(618.0, 2254.0)
    verdict, sentence = said(metric=MONEY, found=found, unit="KRW", levels=("₩3,687", "₩5,123"))
    assert verdict == "ship"
    assert "+₩1,436 (+₩618 to +₩2,254)" in sentence
