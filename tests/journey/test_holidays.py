"""Public holidays, and the days of two periods that can be compared, counted by hand."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from stagelift.journey.day_pairs import day_pairs, unusual, year_before
from stagelift.journey.holidays import (
    Holiday,
    festivals,
    holidays_of,
    holidays_unknown,
)


def week(year: int, number: int) -> tuple[date, date]:
    first = date.fromisocalendar(year, number, 1)
    return first, first + timedelta(days=6)


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        # the moon decides: METHODS B14 names these days
        (date(2026, 2, 1), date(2026, 2, 28), ["Korean New Year, 16–18 Feb"]),
        (date(2027, 2, 1), date(2027, 2, 28), ["Korean New Year, 6–9 Feb"]),
        (date(2028, 1, 15), date(2028, 1, 31), ["Korean New Year, 26–28 Jan"]),
        (date(2026, 9, 14), date(2026, 9, 30), ["Chuseok, 24–26 Sep"]),
        # a Saturday holiday has a substitute on Monday
        (
            date(2026, 8, 10),
            date(2026, 8, 23),
            ["Liberation Day, 15 Aug", "Alternative holiday for Liberation Day, 17 Aug"],
        ),
        (date(2026, 11, 9), date(2026, 11, 15), []),
    ],
)
def test_korean_holidays_move_and_have_substitutes(first, last, wanted):
    assert [one.text() for one in festivals(holidays_of("KR", first, last))] == wanted


def test_names_follow_the_language_of_the_page():
    days = (date(2026, 9, 24), date(2026, 9, 26))
    assert [one.name for one in festivals(holidays_of("KR", *days, "ko"))] == ["추석"]
    assert [one.name for one in festivals(holidays_of("US", *days, "ko"))] == []
    thanks = holidays_of("US", date(2026, 11, 26), date(2026, 11, 26), "ko")
    assert [one.name for one in thanks] == ["Thanksgiving Day"]  # no Korean name is known


def test_neighbours_that_share_no_name_keep_both():
    found = [
        Holiday(date(2026, 12, 25), "Christmas Day"),
        Holiday(date(2026, 12, 26), "Boxing Day"),
    ]
    (one,) = festivals(found)
    assert one.text() == "Christmas Day, Boxing Day, 25–26 Dec"


def test_what_is_not_known_is_said():
    days = (date(2026, 9, 21), date(2026, 9, 27))
    assert holidays_of(None, *days) == ()
    assert holidays_of("ZZ", *days) == ()
    assert "names no 'country'" in holidays_unknown(None, *days)
    assert holidays_unknown("ZZ", *days) == "the holidays of 'ZZ' are not known"
    long_ago = (date(1700, 1, 1), date(1700, 1, 7))
    assert "are known for" in holidays_unknown("KR", *long_ago)
    assert holidays_of("KR", *long_ago) == ()
    assert holidays_unknown("KR", *days) == ""


def test_a_week_with_chuseok_keeps_the_four_days_without_it():
    found = day_pairs(week(2026, 39), week(2026, 38), "KR")
    assert [after.day for after, _ in found.kept] == [21, 22, 23, 27]
    assert all(after - before == timedelta(days=7) for after, before in found.kept)
    assert found.note == "compared on 4 of 7 weekday pairs: Chuseok, 24–26 Sep left out"
    # the week after has National Foundation Day on Saturday: that pair is gone already
    after = day_pairs(week(2026, 40), week(2026, 39), "KR")
    assert [later.day for later, _ in after.kept] == [28, 29, 30, 4]
    assert after.note == (
        "compared on 4 of 7 weekday pairs: Chuseok, 24–26 Sep; National Foundation Day, 3 Oct "
        "left out"
    )


def test_ordinary_weeks_are_whole_and_say_nothing():
    found = day_pairs(week(2026, 46), week(2026, 45), "KR")
    assert (found.whole, found.note, len(found.kept)) == (True, "", 7)
    assert day_pairs(week(2026, 39), week(2026, 38), None).whole  # no country, no holiday


def test_months_are_compared_on_whole_weeks():
    july, june = (date(2026, 7, 1), date(2026, 7, 31)), (date(2026, 6, 1), date(2026, 6, 30))
    found = day_pairs(july, june, "US")
    # June has five Mondays and Tuesdays, July five Wednesdays, Thursdays and Fridays: 28 pairs.
    # Juneteenth (Fri 19 June, the third) and the Fridays of July: the observed 3 July is the first
    assert found.pairs == 28
    assert len(found.kept) == 25
    assert {h.day for h in found.holidays} == {
        date(2026, 6, 19),
        date(2026, 7, 3),
        date(2026, 7, 4),
    }
    may = (date(2026, 4, 1), date(2026, 4, 30)), (date(2026, 3, 1), date(2026, 3, 31))
    plain = day_pairs(*may, None)
    assert plain.note == "compared on 28 of 28 weekday pairs, each weekday as often in both"


def test_february_of_a_leap_year_has_a_day_without_a_pair():
    found = day_pairs(
        (date(2028, 2, 1), date(2028, 2, 29)), (date(2027, 2, 1), date(2027, 2, 28)), None
    )
    assert (found.pairs, found.days) == (28, 29)
    assert date(2028, 2, 29) not in found.later  # the fifth Tuesday


def test_a_week_over_the_year_boundary_drops_new_year_and_iso_week_53_has_a_week_before():
    first, last = week(2026, 53)
    assert (first, last) == (date(2026, 12, 28), date(2027, 1, 3))
    found = day_pairs((first, last), week(2026, 52), "KR")
    # Friday: Christmas on one side, New Year on the other; not the same holiday, so it is dropped
    assert [after for after, _ in found.kept] == [
        *(first + timedelta(days=n) for n in range(4)),
        date(2027, 1, 2),
        date(2027, 1, 3),
    ]
    assert found.note == (
        "compared on 6 of 7 weekday pairs: Christmas Day, 25 Dec; New Year's Day, 1 Jan left out"
    )


def test_a_span_without_a_common_weekday_has_nothing_to_compare():
    tuesday, monday = date(2026, 11, 10), date(2026, 11, 9)
    found = day_pairs((tuesday, tuesday), (monday, monday), "KR")
    assert (found.kept, found.pairs) == ((), 0)
    assert found.note == "no weekday is in both periods; compare whole weeks"


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        # Chuseok 2026 is Friday 25 September, 2025 Monday 6 October: day counts from the feast
        (week(2026, 39), (date(2025, 10, 2), date(2025, 10, 8), True)),
        # Seollal 2027 Sunday 7 February, 2026 Tuesday 17 February
        (week(2027, 5), (date(2026, 2, 11), date(2026, 2, 17), True)),
        # Hangul Day keeps its date: the same weekdays
        (week(2026, 41), (*week(2025, 41), False)),
        # 2026 has 53 weeks: week 1 of 2027 goes with week 2 of 2026, a year of days earlier
        (week(2027, 1), (*week(2026, 2), False)),
        (week(2026, 46), (*week(2025, 46), False)),
    ],
)
def test_last_year_is_aligned_by_holidays(now, wanted):
    assert year_before(*now, "KR") == wanted


def test_thanksgiving_goes_with_thanksgiving():
    # 26 November 2026 comes 364 days after 27 November 2025
    assert year_before(*week(2026, 48), "US") == (*week(2025, 48), False)
    # 28 November 2024 comes 371 days after 23 November 2023
    assert year_before(*week(2024, 48), "US") == (*week(2023, 47), True)


def test_aligned_days_keep_the_feast_and_drop_other_holidays():
    first, last, aligned = year_before(*week(2026, 39), "KR")
    found = day_pairs(week(2026, 39), (first, last), "KR", aligned=aligned)
    # 22 September meets National Foundation Day, 27 September the substitute of Chuseok
    assert [after.day for after, _ in found.kept] == [21, 23, 24, 25, 26]
    assert {h.day for h in found.holidays} == {date(2025, 10, 3), date(2025, 10, 8)}


def test_weeks_with_a_holiday_on_a_working_day_are_unlike_others():
    assert [h.day.day for h in unusual(*week(2026, 39), "KR")] == [24, 25, 26]
    assert unusual(*week(2026, 40), "KR") == ()  # Saturday only
    assert unusual(*week(2026, 46), "KR") == ()
    assert unusual(date(2026, 9, 1), date(2026, 9, 30), "KR") == ()  # a month holds them as a rule


def test_one_country_is_loaded_alone_and_the_others_later():
    code = (
        "import sys; from datetime import date; from stagelift.journey.holidays import holidays_of;"
        "found = holidays_of('GU', date(2026, 1, 1), date(2026, 12, 31));"  # derived from the US
        "loaded = [name for name in sys.modules if name.startswith('holidays.countries.')];"
        "import holidays.countries as every, holidays;"
        "print(len(found) > 5, len(loaded) < 5, every.France.country);"
        "print(len(holidays.KR(years=2026)) > 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "FR", "True"]
