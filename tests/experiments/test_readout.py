"""Readouts over mapped assignments of known outcome: looks, guardrails, health, variants."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

import stagelift
from stagelift.formatting import NARROW
from stagelift.statistics.looks import asymptotic_sequence
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import difference_of_proportions
from stagelift.statistics.several import holm
from stagelift.statistics.several.dunnett import dunnett_level, dunnett_p
from tiny import MONDAY, day, workspace

METRICS = """\
  bought: {conversion: ordered, within: 7 days, label: First order}
  spent: {sum: ordered.value, within: 7 days}
  told: {conversion: reviewed, within: 21 days}
  left: {conversion: unsubscribed, within: 7 days, better: down}
"""
TRIAL = """\
question: Which is better?
audience: everyone
enters: as they qualify
primary: bought
secondary: [spent, told]
run: 2026-01-05..2026-01-11
variants: {variants}
looks: {looks}
{more}
"""
TWO = "{a: email, b: push}"
CLOSED = MONDAY + timedelta(days=14)  # run of seven days and a window of seven


def trial(looks="once", variants=TWO, more=""):
    return TRIAL.format(looks=looks, variants=variants, more=more)


def shop(arms):
    """Events and assignments: by variant (units, buyers, leavers), spread over the seven days."""
    rows, sent = [("z", day(days), "searched") for days in (6, 9, 13.9, 28.9)], []
    for variant, (units, buyers, leavers) in arms.items():
        for number in range(units):
            customer, at = f"{variant}{number}", number % 7 + 0.5
            sent.append((customer, "trial", variant, day(at)))
            if number < buyers:
                rows.append((customer, day(at + 1), "ordered", str(10 + number % 3)))
            if number < leavers:
                rows.append((customer, day(at + 2), "unsubscribed"))
            if number % 4 == 0:
                rows.append((customer, day(at + 3), "reviewed"))
    return rows, sent


class Shop:
    """A workspace with one experiment over these arms, written once, opened at any instant."""

    def __init__(self, root: Path, arms, **experiments):
        rows, sent = shop(arms)
        self.root = root
        experiments = experiments or {"trial": trial()}
        names = {name: ("trial", name) for name in experiments}
        sent = [(c, name, v, at) for name in names for c, _, v, at in sent]
        workspace(root, rows, metrics=METRICS, experiments=experiments, assignments=sent).close()

    def readout(self, name="trial", as_of=CLOSED):
        with stagelift.open(self.root, as_of=as_of) as ws:
            return ws.experiments[name].readout()


ARMS = {"a": (700, 70, 7), "b": (700, 126, 7)}


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    guarded = "guardrails: {left: 3pp}"
    return Shop(
        tmp_path_factory.mktemp("two"),
        ARMS,
        trial=trial(),
        often=trial("always"),
        points=trial(more=guarded),
        relative=trial(more="guardrails: {left: 50% relative}"),
        tight=trial(more="guardrails: {left: 0.1pp}"),
        swapped=trial(variants="{b: push, a: email}"),
        lenient=trial(more="confidence: 80%"),
    )


def test_effects_and_levels_are_those_of_the_counts(two):
    readout = two.readout()
    level = readout.estimate("bought", "level", "b")
    assert (level.n, level.k, level.value) == (700, 126, 0.18)
    effect = readout.estimate("bought", "effect")
    expected = difference_of_proportions(126, 700, 70, 700)
    assert effect.value == pytest.approx(0.08)
    assert (effect.low, effect.high) == pytest.approx((expected.low, expected.high))
    assert effect.p_value == pytest.approx(expected.p_value)
    assert (effect.variant, effect.against, effect.n, effect.family) == ("b", "a", 1400, "primary")
    assert readout.estimate("bought", "lift").value == pytest.approx(0.8)
    values = {"a": [10 + i % 3 for i in range(70)], "b": [10 + i % 3 for i in range(126)]}
    moments = {
        name: Moments.from_sums(
            700, sum(found), sum(v * v for v in found), float(sum(v**3 for v in found)), scale=1
        )
        for name, found in values.items()
    }
    money = difference_of_means(moments["b"], moments["a"])
    spent = readout.estimate("spent", "effect")
    assert (spent.value, spent.low) == pytest.approx((money.value, money.low))


def test_a_plan_that_looks_once_shows_nothing_before_its_end(two):
    before = two.readout(as_of=CLOSED - timedelta(microseconds=1))
    assert not before.final
    assert before.verdict == "continue"
    note = "the plan looks once, when every window has closed"
    assert before.sentence == f"CONTINUE: no result on First order yet, {note}."
    for estimate in before.estimates:
        assert (estimate.value, estimate.low, estimate.p_value, estimate.k) == (None,) * 4
        assert estimate.status == "immature"
    after = two.readout()
    assert after.final
    assert after.planned_end.isoformat() == "2026-01-19"
    assert after.verdict == "ship"
    sentence = after.sentence.replace(NARROW, " ")
    assert sentence.startswith("SHIP b: First order 10.0% → 18.0%, +8.0 pp (+4.4 to +11.7)")


def test_a_longer_window_waits_for_its_own_end(two):
    at_end = two.readout().estimate("told", "effect")
    assert (at_end.value, at_end.status) == (None, "immature")
    later = two.readout(as_of=MONDAY + timedelta(days=29)).estimate("told", "effect")
    assert (later.value, later.n, later.status) == (0, 1400, "ok")


def test_an_always_valid_look_takes_mature_units_as_they_come(two):
    early = two.readout("often", as_of=MONDAY + timedelta(days=9, hours=13))
    effect = early.estimate("bought", "effect")
    assert effect.n == 600  # assigned on the first three of seven days
    level = early.estimate("bought", "level", "a")
    assert (level.n, dict(level.excluded)) == (300, {"immature": 400})
    counts = early.estimate("bought", "level", "b").k, level.k
    fixed = difference_of_means(*(Moments.from_counts(300, k) for k in counts))
    wide = asymptotic_sequence(fixed.value, fixed.se, n_mature=600, n_planned=1400)
    assert (effect.low, effect.high) == pytest.approx((wide.low, wide.high))
    assert effect.method == "asymptotic_sequence"


def test_an_always_valid_look_is_shut_before_enough_events(two):
    first = two.readout("often", as_of=MONDAY + timedelta(days=7, hours=13))
    effect = first.estimate("bought", "effect")
    assert effect.n == 200
    assert (effect.low, effect.p_value, effect.status) == (None, None, "low_n")
    assert "25 are needed" in effect.note
    assert first.verdict == "continue"


def test_swapping_the_variants_swaps_the_sign(two):
    there, back = two.readout(), two.readout("swapped")
    for metric in ("bought", "spent"):
        one, other = (r.estimate(metric, "effect") for r in (there, back))
        assert one.value == pytest.approx(-other.value)
        assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
        assert one.p_value == pytest.approx(other.p_value)
    assert back.verdict == "stop"
    assert back.sentence.endswith("; worse.")


def test_a_guardrail_in_points_is_cleared_inside_its_margin(two):
    readout = two.readout("points")
    reading = readout.guardrails["b", "left"]
    assert (reading.state, reading.margin) == ("cleared", pytest.approx(0.03))
    assert readout.sentence.endswith("better, and every guardrail clear.")


def test_a_relative_guardrail_is_read_on_the_lift(two):
    """One per cent leaves in both arms: the lift's interval reaches beyond half."""
    readout = two.readout("relative")
    reading = readout.guardrails["b", "left"]
    lift = readout.estimate("left", "lift")
    assert reading.margin == pytest.approx(0.5)
    assert reading.state == "open"
    assert lift.high is None or lift.high > 0.5
    assert readout.verdict == "iterate"
    assert readout.sentence.endswith("better, but left open.")


