from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagelift.definitions.mistakes import Mistake
from stagelift.definitions.values import (
    DateSpan,
    Duration,
    Parsed,
    parse_day,
    parse_decimal,
    parse_share,
)

DAY = 86_400_000_000
days = st.dates(date(1970, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("text", "microseconds"),
    [
        ("7 days", 7 * DAY),
        ("1 day", DAY),
        ("2 weeks", 14 * DAY),
        ("1 hour", DAY // 24),
        ("30 minutes", DAY // 48),
        ("90days", 90 * DAY),
    ],
)
def test_durations(text, microseconds):
    assert Duration.parse(text).microseconds == microseconds


def test_a_duration_in_days():
    assert Duration.parse("36 hours").days == 1.5


@given(st.integers(1, 5_000), st.sampled_from(["minutes", "hours", "days", "weeks"]))
def test_durations_read_back_equal(number, unit):
    duration = Duration.parse(f"{number} {unit}")
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("3 months", "'3 months' has no fixed length", "Write days or weeks"),
        ("7 dyas", "unknown unit 'dyas'", "Did you mean 'days'?"),
        ("7", "'7' is not a duration", ""),
        ("0 days", "'0 days' is no time at all", ""),
        ("-1 days", "'-1 days' is not a duration", ""),
        ("9999999 weeks", "'9999999 weeks' is longer than 100 years", ""),
    ],
)
def test_durations_that_are_none(text, message, hint):
    with pytest.raises(Mistake) as caught:
        Duration.parse(text)
    assert caught.value.message.startswith(message)
    assert caught.value.hint.startswith(hint)


def test_a_span_covers_whole_local_days_over_daylight_saving():
    # Berlin left summer time on 25 October 2026: the day had 25 hours.
    start, end = DateSpan.parse("2026-10-25..2026-10-25").instants("Europe/Berlin")
    assert end - start == 25 * DAY // 24
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert epoch + timedelta(microseconds=start) == datetime(2026, 10, 24, 22, tzinfo=UTC)


def test_a_span_includes_its_last_day():
    start, end = DateSpan(date(2026, 10, 26), date(2026, 11, 15)).instants("Asia/Seoul")
    assert end - start == 21 * DAY


def test_a_span_that_runs_backwards_says_what_was_meant():
    with pytest.raises(Mistake) as caught:
        DateSpan.parse("2026-11-15..2026-10-26")
    assert caught.value.message == "the days run backwards: 2026-10-26 is before 2026-11-15"
    assert caught.value.hint == "Did you mean '2026-10-26..2026-11-15'?"


@pytest.mark.parametrize("text", ["2026-10-26", "soon..later", "2026-02-30..2026-03-01", ""])
def test_spans_that_are_none(text):
    with pytest.raises(Mistake, match=r"is not a (span of days|day)"):
        DateSpan.parse(text)


@given(days, days)
def test_spans_read_back_equal(one, other):
    span = DateSpan(min(one, other), max(one, other))
    assert DateSpan.parse(str(span)) == span


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("50%", Fraction(1, 2)),
        ("1/3", Fraction(1, 3)),
        ("33.3%", Fraction(333, 1000)),
        ("0.05", Fraction(1, 20)),
        ("1", Fraction(1)),
    ],
)
def test_shares_are_exact(text, share):
    assert parse_share(text) == share


@pytest.mark.parametrize("text", ["half", "1/0", "", "%", "150%", "-1/3"])
def test_shares_that_are_none(text):
    with pytest.raises(Mistake):
        parse_share(text)


@pytest.mark.parametrize("text", ["1,8000", "NaN", "inf", "12.3.4", "1e"])
def test_numbers_that_are_none(text):
    with pytest.raises(Mistake, match="is not a number"):
        parse_decimal(text)


def test_a_day_that_does_not_exist():
    with pytest.raises(Mistake, match="'2026-02-29' is not a day"):
        parse_day("2026-02-29")


def test_a_day_that_stands_for_never():
    with pytest.raises(Mistake, match="'9999-12-31' is not a day of the years 1970 to 2199"):
        parse_day("9999-12-31")


def test_a_value_is_taken_as_it_is_and_other_shapes_are_refused():
    week = Duration.parse("7 days")
    assert Duration.accept(week) is week
    with pytest.raises(Mistake, match="a list came, a text such as '7 days' is expected"):
        Duration.accept([7])
    with pytest.raises(Mistake, match="'True' came"):
        Duration.accept(True)


def test_the_base_has_no_grammar():
    with pytest.raises(NotImplementedError):
        Parsed.parse("anything")
