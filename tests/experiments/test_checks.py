"""Amber checks from counts: what they fire on, and what they leave alone."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from stagelift.cli.health_text import korean_check
from stagelift.data.query.crossings import Crossing
from stagelift.experiments.arms import Arms
from stagelift.experiments.health import segment_check, split_check
from stagelift.experiments.health.independence import (
    Shared,
    carry_over_check,
    independence_check,
    interaction_check,
)
from stagelift.experiments.health.manifest import Reconciled, manifest_check
from stagelift.experiments.health.surprise import least_effect, novelty_check, twyman_check
from stagelift.reports.korean_sentences import in_korean
from stagelift.reports.wording_health import key_of
from stagelift.reports.wording_readout import READOUT_WORDING
from stagelift.statistics.inference import Inference
from stagelift.statistics.moments import Moments

HALF = {"a": Fraction(1, 2), "b": Fraction(1, 2)}
MICROS = 1_000_000


def shared(counts: dict[tuple[str, str], tuple[int, int]], before: int = 0) -> Shared:
    """Customers and buyers by variant here and there."""
    return Shared(
        "other",
        tuple(
            Crossing(0, here, there, n, before, n, k * MICROS, k * MICROS**2)
            for (here, there), (n, k) in counts.items()
        ),
    )


EVEN = {(x, y): (1000, 100) for x in "ab" for y in "xy"}


def arms(sizes: dict[str, int], segments: dict[str, dict[str, int]]) -> Arms:
    return Arms(sizes, 0, {}, None, {}, segments=segments)


def test_splits_that_hang_together_are_said():
    assert independence_check([shared(EVEN)]).status == "ok"
    tied = shared(EVEN | {("a", "x"): (1300, 130), ("b", "x"): (700, 70)})
    found = independence_check([shared(EVEN), tied])
    assert found.status == "amber"
    assert dict(found.figures)["limit"] == 0.0005
    assert independence_check([]) is None


def test_an_effect_that_depends_on_another_test_is_said():
    assert interaction_check([shared(EVEN)], ("b",), "a").status == "ok"
    crossed = shared(EVEN | {("b", "x"): (1000, 190)})
    assert interaction_check([crossed], ("b",), "a").status == "amber"


def test_earlier_tests_are_said_when_they_may_still_work():
    assert carry_over_check(None, 100, {}, "s") is None
    assert carry_over_check(None, 100, {"old": "s"}, "s").status == "amber"
    few = shared(EVEN, before=100)
    assert carry_over_check(few, 10_000, {}, "s").status == "ok"
    assert carry_over_check(few, 1_000, {}, "s").status == "amber"
    uneven = shared(EVEN | {("a", "x"): (1300, 0)})
    assert dict(carry_over_check(uneven, 10_000, {}, "s").words)["why"] == "uneven"


def test_an_effect_too_good_to_be_true_is_held():
    effect = Inference(value=0.09, low=0.06, high=0.12, method="score")
    assert twyman_check(effect, 0.02, 0.5).status == "amber"
    assert twyman_check(effect, 0.04, 0.5).status == "ok"
    unclear = replace(effect, low=-0.01)
    assert twyman_check(unclear, 0.02, 0.5).status == "ok"
    ledger = tuple(place / 1000 for place in range(100))  # the 99th of them is 0.098
    assert twyman_check(effect, 0.04, 0.099, ledger).status == "amber"
    assert twyman_check(effect, 0.04, 0.098, ledger).status == "ok"
    assert twyman_check(effect, 0.04, 0.5, ledger[:99]).status == "ok"
    assert twyman_check(replace(effect, low=None), 0.04, 0.5) is None


def test_the_least_effect_is_the_one_found_four_times_in_five():
    assert least_effect(1.0, 100, 100, 0.95) == pytest.approx(1.959964 + 0.841621, rel=1e-6)
    assert least_effect(1.0, 100, 400, 0.95) == pytest.approx((1.959964 + 0.841621) / 2, rel=1e-6)


def test_an_effect_that_changes_with_the_day_of_entry_is_said():
    low, high = Moments.from_counts(2000, 200), Moments.from_counts(2000, 320)
    assert novelty_check((high, low), (high, low)).status == "ok"
    assert novelty_check((high, low), (low, high)).status == "amber"
    assert novelty_check((high, low), (Moments.from_counts(0, 0),) * 2) is None


def test_a_segment_can_be_broken_where_the_whole_is_not():
    parts = {"app": {"a": 4000, "b": 3200}, "web": {"a": 1000, "b": 1700}}
    units = arms({"a": 5000, "b": 4900}, parts)
    assert split_check(units, HALF).status == "ok"
    found = segment_check(units, HALF)
    assert (found.status, dict(found.words)["segment"]) == ("red", "web")
    assert dict(found.figures)["limit"] == pytest.approx(0.001 / 3)
    fine = arms({"a": 5000, "b": 4900}, {"app": {"a": 4000, "b": 4010}})
    assert segment_check(fine, HALF).status == "ok"


def test_a_split_uneven_at_one_look_is_said_and_stops_nothing():
    found = split_check(arms({"a": 1117, "b": 945}, {}), HALF)
    figures = dict(found.figures)
    assert figures["p"] < figures["limit"] < figures["always"]
    assert found.status == "amber"
    assert found.text.endswith("(limit 0.001): uneven at this look alone, not over all looks")
    assert key_of(found, READOUT_WORDING["en"]) == "check.split.amber"
    assert key_of(found, READOUT_WORDING["ko"]) == "check.split.amber"
    assert not re.search("[a-z]{3}", in_korean(found.text).replace("p 0", ""))


def test_a_small_arm_is_not_given_away_by_shares_or_by_a_p_value():
    found = split_check(arms({"a": 3, "b": 200}, {}), HALF)
    said = "split <10 : 200 instead of 50.0 : 50.0 (below 0.001)"
    assert (found.status, found.text.partition("; ")[0]) == ("red", said)
    assert (found.figures, found.words) == ((("limit", 0.001),), (("why", "small"),))
    parts = segment_check(arms({"a": 203, "b": 200}, {"app": {"a": 3, "b": 200}}), HALF)
    assert parts.status == "red"
    assert dict(parts.words) == {"segment": "app", "came": ""}
    assert korean_check(found) == (
        "배정이 50.0 : 50.0 대신 <10 : 200(0.001 미만). 한쪽 고객이 빠지는 원인을 찾으세요"
    )


def test_a_small_arm_of_a_split_that_holds_is_not_given_away_either():
    shares = {"a": Fraction(1, 50), "b": Fraction(49, 50)}
    found = split_check(arms({"a": 6, "b": 300}, {}), shares)
    assert (found.status, found.text) == ("ok", "split <10 : 300 holds (limit 0.001)")
    assert (found.figures, dict(found.words)["why"]) == ((("limit", 0.001),), "small")
    assert korean_check(found) == "배정 <10 : 300, 계획대로임(한도 0.001)"
    units = arms({"a": 106, "b": 5_200}, {"app": {"a": 6, "b": 300}, "web": {"a": 100, "b": 4_900}})
    least = dict(segment_check(units, shares).figures)["p"]
    web = arms({"a": 106, "b": 5_200}, {"web": {"a": 100, "b": 4_900}})
    assert least == dict(segment_check(web, shares).figures)["p"]


def test_the_senders_report_is_held_against_the_manifest():
    clean = Reconciled(handed=1000, wrong=0, extra=0, twice=0)
    assert manifest_check(clean).status == "ok"
    assert manifest_check(replace(clean, wrong=4, extra=2)).status == "red"
    assert manifest_check(replace(clean, handed=100, wrong=2)).status == "ok"
    assert manifest_check(replace(clean, twice=3)).status == "amber"
    gone = (("a", 0.06), ("b", 0.07))
    assert manifest_check(replace(clean, missing=gone)).status == "amber"
    apart = (("a", 0.01), ("b", 0.09))
    assert manifest_check(replace(clean, missing=apart, due=(500, 500))).status == "red"
    assert manifest_check(replace(clean, missing=apart, due=(100, 11))).status == "amber"