def test_a_margin_the_interval_crosses_keeps_from_shipping(two):
    readout = two.readout("tight")
    assert readout.guardrails["b", "left"].state == "open"
    assert readout.verdict == "iterate"


def test_a_breached_guardrail_stops_a_better_variant(tmp_path):
    found = Shop(
        tmp_path,
        {"a": (700, 70, 7), "b": (700, 126, 140)},
        trial=trial(more="guardrails: {left: 1pp}"),
    ).readout()
    assert found.guardrails["b", "left"].state == "breached"
    assert found.verdict == "stop"
    assert found.sentence.endswith("; left breached.")


def test_confidence_is_the_plans(two):
    effect = two.readout("lenient").estimate("bought", "effect")
    expected = difference_of_proportions(126, 700, 70, 700, level=0.8)
    assert effect.level == pytest.approx(0.8)
    assert effect.low == pytest.approx(expected.low)


def test_secondaries_carry_the_correction_of_their_family(two):
    readout = two.readout(as_of=MONDAY + timedelta(days=29))
    family = [readout.estimate(name, "effect") for name in ("spent", "told")]
    assert [e.adjusted_p_value for e in family] == pytest.approx(holm([e.p_value for e in family]))
    assert readout.estimate("bought", "effect").adjusted_p_value is None


