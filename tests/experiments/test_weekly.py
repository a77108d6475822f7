"""Readouts of weekly looks: what each look sees, the first decisive one, guardrails, the end."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

import stagelift
from stagelift.experiments.effects import scored_se, single
from stagelift.experiments.look_path import LookPath
from stagelift.experiments.look_rule import LookRule
from stagelift.experiments.weekly import Step, plain, weekly_reading
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.looks import Gate, GroupSequential, Look
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import pooled_z
from stagelift.statistics.score import TwoRates
from tiny import MONDAY, day, workspace

METRICS = """\
  bought: {conversion: ordered, within: 7 days, label: First order}
  spent: {sum: ordered.value, within: 14 days}
  left: {conversion: unsubscribed, within: 7 days, better: down}
"""
TRIAL = """\
question: Which is better?
audience: everyone
primary: bought
secondary: [spent]
run: 2026-01-05..2026-02-01
variants: {{a: email, b: push}}
worth_having: 2pp
{more}
"""
WEEKS, A_DAY = 4, 40  # weeks of entry, units of each variant on each day
END = MONDAY + timedelta(weeks=WEEKS + 1)


def shop(buyers, leavers=(2, 2), weeks=WEEKS):
    """Units entering evenly; by variant, how many of each day's forty buy and leave."""
    rows, sent = [("z", day(at + 0.9), "searched") for at in range(60)], []
    for place, variant in enumerate("ab"):
        for number in range(7 * weeks * A_DAY):
            date_of, order = divmod(number, A_DAY)
            customer, at = f"{variant}{number}", date_of + order / (A_DAY + 1)
            sent.append((customer, "trial", variant, day(at)))
            wanted = buyers[place][date_of // 7]
            if order < wanted:
                rows.append((customer, day(at + 1), "ordered", "10"))
            if order >= A_DAY - leavers[place]:
                rows.append((customer, day(at + 2), "unsubscribed"))
    return rows, sent


class Shop:
    def __init__(self, root, buyers, *, more="", leavers=(2, 2), kept=None):
        rows, sent = shop(buyers, leavers)
        if kept is not None:
            sent = [one for one in sent if kept(one[2], *divmod(int(one[0][1:]), A_DAY))]
        self.root = root
        trial = {"trial": TRIAL.format(more=more)}
        workspace(root, rows, metrics=METRICS, experiments=trial, assignments=sent).close()

    def readout(self, as_of=END):
        with stagelift.open(self.root, as_of=as_of) as ws:
            return ws.experiments["trial"].readout()

    def looks(self, as_of):
        with stagelift.open(self.root, as_of=as_of) as ws:
            return ws.experiments["trial"].looks()


def by_hand(pairs, planned):
    """What a group sequential plan says of buyers (k1, k0) among n a variant at each look."""
    steps = []
    for number, (k1, k0, n) in enumerate(pairs, start=1):
        gap, share = (k1 - k0) / n, (k1 + k0) / (2 * n)
        se = gap / pooled_z(k1, n, k0, n)
        assert se == pytest.approx((2 * share * (1 - share) / n) ** 0.5)
        steps.append(Look(number=number, n_mature=2 * n, effect=gap, se=se))
    return GroupSequential(n_planned=planned, looks=WEEKS).read(steps)


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A difference that only the last look tells: 8 of forty buy, against 9 to 11."""
    buyers = ([8] * 4, [9, 9, 10, 11])
    return Shop(tmp_path_factory.mktemp("slow"), buyers, more="guardrails: {left: 8pp}")


def test_rolling_entry_up_to_a_planned_end_is_read_weekly(slow):
    readout = slow.readout()
    assert (readout.looks, readout.planned_looks) == ("weekly", WEEKS)


def test_nothing_is_shown_before_the_first_look(slow):
    before = slow.readout(MONDAY + timedelta(weeks=2, microseconds=-1))
    assert (before.look, before.verdict, before.looked_on) == (0, "continue", None)
    assert before.next_look == date(2026, 1, 19)
    assert "no look is due yet" in before.sentence
    for estimate in before.estimates:
        assert (estimate.value, estimate.low, estimate.p_value, estimate.k) == (None,) * 4
        assert estimate.status == "immature"
    assert slow.looks(MONDAY + timedelta(weeks=2, microseconds=-1)) == ()


def test_a_look_is_the_group_sequential_plan_read_by_hand(slow):
    as_of = MONDAY + timedelta(weeks=3)
    readout = slow.readout(as_of)
    week = 7 * A_DAY
    with stagelift.open(slow.root, as_of=as_of) as ws:
        seen = sum(ws.experiments["trial"].readout().assigned.values())
    expected = by_hand([(63, 56, week), (126, 112, 2 * week)], planned=round(seen * 4 / 3))
    effect = readout.estimate("bought", "effect")
    assert readout.look == 2
    assert effect.n == 4 * week
    assert effect.value == pytest.approx(0.025)
    assert expected.kind == "repeated"
    assert (effect.low, effect.high) == pytest.approx((expected.shown.low, expected.shown.high))
    assert effect.p_value == pytest.approx(expected.shown.p_value)
    assert effect.method == "repeated"
    assert readout.verdict == "continue"


def test_between_looks_the_last_one_is_shown(slow):
    look = slow.readout(MONDAY + timedelta(weeks=3))
    later = slow.readout(MONDAY + timedelta(weeks=4, microseconds=-1))
    assert later.look == look.look == 2
    assert later.next_look == date(2026, 2, 2)
    names = ("value", "n", "low", "high", "p_value")
    for then, now in zip(look.estimates, later.estimates, strict=True):
        assert [getattr(then, name) for name in names] == [getattr(now, name) for name in names]


def test_the_last_look_spends_all_and_its_interval_is_stagewise(slow):
    readout, week = slow.readout(), 7 * A_DAY
    counts = [(63, 56), (126, 112), (196, 168), (273, 224)]
    looks = [(k1, k0, week * number) for number, (k1, k0) in enumerate(counts, start=1)]
    expected = by_hand(looks, planned=8 * week)
    effect = readout.estimate("bought", "effect")
    assert (readout.look, readout.final, readout.due) == (4, True, None)
    assert effect.method == "stagewise"
    assert (effect.low, effect.high) == pytest.approx((expected.shown.low, expected.shown.high))
    assert effect.p_value == pytest.approx(expected.shown.p_value)
    assert effect.value == pytest.approx(49 / 1120)
    assert readout.unbiased == pytest.approx(expected.shown.value)
    assert (effect.low > 0) == (effect.p_value < 0.05)


def test_looks_are_recorded_once(slow):
    expected = [MONDAY + timedelta(weeks=week) for week in (2, 3, 4, 5)]
    slow.readout()
    slow.readout()
    assert list(slow.looks(END)) == expected
    assert list(slow.looks(expected[1])) == expected[:2]


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """A difference the second look finds, which the weeks after it would take back."""
    buyers = ([4] * 4, [16, 16, 0, 0])
    return Shop(tmp_path_factory.mktemp("quick"), buyers)


def test_the_first_decisive_look_stands(quick):
    then = quick.readout(MONDAY + timedelta(weeks=2))
    assert (then.look, then.verdict, then.stopped, then.due) == (1, "ship", True, None)
    now = quick.readout()
    assert (now.look, now.verdict, now.final) == (1, "ship", False)
    for measure in ("level", "effect", "lift"):
        kept = then.estimate("bought", measure)
        assert now.estimate("bought", measure).n == kept.n
        assert now.estimate("bought", measure).value == kept.value
    assert "SHIP b" in now.sentence
    assert now.looked_on == date(2026, 1, 19)
    assert now.unbiased is not None


def test_metrics_that_decide_nothing_go_on_to_their_own_end(quick):
    now = quick.readout(END + timedelta(weeks=1))
    assert now.estimate("spent", "effect").n == 2 * 28 * A_DAY
    assert now.estimate("bought", "effect").n == 2 * 7 * A_DAY
    assert quick.readout(MONDAY + timedelta(weeks=2)).estimate("spent", "effect").n == 0


def test_a_harmful_variant_stops(tmp_path):
    found = Shop(tmp_path, ([16] * 4, [4] * 4)).readout(MONDAY + timedelta(weeks=2))
    assert (found.verdict, found.look) == ("stop", 1)


def test_a_guardrail_breached_stops_and_an_open_one_holds_back(tmp_path):
    more = "guardrails: {left: 3pp}"
    worse = Shop(tmp_path / "worse", ([8] * 4, [10] * 4), more=more, leavers=(2, 12))
    assert worse.readout(MONDAY + timedelta(weeks=2)).verdict == "stop"
    tight = Shop(tmp_path / "tight", ([4] * 4, [16] * 4), more="guardrails: {left: 0.1pp}")
    found = tight.readout()
    assert found.guardrails["b", "left"].state == "open"
    assert (found.verdict, found.final) == ("iterate", True)
    # the primary crossed at the first look: later units are counted, its verdict stands
    effect = found.estimate("bought", "effect")
    assert effect.method == "stagewise_overrun"
    assert "look 1" in effect.note
    assert effect.low > 0


def test_each_rule_is_shown_with_its_cost_in_customers(slow):
    readout = slow.readout()
    costs = {cost.rule: cost for cost in readout.costs}
    assert list(costs) == ["once", "weekly", "always"]
    assert [rule for rule, cost in costs.items() if cost.chosen] == ["weekly"]
    assert costs["once"].times == 1.0
    assert 1.0 < costs["weekly"].times < 1.1 < costs["always"].times
    share = (273 + 224) / 2240
    needed = 4 * share * (1 - share) * (1.959963985 + 0.841621234) ** 2 / 0.02**2
    assert costs["once"].customers == pytest.approx(needed, abs=1.0)
    shown = str(readout)
    assert "to find 2\u202fpp with 80 % power: once " in shown
    assert "this plan: weekly" in shown
    assert json.loads(json.dumps(readout.to_dict()))["costs"][1]["chosen"] is True


def test_a_share_of_a_ratio_is_wanted_of_the_control_s_ratio(tmp_path):
    rows, sent = shop(([8] * 4, [9] * 4))
    rows = [
        (*row[:3], str(5 + place % 9)) if len(row) == 4 else row for place, row in enumerate(rows)
    ]
    metrics = "  bought: {ratio: ordered.value, per: ordered, within: 7 days}\n"
    metrics += "  spent: {sum: ordered.value, within: 14 days}\n"
    trial = {"trial": TRIAL.format(more="").replace("2pp", "10% relative")}
    workspace(tmp_path, rows, metrics=metrics, experiments=trial, assignments=sent).close()
    with stagelift.open(tmp_path, as_of=END) as ws:
        found = ws.experiments["trial"].readout()
    effect, control = found.estimate("bought", "effect"), found.estimate("bought", "level", "a")
    needed = effect.n * ((1.959963985 + 0.841621234) * effect.se / (0.1 * control.value)) ** 2
    assert found.costs[0].customers == pytest.approx(needed, abs=1.0)


def test_money_worth_having_is_told_with_its_currency(tmp_path):
    rows, sent = shop(([8] * 4, [9] * 4))
    trial = TRIAL.format(more="guardrails: {spent_7: '0.5'}").replace("2pp", "'0.4'")
    trial = trial.replace("primary: bought", "primary: spent").replace("secondary: [spent]\n", "")
    metrics = METRICS + "  spent_7: {sum: ordered.value, within: 7 days}\n"
    with workspace(
        tmp_path, rows, metrics=metrics, experiments={"trial": trial}, assignments=sent
    ) as ws:
        assert "to find €0.40 with 80 % power: once " in str(ws.experiments["trial"].readout())
        report = ws.experiment_report("trial")
        cells = [report.head(), report.answer(), report.checks(), report.table("plan")]
        told = " ".join(cell.html for cell in cells)
        facts = {fact.name: fact for fact in report.material.book}
    assert facts["plan.wanted"].unit == "EUR"
    assert "+€0.40" in re.sub(r"<[^>]+>", "", told)
    assert facts["spent_7.margin"].unit == "EUR"


def test_weekly_looks_need_days_of_entry(tmp_path):
    definition = "audience: everyone\nprimary: m\nvariants: {a: none, b: email}\nlooks: weekly\n"
    (tmp_path / "experiments").mkdir()
    (tmp_path / "metrics").mkdir()
    (tmp_path / "experiments" / "e.yaml").write_text(definition, encoding="utf-8")
    (tmp_path / "metrics" / "m.yaml").write_text("sum: {column: spend}\n", encoding="utf-8")
    units = "sources:\n  t: {read: t.csv, shape: unit, customer: row, variant: v}\n"
    (tmp_path / "journey.yaml").write_text(
        f"country: KR\n{units}stages: {{buying: ordered}}\n", encoding="utf-8"
    )
    with pytest.raises(stagelift.errors.DefinitionError, match="without days of entry"):
        stagelift.open(tmp_path)


def test_a_difference_outside_its_stagewise_interval_gives_way_to_the_unbiased_one():
    found = Inference(value=0.021, low=0.002, high=0.04, method="stagewise")
    assert plain(found, 0.03).value == 0.03
    assert plain(found, 0.05) == found


def test_those_who_had_entered_when_a_look_decided_are_counted_afterwards(quick):
    then = quick.readout(MONDAY + timedelta(weeks=2))
    assert then.overrun is None
    now = quick.readout(MONDAY + timedelta(weeks=3))
    assert now.look == 1
    # by the first look two weeks had entered; the second week's are mature a week later
    assert (now.overrun.number, now.overrun.n) == (1, 2 * 14 * A_DAY)
    assert now.overrun.effect.value == pytest.approx(0.3)
    assert now.overrun.effect.method == "stagewise_overrun"
    later = quick.readout()
    assert later.overrun.n == now.overrun.n
    assert later.overrun.effect == now.overrun.effect
    assert "with all 1,120 customers who had entered by then: +30.0" in str(later)


def test_each_estimate_names_the_look_it_is_of(quick):
    """What decides stays at the look that decided; what decides nothing goes on."""
    first = quick.readout(MONDAY + timedelta(weeks=2))
    assert {e.look for e in first.estimates if e.metric == "bought"} == {1}
    assert not first.reads_on
    later = quick.readout(MONDAY + timedelta(weeks=4))
    looks = {e.metric: e.look for e in later.estimates}
    assert (looks["bought"], looks["spent"]) == (1, 3)
    assert later.reads_on
    assert "* and # are of that look, the others of all who were followed since" in str(later)


def steps(pairs):
    """Steps of a mean of (units, effect) whose single units vary by 1."""
    opened = Gate(ok=True, reason="", skewness=0.0, events=None)
    found = []
    for n, effect in pairs:
        single = Inference(value=effect, se=2 / n**0.5, method="welch")
        found.append(Step(single, n, opened))
    return found


def rule(planned, taken, looks):
    path = LookPath((), tuple(range(1, taken + 1)), looks)
    return LookRule("weekly", final=False, planned=planned, confidence=0.95, path=path)


def test_a_test_whose_planned_units_came_early_is_not_made_again():
    """All of the error is spent at the look that has the planned number of units."""
    pairs = [(1000, 0.05), (2000, 0.05), (3000, 0.2)]
    then = weekly_reading(steps(pairs[:2]), rule(2000, 2, 4))
    assert (then.effect.method, then.effect.low < 0 < then.effect.high) == ("stagewise", True)
    now = weekly_reading(steps(pairs), rule(2000, 3, 4))
    assert now.effect.value == 0.2
    assert now.effect.low == 0.0
    assert now.effect.p_value >= 0.05
    assert now.critical is None
    crossed = weekly_reading(steps([(1000, 0.4), *pairs[1:]]), rule(2000, 3, 4))
    assert crossed.effect.method == "stagewise_overrun"
    assert crossed.effect.low > 0.0
    assert crossed.effect.p_value < 0.05


def test_a_look_with_hardly_a_new_unit_leaves_the_one_before_as_it_is():
    pairs = [(20_000, 0.05), (20_001, 0.05)]
    then = weekly_reading(steps(pairs[:1]), rule(40_000, 1, 4))
    now = weekly_reading(steps(pairs), rule(40_000, 2, 4))
    assert now.effect == then.effect


@pytest.mark.parametrize("more", ["", "deciding: pre_period"])
def test_weeks_without_units_in_a_variant_are_no_looks(tmp_path, more):
    late = Shop(tmp_path, ([8] * 4, [9] * 4), more=more, kept=lambda _, day, order: day >= 14)
    found = late.readout()
    assert [(line.n, line.effect.status) for line in found.course][:3] == [
        (0, "no_data"),
        (0, "no_data"),
        (2 * 7 * A_DAY, "ok"),
    ]
    assert found.verdict == "iterate"


def test_the_days_of_entry_are_those_of_the_look(tmp_path):
    """Nobody entered before the sixth day, so the first look has two days of the seven needed."""
    late = Shop(tmp_path, ([4] * 4, [30] * 4), kept=lambda _, day, order: day >= 5)
    then = late.readout(MONDAY + timedelta(weeks=2))
    assert (then.verdict, then.look) == ("continue", 1)
    assert "only 2 of 7 days" in then.sentence
    now = late.readout(MONDAY + timedelta(weeks=3))
    assert (now.verdict, now.look) == ("ship", 2)


def test_a_red_readout_names_its_look_and_has_a_page(tmp_path):
    def half(variant, day, order):
        return variant == "a" or order % 2 == 0

    Shop(tmp_path, ([8] * 4, [9] * 4), kept=half)
    with stagelift.open(tmp_path, as_of=MONDAY + timedelta(weeks=3)) as ws:
        found = ws.experiments["trial"].readout()
        assert (found.verdict, found.look, found.planned_looks) == (None, 2, 4)
        assert found.course == found.costs == found.estimates == ()
        assert "look 2 of 4" in str(found)
        for language, words in (("en", "every week, 4 looks"), ("ko", "매주 모두 4번")):
            assert words in str(ws.experiment_report("trial", language=language).table("plan"))


def test_a_small_variant_is_in_no_line_of_looks(tmp_path):
    """By the first look seven customers of b are mature, and fourteen of a."""
    few = Shop(tmp_path, ([8] * 4, [9] * 4), kept=lambda name, _, order: order < 1 + (name == "a"))
    found = few.readout(MONDAY + timedelta(weeks=2)).to_dict()
    (line,) = found["course"]
    assert (line["n"], line["value"], line["status"]) == (None, None, "low_n")
    with stagelift.open(tmp_path, as_of=MONDAY + timedelta(weeks=2)) as ws:
        report = ws.experiment_report("trial")
        assert "too few yet" in str(report.table("looks"))
        assert "look.1.customers" not in report.material.book


def test_a_few_units_that_matured_after_the_look_are_not_told_apart(tmp_path):
    late = Shop(
        tmp_path,
        ([4] * 4, [16] * 4),
        kept=lambda _, day, order: day < 7 or (day == 7 and order < 9),
    )
    found = late.readout(MONDAY + timedelta(weeks=3))
    assert (found.verdict, found.look, found.overrun) == ("ship", 1, None)


def test_a_relative_margin_is_not_read_at_the_bounds_of_another_question(tmp_path):
    """A worsening of 40 % is told from none at the second look, and from 65 % at the last."""
    more = "guardrails: {left: 65% relative}"
    found = Shop(tmp_path, ([4] * 4, [16] * 4), more=more, leavers=(10, 14))
    assert found.readout(MONDAY + timedelta(weeks=4)).guardrails["b", "left"].state == "open"
    assert found.readout().guardrails["b", "left"].state == "cleared"


def test_the_last_look_is_due_on_the_planned_end(tmp_path):
    """Windows of half a day close at noon, so the report of the day after is the first to know."""
    rows, sent = shop(([8] * 4, [9] * 4))
    metrics = METRICS.replace("within: 7 days", "within: 12 hours")
    experiments = {"trial": TRIAL.format(more="").replace("2026-02-01", "2026-01-30")}
    workspace(tmp_path, rows, metrics=metrics, experiments=experiments, assignments=sent).close()
    with stagelift.open(tmp_path, as_of=MONDAY + timedelta(days=25)) as ws:
        found = ws.experiments["trial"].readout()
    assert found.next_look == found.due == date(2026, 2, 1)


def test_a_finished_table_of_units_is_read_once_however_long_its_run(tmp_path):
    (tmp_path / "experiments").mkdir()
    (tmp_path / "metrics").mkdir()
    definition = "audience: everyone\nprimary: m\nvariants: {a: none, b: email}\n"
    run = "run: 2026-01-05..2026-02-01\n"
    (tmp_path / "experiments" / "e.yaml").write_text(definition + run, encoding="utf-8")
    (tmp_path / "metrics" / "m.yaml").write_text("sum: {column: spend}\n", encoding="utf-8")
    units = "sources:\n  t: {read: t.csv, shape: unit, customer: row, variant: v}\n"
    (tmp_path / "journey.yaml").write_text(
        f"country: KR\n{units}stages: {{buying: ordered}}\n", encoding="utf-8"
    )
    rows = "".join(f"{'ab'[place % 2]},{place % 7}\n" for place in range(400))
    (tmp_path / "t.csv").write_text(f"v,spend\n{rows}", encoding="utf-8")
    with stagelift.open(tmp_path) as ws:
        found = ws.experiments["e"].readout()
        frozen = ws.experiments["e"].freeze_plan(planned_units=400)
        assert "looks: once" in frozen.read_text(encoding="utf-8")
    assert (found.looks, found.estimate("m", "effect").status) == ("once", "ok")


def test_what_enters_after_a_look_leaves_its_bounds_without_a_frozen_plan(tmp_path):
    """Three times as many enter each day from the third week on as before."""
    faster = Shop(tmp_path, ([2] * 4, [6] * 4), kept=lambda _, day, order: day >= 14 or order < 14)
    then = faster.readout(MONDAY + timedelta(weeks=2))
    assert (then.verdict, then.look) == ("ship", 1)
    now = faster.readout()
    assert (now.verdict, now.course) == ("ship", then.course)


def test_a_guardrail_is_scored_at_its_margin():
    """One unit in ten treated: 5 % against 3 %, at a margin of two points."""
    metric = Conversion(name="left", conversion="unsubscribed", better="down")
    one, zero = (Tally(n, k, Moments.from_counts(n, k), ()) for n, k in ((1000, 40), (9000, 270)))
    found = single(metric, one, zero, rule(10_000, 1, 4))
    at_margin = scored_se(metric, one, zero, found, 0.02)
    expected = TwoRates(40, 1000, 270, 9000, unbiased=False).difference_z(0.02)
    assert (found.value - 0.02) / at_margin.se == pytest.approx(expected, rel=1e-9)
    none = scored_se(metric, one, zero, found)
    assert found.value / none.se == pytest.approx(pooled_z(40, 1000, 270, 9000), rel=1e-9)
    assert at_margin.se > 1.15 * none.se
