"""Weeks with public holidays: they raise no news, set no limits, and are said in one line."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shop
from test_appendix import Full, full

from stagelift.reports.first_screen.compose import compose
from stagelift.reports.material import Material
from stagelift.reports.measures import read_measures
from stagelift.reports.periods import Period, year_ago
from stagelift.reports.tiles import usual_words

CHUSEOK = "2026-W39"  # 21–27 September; the feast is on 24–26
KOREAN = shop.JOURNEY.model_copy(update={"country": "KR"})
# of the 26 weeks before W46: Local Election Day (W23), the substitutes of 17 August (W34) and of
# 5 October (W41), and Chuseok (W39); what falls on a weekend alone does not count
LEFT_OUT = {"2026-W21", "2026-W22", "2026-W23", "2026-W34", "2026-W39", "2026-W41"}


def korean(source=None):
    source = source or shop.Shop()
    source.journey = KOREAN
    return source


def with_value(source, period, k, n=6_100):
    """First orders of one week at another level, wholly followed."""
    line = source.lines["first_order"]
    place = next(i for i, e in enumerate(line) if e.period == period)
    fields = {"stage": "purchase", "matured_through": "2026-11-08"}
    line[place] = shop.share("first_order", period, k, n, **fields)
    return source


def upto(source, period):
    """The same shop when a week was its newest one."""
    for name, line in source.lines.items():
        source.lines[name] = [e for e in line if e.period <= period]
    return source


def material(source, period=shop.PERIOD, language="en"):
    return Material.read(source, period=Period.parse(period), language=language, tiles=())


def first_order(source, period=shop.PERIOD):
    kpis = source.kpis(period=period, history=26)
    found = read_measures(source, kpis, Period.parse(period), "en")
    return next(m for m in found if m.metric == "first_order")


def test_holiday_weeks_set_no_limits():
    plain, festive = first_order(shop.Shop()), first_order(korean())
    assert set(festive.holidays) <= LEFT_OUT
    assert len(plain.earlier) == len(festive.earlier) == 25
    assert festive.usual.periods == 25 - len(set(festive.holidays))
    wild = first_order(with_value(korean(), CHUSEOK, 60))
    assert wild.usual == festive.usual
    assert first_order(with_value(shop.Shop(), CHUSEOK, 60)).usual != plain.usual


def test_a_fall_in_a_holiday_week_is_no_news_and_the_same_fall_elsewhere_is():
    fall = first_order(upto(with_value(korean(), CHUSEOK, 60), CHUSEOK), CHUSEOK)
    assert fall.estimate.period == CHUSEOK
    assert (fall.side, fall.outside, fall.worse) == ("", "", False)
    assert [one.text() for one in fall.festive] == ["Chuseok, 24–26 Sep"]
    ordinary = first_order(upto(with_value(korean(), "2026-W38", 60), "2026-W38"), "2026-W38")
    assert (ordinary.side, ordinary.worse, ordinary.festive) == ("below", True, ())


@pytest.mark.parametrize(
    ("language", "row", "said", "tile"),
    [
        ("en", "Holidays", "Chuseok, 24–26 Sep: not judged by", "holiday week; "),
        ("ko", "공휴일", "추석, 9/24–9/26: 평소 주와", "공휴일이 든 주, "),
    ],
)
def test_the_page_says_it_once(language, row, said, tile):
    source = upto(with_value(korean(), CHUSEOK, 60), CHUSEOK)
    made = material(source, CHUSEOK, language)
    found = compose(made)
    rows = dict(found.rows)
    assert rows[row].startswith(said)
    assert sum("24" in text and name == row for name, text in found.rows) == 1
    measure = next(m for m in made.measures if m.metric == "first_order")
    assert usual_words(made, measure).startswith(tile)


def test_an_ordinary_week_says_nothing_of_holidays():
    source = korean()
    # the second order is still about the week of 5 October, which has two holidays
    said = dict(compose(material(source)).rows)["Holidays"]
    assert said.endswith("Hangul Day, 9 Oct (Second order): not judged by ordinary weeks")
    del source.lines["repeat_order"]
    assert "Holidays" not in dict(compose(material(source)).rows)
    assert "Holidays" not in dict(compose(material(shop.Shop())).rows)


class Paired(Full):
    """A shop whose changes leave out the days of holidays."""

    def change(self, name, now, before, shift=0.0):
        made = super().change(name, now, before, shift)
        if now.period != "2026-W41" or name != "repeat_order":
            return made
        return replace(made, value=made.value + 0.001, excluded=(("unpaired_day", 40),))


EN = (
    "2026-W41 against 2026-W40: on 4 of 7 pairs of weekdays; left out: National Foundation Day, "
    "3 Oct; Alternative holiday for National Foundation Day, 5 Oct; Hangul Day, 9 Oct."
)
KO = "2026-W41, 2026-W40 대비: 같은 요일 7쌍 중 4쌍으로 비교, 제외: 개천절, 10/3;"


@pytest.mark.parametrize(("language", "said"), [("en", EN), ("ko", KO)])
def test_the_table_of_changes_says_which_days_it_left_out(language, said):
    made = full(korean(Paired()), language=language)
    page = str(made.appendix())
    assert said in page
    assert page.count("2026-W40:") + page.count("2026-W40 대비") == 1
    assert {"en": "holiday week", "ko": "공휴일이 든 주"}[language] in page


def test_a_change_of_whole_weeks_says_nothing():
    assert "pairs of weekdays" not in str(full(korean(Full())).appendix())
    assert "pairs of weekdays" not in str(full().appendix())


def test_a_holiday_week_is_compared_without_a_judgement():
    source = upto(with_value(korean(Full()), CHUSEOK, 60), CHUSEOK)
    said = str(full(source, period=CHUSEOK).compare("first_order"))
    assert "a week with holidays is not judged by ordinary ones" in said


class TwoYears(Full):
    """A shop that also knows what changed since the year before."""

    def kpi_changes(self, period, *, history, against="before"):
        if against == "before":
            return ()
        assert history == 1
        days = year_ago(Period.parse(period), self.journey.country)[0].label
        line = [e for e in self.lines["first_order"] if e.period == period]
        return [replace(self.change("first_order", e, e, 0.02), against=days) for e in line]


@pytest.mark.parametrize(
    ("language", "title", "days", "said"),
    [
        ("en", "Changes from the same week last year", "2–8 Oct 2025", "on 5 of 7; left out"),
        ("ko", "작년 같은 주 대비 변화", "2025", "7일 중 5일로 비교"),
    ],
)
def test_last_year_is_a_table_of_its_own_where_the_report_asks_for_it(language, title, days, said):
    source = upto(korean(TwoYears()), CHUSEOK)
    made = full(source, period=CHUSEOK, language=language)
    made.compare_with(("last week", "last year"))
    page = str(made.appendix())
    for words in (title, days, said, "+2.0"):
        assert words in page
    assert made.material.book["first_order.year"].against == "2025-10-02..2025-10-08"
    assert title not in str(full(upto(korean(TwoYears()), CHUSEOK), period=CHUSEOK).appendix())


def test_nothing_is_said_of_a_year_nobody_knows():
    class Young(TwoYears):
        def kpi_changes(self, period, *, history, against="before"):
            found = super().kpi_changes(period, history=history, against=against)
            return [replace(e, value=None) for e in found]

    made = full(Young())
    made.compare_with(("last year",))
    assert "last year" not in str(made.appendix())