def test_an_amount_too_skewed_for_its_arms_tells_no_interval_at_one_look(tmp_path):
    """One in fifty of a small arm buys: the mean of what they spend is far from normal."""
    arms = {"a": (1800, 36, 0), "b": (200, 4, 0)}
    split = "{a: {channel: email, share: 90%}, b: {channel: push, share: 10%}}"
    found = Shop(tmp_path, arms, trial=trial(variants=split)).readout()
    for measure in ("effect", "lift"):
        spent = found.estimate("spent", measure)
        assert (spent.status, spent.low, spent.p_value) == ("low_n", None, None)
        assert "skewness is" in spent.note
    assert found.estimate("bought", "effect").low is not None


THREE = "{a: email, b: push, c: sms}"


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    arms = {"a": (700, 70, 0), "b": (700, 98, 0), "c": (700, 126, 0)}
    return Shop(
        tmp_path_factory.mktemp("three"),
        arms,
        trial=trial(variants=THREE),
        plain=trial(variants=THREE, more="correction: none"),
        divided=trial(variants=THREE, more="correction: bonferroni"),
        often=trial("always", variants=THREE),
    )


def test_several_variants_of_one_look_share_the_error_by_dunnett(three):
    readout = three.readout()
    spread = {"a": 0.1 * 0.9, "b": 0.14 * 0.86, "c": 0.18 * 0.82}
    shared = [(spread["a"] / (spread["a"] + spread[name])) ** 0.5 for name in "bc"]
    level = dunnett_level(0.95, shared)
    assert 0.95 < level < 0.975
    effects = [readout.estimate("bought", "effect", name) for name in "bc"]
    expected = difference_of_proportions(98, 700, 70, 700, level=level)
    assert effects[0].level == pytest.approx(level)
    assert (effects[0].low, effects[0].high) == pytest.approx((expected.low, expected.high))
    together = dunnett_p([e.p_value for e in effects], shared)
    assert [e.adjusted_p_value for e in effects] == pytest.approx(together)
    for effect in effects:
        assert (effect.low > 0) == (effect.adjusted_p_value < 0.05)


def test_several_variants_share_the_error_by_the_correction_that_is_asked_for(three):
    for name in ("divided", "often"):
        effects = [three.readout(name).estimate("bought", "effect", each) for each in "bc"]
        assert [effect.level for effect in effects] == pytest.approx([0.975, 0.975])
        adjusted = holm([effect.p_value for effect in effects])
        assert [effect.adjusted_p_value for effect in effects] == pytest.approx(adjusted)
    plain = three.readout("plain").estimate("bought", "effect", "b")
    assert plain.level == pytest.approx(0.95)
    assert plain.adjusted_p_value is None
    assert plain.low > three.readout().estimate("bought", "effect", "b").low


