"""What a page holds its measures against: last year by its feasts, the target's day by a line."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import shop as stub
from scipy import stats
from weekly_world import FIRST, USUAL, shop, week_of

from stagelift.reports.comparisons import kinds
from stagelift.reports.report import Report
from stagelift.reports.steps import untouched

SEPTEMBER = datetime(2025, 9, 1, 9, tzinfo=UTC)  # a Monday
WEEKS = 56  # up to the week of Chuseok 2026, W39
SAME_FEAST, SAME_DAYS = 5, 3  # the weeks of 6 Oct 2025 (Chuseok) and of 22 Sep 2025


def orders_of_two_years():
    found = [6 + week % 3 for week in range(WEEKS)]
    found[SAME_FEAST], found[SAME_DAYS] = 30, 12
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Last year: 2–8 Oct 2025, the days around the same Chuseok."),
        ("ko", "작년: 2025. 10/2–10/8, 같은 명절(추석) 무렵."),
    ],
)
def test_a_week_with_chuseok_is_held_against_chuseok(tmp_path, language, said):
    ws = shop(tmp_path, orders_of_two_years(), first=SEPTEMBER, visitors=60, country="KR")
    made = ws.report("weekly", period="2026-W39", language=language)
    fact = made.material.book["first_order.last_year"]
    assert (fact.k, fact.n, fact.period) == (30, 60, "2025-10-02..2025-10-08")
    tiles = str(made.tiles())
    assert said in tiles
    assert {"en": "last year, same feast, 50.0%", "ko": "작년 같은 명절 50.0%"}[language] in tiles


@pytest.mark.slow
def test_an_ordinary_week_is_held_against_the_same_weekdays(tmp_path):
    orders = [*orders_of_two_years(), 7, 8, 9, 7, 6]
    ws = shop(tmp_path, orders, first=SEPTEMBER, visitors=60, country="KR")
    week = week_of(orders, SEPTEMBER)
    assert week == "2026-W44"
    made = ws.report("weekly", period=week)
    fact = made.material.book["first_order.last_year"]
    assert (fact.period, fact.k) == ("2025-W44", orders[8])
    assert "Last year: 27 Oct – 2 Nov 2025, the same weekdays." in str(made.tiles())


@pytest.mark.slow
@pytest.mark.parametrize("weeks", [30, 53])
def test_a_year_the_data_do_not_hold_whole_is_not_compared(tmp_path, weeks):
    """With 53 weeks the same week is the first of the data: nobody knows whether it is whole."""
    orders = [6 + week % 3 for week in range(weeks)]
    ws = shop(tmp_path, orders, first=SEPTEMBER, visitors=60)
    made = ws.report("weekly", period=week_of(orders, SEPTEMBER))
    assert "Last year is not in the data." in str(made.tiles())
    assert "first_order.last_year" not in made.material.book


def line_ahead(values, steps, level=0.95):
    """A least-squares line and the interval of one new point, by matrices."""
    n = len(values)
    design = np.column_stack([np.ones(n), np.arange(n)])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ np.array(values)
    rest = np.array(values) - design @ beta
    correlation = float(rest[1:] @ rest[:-1] / (rest @ rest))
    wider = (1 + correlation) / (1 - correlation) if correlation > 0.2 else 1.0
    at = np.array([1.0, n - 1 + steps])
    spread = float(rest @ rest) / (n - 2)
    reach = stats.t.ppf((1 + level) / 2, n - 2) * math.sqrt(
        spread * (1 + wider * at @ inverse @ at)
    )
    return float(at @ beta), float(at @ beta) - reach, float(at @ beta) + reach


RISING = [20 + week + (2, -1, 0, 1, -2)[week % 5] for week in range(30)]


@pytest.mark.slow
@pytest.mark.parametrize(("aim", "course"), [("12%", "on course"), ("20%", "off course")])
def test_a_target_is_held_against_where_the_line_lands(tmp_path, aim, course):
    last = FIRST + timedelta(days=7 * 29 + 6)
    by = (last + timedelta(days=7 * 6 + 2 + 3)).date()  # six whole weeks, and two days to follow
    ws = shop(tmp_path, RISING, target=f"{aim} by {by}")
    made = ws.report("weekly", period=week_of(RISING))
    fact = made.material.book["first_order.lands"]
    expected = line_ahead([k / 400 for k in RISING[-13:]], 6)
    assert (fact.value, fact.low, fact.high) == pytest.approx(expected, rel=1e-9)
    assert fact.measure == "forecast"
    assert course in str(made.tiles())
    assert course in str(made.answer())
    mapped = ws.map(period=week_of(RISING))
    (told,) = mapped.section("targets").records
    landing = next(one for one in mapped.book if one["measure"] == "forecast")
    assert landing["period"] == fact.period  # the days it is about, not those of the level
    assert told["landing"] == pytest.approx(fact.value, rel=1e-5)
    assert told["landing_period"] == fact.period


@pytest.mark.slow
@pytest.mark.parametrize("grain", ["", " a month"])
def test_pages_of_a_week_and_a_month_say_the_same_of_a_target(tmp_path, grain):
    """Who entered first in a month are other people than who did in each week of it."""
    ws = shop(tmp_path, RISING, target=f"12%{grain} by 2026-08-31")
    periods = ("2026-06", "2026-W27" if grain else "2026-W26")  # a week within the month, or after
    pages = [ws.report("weekly", period=period) for period in periods]
    judged = [made.material.measures[0].judged.estimate for made in pages]
    assert [one.period for one in judged] == [periods[0 if grain else 1]] * 2
    standings = {made.material.measures[0].standing for made in pages}
    mapped = [ws.map(period=period).section("targets").records[0] for period in periods]
    assert {one["period"] for one in mapped} == {judged[0].period}
    assert [one["value"] for one in mapped] == [judged[0].value] * 2
    (standing,) = standings
    assert {one["on_target"] for one in mapped} == {{"met": True, "short": False}.get(standing)}
    other, own = pages if not grain else reversed(pages)
    assert f"target 12.0% a {'month' if grain else 'week'}: " in str(other.tiles())
    assert "target 12.0%: " in str(own.tiles())
    assert f"{other.material.measures[0].key}.judged" in other.material.book
    lands = [made.material.book["first_order.lands"] for made in pages if not grain]
    assert len({(one.value, one.period) for one in lands}) <= 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("weeks", "standing", "said"),
    [
        ((40, 42, 41, 100), "short", "target 18.0% a week: met in 1 of 4, short in 3"),
        ((100, 110, 100, 40), "met", "target 18.0% a week: met in 3 of 4, short in 1"),
        ((100, 40, 100, 40), "open", "target 18.0% a week: met in 2 of 4, short in 2"),
        ((70, 40, 72, 41), "open", "target 18.0% a week: met in 0 of 4, short in 2"),
    ],
)
def test_one_week_of_a_month_does_not_decide_whether_its_target_is_met(
    tmp_path, weeks, standing, said
):
    ws = shop(tmp_path, [*USUAL[:21], *weeks], target="18% by 2026-12-31")
    made = ws.report("weekly", period="2026-06")
    (measure,) = made.material.measures
    assert [one.k for one in measure.aims] == list(weeks)
    assert [one.period for one in measure.aims] == [f"2026-W{week}" for week in range(23, 27)]
    assert measure.standing == standing
    assert said in str(made.tiles())
    told = str(untouched(made.material))
    assert ("met in 3 of 4 weeks, target 18.0%" in told) == (standing == "met")


@pytest.mark.slow
def test_a_line_shows_a_target_of_its_own_kind_of_period_alone(tmp_path):
    ws = shop(tmp_path, RISING, target="12% by 2026-08-31")
    month, week = (ws.report("weekly", period=p) for p in ("2026-06", "2026-W26"))
    drawn = [
        [made.chart("trend", metric="first_order").html, made.tiles().html]
        for made in (month, week)
    ]
    assert [['class="target"' in one for one in page] for page in drawn] == [
        [False, False],
        [True, True],
    ]


def test_words_for_the_period_before_mean_the_same():
    assert kinds(["last month"]) == kinds(["last quarter"]) == kinds(["last period"])
    assert kinds(["last year", "target"]) == {"year", "target"}


@pytest.mark.parametrize(("asked", "said"), [((), False), (("last week",), True)])
def test_nothing_is_compared_that_was_not_asked_for(asked, said):
    made = Report(stub.Shop(), name="weekly_journey", period=stub.PERIOD)
    made.compare_with(asked)
    tiles = str(made.tiles())
    assert ("week before" in tiles) is said
    assert "Last year" not in tiles
    assert "by 31 Dec" not in tiles


def test_usual_weeks_make_a_target_open_not_missed():
    source = stub.Shop()
    made = Report(source, name="weekly_journey", period=stub.PERIOD)
    made.compare_with(("target",))
    landing = made.material.landings["cart_added"]
    low, high = landing.ahead.low, landing.ahead.high
    assert low < 0.38 < high
    assert landing.course == "open"
    assert len(USUAL) > landing.points == 13
