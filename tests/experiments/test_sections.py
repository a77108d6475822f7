"""The sections of a readout, counted by hand over known waits, answers and silences."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from click.testing import CliRunner

import stagelift
from stagelift.cli import main
from stagelift.definitions.life import LifeEntry
from stagelift.experiments.sections.converting import curve_marks, shown_points
from stagelift.experiments.sections.sections import sections_of
from stagelift.experiments.sections.text import sections_text
from stagelift.experiments.sections.waits import Waits
from stagelift.experiments.worth import Range
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments, ScoreCounts
from stagelift.statistics.nps.trimming import respondent_bounds
from stagelift.statistics.proportions import difference_of_proportions
from stagelift.statistics.survival import EventTable, log_rank
from stagelift.workspace.exploring import looked
from tiny import MONDAY, day, workspace

METRICS = """\
  bought: {conversion: ordered, within: 7 days, label: First order}
  spent: {sum: ordered.value, within: 7 days}
  soon: {conversion: ordered, within: 84 hours}
  loyal: {conversion: ordered x2, within: 21 days}
  unsubscribed: {conversion: unsubscribed, within: 7 days, better: down}
  nps: {nps: surveys, within: 7 days}
  churn: {churn: visited | ordered, silent_for: 7 days}
"""
TRIAL = """\
question: Which is better?
audience: everyone
enters: as they qualify
primary: {primary}
secondary: [loyal]
guardrails: {{unsubscribed: 5pp}}
run: 2026-01-05..2026-01-11
variants: {{a: email, b: push}}
looks: {looks}
worth_having: {wanted}
"""
RULES = "  worth: {bought: 100 EUR}\n"
CLOSED = MONDAY + timedelta(days=14)
UNITS = 280
# of the units of each variant: hours waited before the order, by the place of the unit
WAITS = {"a": {n: 20 + 24 * (n % 6) for n in range(56)}, "b": {n: 2 + n % 40 for n in range(98)}}
EARLY = [1, 6, 12]  # hours; three of b had ordered by the third, too few to be told
LEAVERS = {"a": 14, "b": 28}
SCORES = {"a": {n: "9" if n % 3 else "2" for n in range(60)}, "b": dict.fromkeys(range(40), "10")}


def world():
    """Events, assignments and answers of 280 units a variant and of 50 customers outside."""
    rows = [("z", day(days), "searched") for days in (6, 9, 13.9, 40)]
    rows += [(f"out{n}", day(n % 13 + 0.2), "ordered", "7", f"o{n}") for n in range(50)]
    sent, answers = [], []
    for variant, waits in WAITS.items():
        for n in range(UNITS):
            customer, at = f"{variant}{n}", n % 7 + 0.5
            sent.append((customer, "trial", variant, day(at)))
            rows.append((customer, day(at - 0.25), "visited", "", f"v{customer}"))
            if n in waits:
                moment = day(at, hours=waits[n])
                rows.append((customer, moment, "ordered", "10", f"b{customer}"))
            if n < LEAVERS[variant]:
                rows.append((customer, day(at + 2), "unsubscribed", "", f"u{customer}"))
            if n in SCORES[variant]:
                answers.append((customer, SCORES[variant][n], day(at + 0.1), day(at + 1)))
    return rows, sent, answers


def build(
    root,
    *,
    rows=None,
    primary="bought",
    looks="once",
    wanted="2pp",
    rules=RULES,
    sent=None,
    more="",
):
    events, assigned, answers = world()
    text = TRIAL.format(primary=primary, looks=looks, wanted=wanted) + more
    if primary != "bought":
        text = text.replace("worth_having: 2pp\n", "")
    workspace(
        root,
        events if rows is None else rows,
        metrics=METRICS,
        experiments={"trial": text},
        assignments=assigned if sent is None else sent,
        surveys=(("customer", "score", "invited", "answered"), answers),
        rules=rules,
    ).close()
    return root


def told(root, as_of=CLOSED, **more):
    with stagelift.open(root, as_of=as_of) as ws:
        return ws.experiments["trial"].sections(**more)


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    root = build(tmp_path_factory.mktemp("once"))
    return root, told(root)


def seconds(variant):
    """min(T, τ) of every unit, seconds."""
    tau = 7 * 86_400
    return [WAITS[variant].get(n, tau / 3600) * 3600.0 for n in range(UNITS)]


def test_the_mean_wait_is_over_everyone_assigned_and_its_test_is_welchs(once):
    time = once[1].time
    moments = {name: Moments.from_values(seconds(name)) for name in "ab"}
    for arm in time.arms:
        assert (arm.n, arm.mean.value) == (UNITS, pytest.approx(np.mean(seconds(arm.variant))))
    (one,) = time.effects
    expected = difference_of_means(moments["b"], moments["a"])
    assert (one.variant, one.against) == ("b", "a")
    assert (one.effect.value, one.effect.low, one.effect.high, one.effect.p_value) == pytest.approx(
        (expected.value, expected.low, expected.high, expected.p_value)
    )


def test_the_curve_and_the_log_rank_are_those_of_the_hours(once):
    time = once[1].time
    tables = []
    for name in "ba":
        ends = [(0, w // 1 + 1, "event", 1) for w in WAITS[name].values()]
        tables.append(EventTable.from_spells([*ends, (0, 168, None, UNITS - len(ends))]))
    assert time.effects[0].rates.p_value == pytest.approx(log_rank(tables).p_value)
    for arm in time.arms:
        for point in arm.curve:
            if point.share is not None:
                by = sum(wait + 1 <= point.after / 3600 for wait in WAITS[arm.variant].values())
                assert point.share == pytest.approx(by / UNITS)
                assert point.low <= point.share <= point.high
        assert arm.curve[-1].share == pytest.approx(len(WAITS[arm.variant]) / UNITS)


def test_a_curve_tells_of_the_first_hours_where_enough_converted(once):
    """The window of seven days is told every half day, so nothing would be known before that."""
    for arm in once[1].time.arms:
        early = [(p.after / 3600, p.share) for p in arm.curve if p.after <= 12 * 3600]
        waited = list(WAITS[arm.variant].values())
        for hours, share in early:
            assert share == pytest.approx(sum(wait + 1 <= hours for wait in waited) / UNITS)
        assert [hours for hours, _ in early] == EARLY


def test_first_hours_of_few_customers_stay_untold():
    """Twelve by the twelfth hour: at the sixth 12, 9 or none of them, in one variant of two."""
    waits = Waits((), (), 3_600_000_000, 168 * 3_600_000_000)

    def table(by_six):
        ends = [(0.0, 5.0, "event", by_six), (0.0, 12.0, "event", 12 - by_six)]
        return EventTable.from_spells([e for e in [*ends, (0.0, 168.0, None, 100)] if e[3]])

    def marks(*tables):
        return [mark for mark in curve_marks(tables, waits) if mark < 24]

    assert marks(table(12), table(0)) == [1, 3, 6, 12]
    assert marks(table(12), table(9)) == [1, 3, 12]
    assert marks(table(9)) == [1, 3, 12]


def test_no_two_points_of_a_curve_tell_of_fewer_than_ten(once):
    for arm in once[1].time.arms:
        shown = [0, *(round(p.share * UNITS) for p in arm.curve if p.share is not None)]
        assert all(step == 0 or step >= 10 for step in np.diff(shown))
    assert shown_points([3, 12, 12, 19]) == (False, False, False, True)


def test_days_since_assignment_add_up_to_the_effect(once):
    (one,) = once[1].ages.effects
    hours = {name: np.array([*WAITS[name].values()]) for name in "ab"}
    for (first, last), part in zip(one.spans, one.parts, strict=True):
        counts = [((h // 24 + 1 >= first) & (h // 24 + 1 <= last)).sum() for h in hours.values()]
        if any(0 < count < 10 for count in counts):
            assert part.value is None
        else:
            assert part.value == pytest.approx((counts[1] - counts[0]) / UNITS)
    assert one.trend.value < 0 < one.parts[0].value
    assert one.n == 2 * UNITS


def test_a_window_that_ends_within_a_day_has_no_effect_by_days(once, tmp_path):
    found = told(build(tmp_path, primary="soon"), beyond_plan=False)
    assert (found.time is None, found.ages, found.untold) == (False, None, "part_day")
    assert "the last is shorter than the others" in sections_text(found)
    assert (once[1].ages is None, once[1].untold) == (False, "")


def test_the_share_of_the_shop_counts_each_customer_once_and_who_is_outside_too(once):
    shop = once[1].shop
    orders = sum(map(len, WAITS.values()))
    assert shop.total == orders + 50
    effect = (98 - 56) / UNITS
    assert shop.gain.value == pytest.approx(effect * 2 * UNITS)
    assert shop.share.value == pytest.approx(effect * 2 * UNITS / (orders + 50 - effect * UNITS))
    interval = difference_of_proportions(98, UNITS, 56, UNITS)
    assert shop.gain.low == pytest.approx(interval.low * 2 * UNITS)
    assert shop.share.low < shop.share.value < shop.share.high


@pytest.fixture(scope="module")
def tenth(tmp_path_factory):
    """The same units, who are a tenth of those who qualified, and no worth of an order."""
    root = build(tmp_path_factory.mktemp("tenth"), more="traffic: 10%\n", rules="")
    return told(root, beyond_plan=False)


def test_customers_outside_the_traffic_are_of_the_shop_too(once, tenth):
    whole = once[1].shop
    assert tenth.shop.total == whole.total
    assert tenth.shop.customers == pytest.approx(10 * whole.customers)
    assert tenth.shop.gain.value == pytest.approx(10 * whole.gain.value)
    assert tenth.shop.share.value == pytest.approx(10 * whole.share.value)


@pytest.mark.parametrize("deeds", [["ramp"], ["pause", "resume"]])
def test_how_many_qualified_is_not_known_after_a_pause_or_a_ramp(once, deeds):
    with stagelift.open(once[0], as_of=CLOSED) as ws:
        asked, seen = looked(ws.experiments["trial"])
        lived = tuple(
            LifeEntry(
                what=what,
                at=MONDAY + timedelta(days=3 + place),
                since=MONDAY + timedelta(days=3 + place),
                who="Kim",
                plan="f",
                traffic="100%" if what == "ramp" else None,
            )
            for place, what in enumerate(deeds)
        )
        half = Fraction(1, 2) if deeds == ["ramp"] else Fraction(1)
        admission = replace(asked.plan.admission, traffic=half, deeds=lived)
        changed = replace(asked, plan=replace(asked.plan, admission=admission))
        found = sections_of(changed, seen, beyond=False)
    assert (found.shop, found.untold) == (None, "openings")
    assert "how many qualified" in str(found)
    assert (once[1].shop is None, once[1].untold) == (False, "")


def test_customers_outside_the_traffic_would_be_sent_messages_too(tenth):
    assert tenth.sending.brings is None  # so the month's volume is told by the entries alone
    (lost,) = tenth.sending.lost
    assert lost.more.value == pytest.approx(14 / UNITS * 10 * 2 * UNITS / 7 * 30)


def test_silence_counts_nothing_and_respondents_are_only_bounded(once):
    (voice,) = once[1].voice
    assert (voice.metric, voice.planned) == ("nps", False)
    assert [(arm.n, arm.answered) for arm in voice.arms] == [(UNITS, 60), (UNITS, 40)]
    (one,) = voice.effects
    good, bad = (sum(s == each for s in SCORES["a"].values()) for each in ("9", "2"))
    scores = {"a": [0] * 11, "b": [0] * 11}
    scores["a"][10], scores["a"][0], scores["b"][10] = good, bad, 40
    assert one.effect.value == pytest.approx(100 * (40 - (good - bad)) / UNITS)
    assert one.response.p_value == pytest.approx(
        difference_of_proportions(40, UNITS, 60, UNITS).p_value
    )
    bounds = respondent_bounds(
        ScoreCounts(tuple(scores["b"])), UNITS, ScoreCounts(tuple(scores["a"])), UNITS
    )
    assert (one.bounds.lower, one.bounds.upper) == pytest.approx((bounds.lower, bounds.upper))
    assert one.bounds.interval.low == pytest.approx(bounds.interval.low)


def test_churn_is_of_those_active_at_assignment(once):
    (churn,) = once[1].churn
    assert (churn.planned, churn.days) == (False, 7.0)
    # all visited six hours before; who orders within seven days after is active still
    assert [arm.share.value for arm in churn.arms] == pytest.approx([224 / 280, 182 / 280])
    assert churn.effects[0][2].value == pytest.approx(-42 / 280)


def test_what_the_plan_does_not_name_is_read_only_when_asked(once):
    found = told(once[0], beyond_plan=False)
    assert (found.voice, found.churn) == ((), ())
    assert found.time == once[1].time


def test_the_price_at_which_lost_customers_are_even_is_found(once):
    sending = once[1].sending
    volume = 2 * UNITS / 7 * 30
    (lost,) = sending.lost
    assert lost.more.value == pytest.approx(14 / UNITS * volume)
    assert sending.brings.value == pytest.approx(42 / UNITS * volume * 100)
    assert sending.price[0] == pytest.approx(sending.brings.value / lost.more.value)
    assert (sending.net, sending.advice) == (None, "open")


@pytest.mark.slow
def test_lost_customers_cost_what_the_journey_says(once, tmp_path):
    sending = once[1].sending
    (lost,) = sending.lost
    dear = "  worth: {bought: 100 EUR, unsubscribed: 5000 EUR}\n"
    priced = told(build(tmp_path, rules=dear)).sending
    assert priced.lost[0].each == 5000.0
    assert priced.net.value == pytest.approx(sending.brings.value - 5000 * lost.more.value)
    assert priced.net.low == pytest.approx(sending.brings.low - 5000 * lost.more.high)


def test_what_is_ruled_out_follows_the_interval(once):
    (one,) = once[1].ruled_out
    interval = difference_of_proportions(98, UNITS, 56, UNITS)
    assert (one.below, one.above) == pytest.approx((interval.low, interval.high))
    assert (one.is_less_out, one.is_wanted_out) == (True, False)


def test_every_interval_of_a_section_says_level_method_and_n(once):
    found = once[1].to_dict()
    with stagelift.open(once[0], as_of=CLOSED) as ws:
        readout = ws.experiments["trial"].readout()
    effect = readout.estimate(readout.primary, "effect")
    known = {"level": effect.level, "method": effect.method, "n": effect.n}
    assert known["method"]
    (ruled,), sending = found["ruled_out"], found["sending"]
    assert {name: ruled[name] for name in known} == known
    assert {name: sending[name] for name in known} == known
    assert {name: found["shop"][name] for name in ("level", "method")} == {
        name: known[name] for name in ("level", "method")
    }
    (lost,) = sending["lost"]
    left = readout.estimate(lost["metric"], "effect")
    assert (lost["level"], lost["method"], lost["n"]) == (left.level, left.method, left.n)


@pytest.mark.slow
def test_an_effect_worth_having_can_be_ruled_out(tmp_path):
    found = told(build(tmp_path, wanted="40pp"))
    assert found.ruled_out[0].is_wanted_out
    assert "the +40.0 pp worth having" in sections_text(found).replace("\u202f", " ")


def test_what_is_not_ready_names_its_days(once):
    (late,) = once[1].ready
    # the first unit enters on 5 January and has 21 days; the plan reads when all have had them
    assert (late.metric, late.first, late.repeats) == ("loyal", date(2026, 1, 26), date(2026, 2, 2))


def test_before_its_end_a_plan_of_one_look_tells_only_what_comes(once):
    early = told(once[0], as_of=MONDAY + timedelta(days=10))
    assert early.time is None
    assert early.ages is None
    assert early.shop is None
    assert early.ruled_out == ()
    assert {one.metric for one in early.ready} >= {"unsubscribed", "loyal", "churn", "nps"}


def test_weekly_looks_take_the_days_of_the_primarys_look(tmp_path):
    build(tmp_path, looks="weekly")
    with stagelift.open(tmp_path, as_of=MONDAY + timedelta(days=13)) as ws:
        trial = ws.experiments["trial"]
        assert trial.sections().time is None  # no look is due
    with stagelift.open(tmp_path, as_of=CLOSED) as ws:
        trial = ws.experiments["trial"]
        readout, found = trial.readout(), trial.sections()
    level = readout.estimate("bought", "level", "b")
    arm = found.time.arms[1]
    assert (arm.n, arm.curve[-1].share) == (level.n, pytest.approx(level.value))
    assert found.time.effects[0].effect.method == "stagewise"


@pytest.mark.slow
def test_an_always_valid_interval_is_wider_than_that_of_one_look(once, tmp_path):
    one, always = once[1].time.effects[0], told(build(tmp_path, looks="always")).time.effects[0]
    assert always.effect.value == pytest.approx(one.effect.value)
    assert always.effect.low < one.effect.low < one.effect.high < always.effect.high


@pytest.mark.slow
def test_rows_in_another_order_and_twice_with_their_event_id_change_nothing(once, tmp_path):
    rows, _, _ = world()
    marked = [(*row, *[""] * (4 - len(row)), f"e{n}")[:5] for n, row in enumerate(rows)]
    twice = [*marked, *marked[::3]]
    random.Random(3).shuffle(twice)
    assert told(build(tmp_path, rows=twice)).to_dict() == once[1].to_dict()


@pytest.mark.slow
def test_a_sum_waits_for_nothing_but_has_a_share_of_the_shop(tmp_path):
    found = told(build(tmp_path, primary="spent", rules=""))
    assert (found.time, found.ages) == (None, None)
    assert found.shop.total == 10 * sum(map(len, WAITS.values())) + 50 * 7
    assert found.shop.gain.value == pytest.approx(42 / UNITS * 10 * 2 * UNITS)


def test_red_health_hides_every_section_on_every_surface(tmp_path):
    _, sent, _ = world()
    broken = [row for row in sent if row[2] == "a" or int(row[0][1:]) % 2]
    root = build(tmp_path, sent=broken)
    found = told(root)
    assert not any(found.to_dict().values())
    assert str(found) == ""
    at = ["-C", str(root), "--as-of", CLOSED.isoformat(), "readout", "trial"]
    said = CliRunner().invoke(main, [*at, "--full"])
    assert (said.exit_code, "No result" in said.output) == (4, True)
    assert "Sooner" not in said.output
    said = CliRunner().invoke(main, [*at, "--json"])
    assert not any(json.loads(said.output)["sections"].values())


def test_both_languages_tell_the_same_figures(once):
    figures = re.compile(r"\d+(?:[.,]\d+)*")
    english, korean = sections_text(once[1]), sections_text(once[1], "ko")
    dates = re.compile(r"\d+ (?:Jan|Feb)|\d+/\d+")
    found = [sorted(figures.findall(dates.sub("", text))) for text in (english, korean)]
    assert found[0] == found[1]
    assert not re.search(r"\b(the|and|every|not|to)\b", korean)


def test_one_section_or_all_on_the_screen(once):
    def run(*words):
        return CliRunner().invoke(main, ["-C", str(once[0]), "--as-of", CLOSED.isoformat(), *words])

    short = run("readout", "trial").output.replace("\u202f", " ")
    assert "Sooner  bought within 7 days of all assigned: mean wait" in short
    assert "loyal  first customers ready 26 Jan; this readout repeats itself 2 Feb" in short
    assert "By day" not in short
    assert "By day" in run("readout", "trial", "--full").output
    alone = run("readout", "trial", "--section", "voice").output
    assert alone.startswith("Voice     nps (not in the plan")
    refused = run("readout", "trial", "--section", "voices")
    assert refused.exit_code == 2


def test_a_loss_of_the_shop_has_its_sign_and_money_no_count(once):
    shop = replace(once[1].shop, gain=Range(-11930.0, -20000.0, -3000.0), total=90000.0)
    lost, paid = replace(once[1], shop=shop), replace(once[1], shop=shop, unit="USD")
    assert "(−11,930; 90,000 came in the same days)" in sections_text(lost)
    assert "(−11,930건, 같은 기간 실제 90,000건)" in sections_text(lost, "ko")
    assert "(−$11,930; $90,000 came in the same days)" in sections_text(paid)
    assert "건" not in next(
        line for line in sections_text(paid, "ko").splitlines() if "같은 기간" in line
    )