def test_of_several_the_largest_lower_limit_speaks(three):
    readout = three.readout()
    assert (readout.verdict, readout.winner) == ("ship", "c")
    assert {e.variant for e in readout.estimates if e.measure == "effect"} == {"b", "c"}


def everything_in(readout):
    return json.dumps(readout.to_dict()), str(readout)


def test_a_broken_split_hides_every_figure(tmp_path):
    found = Shop(tmp_path, {"a": (700, 70, 7), "b": (500, 126, 7)}).readout()
    split = found.health[0]
    assert (split.name, split.status) == ("split", "red")
    assert split.text.startswith("split 58.3 : 41.7 instead of 50.0 : 50.0 (700 : 500)")
    assert (found.verdict, found.winner, found.estimates, found.guardrails) == (None, None, (), {})
    assert found.sentence.startswith("No result: split 58.3")
    assert found.sentence.endswith("Figures are hidden until explained.")
    for text in everything_in(found):
        assert "10.0%" not in text
        assert "bought" not in text
    with pytest.raises(KeyError, match="no level of 'bought'"):
        found.estimate("bought", "level")


def test_a_variant_the_plan_does_not_name_is_red(tmp_path):
    arms = {"a": (100, 10, 0), "b": (100, 10, 0), "mystery": (3, 0, 0)}
    found = Shop(tmp_path, arms).readout()
    check = next(check for check in found.health if check.name == "strangers")
    assert check.status == "red"
    assert check.text == "3 units carry a variant that is not in the plan; map it"
    assert found.estimates == ()


def closed(root, rows, assignments):
    """The readout of the trial once every window has closed; the hash assigns without a table."""
    fields = {"metrics": METRICS, "experiments": {"trial": trial()}, "as_of": CLOSED}
    with workspace(root, rows, assignments=assignments, **fields) as ws:
        return ws.experiments["trial"].readout()


@pytest.mark.parametrize(("crossed", "status"), [(2, "ok"), (3, "red")])
def test_crossovers_stay_with_their_first_variant_up_to_a_limit(tmp_path, crossed, status):
    rows, sent = shop({"a": (100, 10, 0), "b": (100, 10, 0)})
    sent += [(f"a{number}", "trial", "b", day(6.9)) for number in range(crossed)]
    found = closed(tmp_path, rows, sent)
    assert {check.name: check.status for check in found.health}["crossovers"] == status
    assert found.assigned == {"a": 100, "b": 100}
    assert bool(found.estimates) == (status == "ok")


@pytest.mark.parametrize(("last", "status"), [(12, "ok"), (11.9, "red"), (None, "red")])
def test_data_that_stop_early_are_red(tmp_path, last, status):
    rows, sent = shop({"a": (50, 0, 0), "b": (50, 0, 0)})
    rows = [] if last is None else [("z", day(last), "searched")]
    rows.append(("z", day(30), "searched"))  # not known yet
    found = closed(tmp_path, rows, sent)
    fresh = next(check for check in found.health if check.name == "freshness")
    assert fresh.status == status
    assert bool(found.estimates) == (status == "ok")


def test_nobody_assigned_is_said_and_not_judged(tmp_path):
    found = Shop(tmp_path, {"a": (0, 0, 0), "b": (0, 0, 0), "c": (1, 0, 0)}).readout("trial")
    assert found.assigned == {"a": 0, "b": 0}


def test_a_readout_says_whether_anything_was_launched(tmp_path):
    rows, sent = shop({"a": (50, 0, 0), "b": (50, 0, 0)})
    for name, assignments in (("by_hash", None), ("by_table", sent)):
        found = closed(tmp_path / name, rows, assignments)
        assert found.is_launched == (assignments is not None)
        assert found.to_dict()["launched"] == found.is_launched
