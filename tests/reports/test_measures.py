from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import shop

from stagelift.metrics.conversion import Conversion
from stagelift.reports.measures import read_measures, settled, words
from stagelift.reports.periods import Period


def read(source):
    period = Period.parse(shop.PERIOD)
    found = read_measures(source, source.kpis(period=shop.PERIOD, history=26), period, "en")
    return {measure.key: measure for measure in found}


def test_a_measure_shows_the_latest_week_followed_to_the_end():
    found = read(shop.Shop())
    assert found["first_order"].estimate.period == "2026-W45"
    assert found["first_order"].later == 1
    assert (
        found["repeat_order"].estimate.period == "2026-W41"
    )  # 30 days before 16 November is 16 October
    assert found["nps"].estimate.period == shop.PERIOD
    assert found["nps"].later == 0


def test_a_week_whose_last_day_is_open_is_not_settled():
    week = shop.share("first_order", "2026-W45", 600, 6000, matured_through="2026-11-08")
    assert settled(week)
    assert not settled(replace(week, matured_through="2026-11-07"))
    assert not settled(replace(week, status="immature"))


def test_a_week_of_few_events_stays_among_the_earlier_ones():
    source = shop.Shop()
    line = source.lines["first_order"]
    line[20] = replace(line[20], k=3, value=3 / line[20].n, low=0.0, high=0.01, status="low_n")
    line[21] = replace(line[21], n=12, status="low_n")
    earlier = [e.period for e in read(source)["first_order"].earlier]
    assert line[20].period in earlier
    assert line[21].period not in earlier


def test_when_no_week_is_settled_the_page_says_so_with_the_newest():
    source = shop.Shop()
    source.lines["first_order"] = [
        replace(e, status="immature") for e in source.lines["first_order"]
    ]
    measure = read(source)["first_order"]
    assert measure.estimate.period == shop.PERIOD
    assert measure.earlier == ()
    assert measure.estimate.status == "immature"


def test_weeks_before_anybody_came_do_not_speak_for_those_who_wait():
    """A window longer than the shop is old: every older week is over, and nobody was in it."""
    source = shop.Shop()
    source.metrics["first_order"] = Conversion(name="first_order", event="ordered", within="7 days")
    line = source.lines["first_order"]
    source.lines["first_order"] = [
        *(replace(e, status="no_data", value=None, n=0, matured_through=None) for e in line[:-2]),
        *(replace(e, status="immature", value=None, n=0) for e in line[-2:]),
    ]
    measure = read(source)["first_order"]
    assert (measure.estimate.period, measure.estimate.status) == (shop.PERIOD, "immature")
    entered = Period.parse(line[-2].period).last
    assert measure.ripens == entered + timedelta(days=8)  # the day after, and a window of 7 days
    source.lines["first_order"] = [
        *source.lines["first_order"][:-3],
        *line[-3:-2],
        *source.lines["first_order"][-2:],
    ]
    known = read(source)["first_order"]
    assert (known.estimate.period, known.ripens) == (line[-3].period, None)


def test_parts_by_stage_are_measures_beside_the_whole():
    found = read(shop.Shop())
    assert [key for key in found if key.startswith("nps")] == [
        "nps",
        *(f"nps.{s}" for s in shop.JOURNEY.stages),
    ]
    assert found["nps.purchase"].stage_label == "Purchase"


@pytest.mark.parametrize(
    ("k", "better", "standing"),
    [
        (900, "up", "met"),
        (700, "up", "open"),
        (500, "up", "short"),
        (900, "down", "short"),
        (500, "down", "met"),
    ],
)
def test_the_course_is_judged_by_the_interval(k, better, standing):
    source = shop.Shop()
    source.lines["first_order"] = [
        shop.share("first_order", shop.PERIOD, k, 6000, stage="purchase")
    ]
    source.metrics["first_order"] = source.metrics["first_order"].model_copy(
        update={"better": better}
    )
    assert read(source)["first_order"].standing == standing  # target 12 %


def test_without_enough_weeks_nothing_is_news():
    source = shop.Shop()
    line = source.lines["nps"]
    far = [
        replace(e, value=-60.0, low=-70.0, high=-50.0)
        if e.period == shop.PERIOD and not e.stage
        else e
        for e in line
    ]
    source.lines["nps"] = far
    assert read(source)["nps"].outside == "below"
    source.lines["nps"] = [e for e in far if e.period not in shop.WEEKS[:1]]
    few = read(source)["nps"]
    assert (few.side, few.outside) == ("below", "")


def test_words_fall_back_to_the_id():
    assert words(None, "push_1h", "ko") == "push 1h"
    assert words(shop.METRICS["first_order"].label, "first_order", "ko") == "첫 구매"
