from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stagelift
from stagelift.errors import ReportError
from stagelift.formatting import clock, day, default_spec, formatted, number, rounded, span
from stagelift.reports import wording_health


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (0.0345, ".1%", "3.5%"),  # half away from zero; binary 3.45 would give 3.4
        (0.109, ".1p", "10.9"),
        (-0.0004, "+.1pp", "0.0\u202fpp"),
        (-0.0123, "+.1pp", "\u22121.2\u202fpp"),
        (0.0, "+.0f", "0"),
        (99_999_999, ",", "99,999,999"),
        (-0.4, ".0KRW", "₩0"),
        (-4810.5, ".0KRW", "\u2212₩4,811"),
        (210, "+.0KRW", "+₩210"),
        (12.5, ".2CHF", "CHF\u202f12.50"),
    ],
)
def test_a_number_reads_as_written_here(value, spec, text):
    assert formatted(value, spec) == text


def test_points_have_their_own_word_in_korean():
    assert formatted(0.012, "+.1pp", "ko") == "+1.2%p"


def test_an_unknown_format_names_what_is_allowed():
    with pytest.raises(ReportError, match=r"'\.1x'.*Allowed"):
        formatted(1.0, ".1x")


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_no_zero_carries_a_sign(value, digits):
    text = number(value, digits, signed=True)
    if not text.strip("0.,+\u2212"):
        assert text[0] == "0"
    assert "-" not in text


@given(st.decimals(-1000, 1000, places=3))
def test_rounding_moves_by_half_a_step_at_most(value):
    assert abs(rounded(float(value), 1) - value) <= 0.05


def test_units_choose_their_format():
    assert default_spec("share") == ".1%"
    assert default_spec("share", width=0.004) == ".2%"
    assert default_spec("points") == "+.0f"
    assert default_spec("KRW", change=True) == "+.0KRW"
    assert default_spec("EUR") == ".2EUR"
    assert default_spec("count") == ",.0"


def test_days_and_spans_in_two_languages():
    monday, sunday = date(2026, 11, 9), date(2026, 11, 15)
    assert span(monday, sunday) == "9–15 Nov 2026"
    assert span(monday, sunday, "ko") == "2026. 11/9–11/15"
    assert span(sunday, sunday, year=False) == "15 Nov"
    assert span(date(2026, 10, 26), date(2026, 11, 1)) == "26 Oct – 1 Nov 2026"
    assert day(date(2026, 11, 25), "ko", weekday=True) == "11/25(수)"


def test_the_clock_is_the_one_of_the_zone_it_carries():
    seoul = datetime(2026, 11, 16, 18, 5, tzinfo=ZoneInfo("Asia/Seoul"))
    assert clock(seoul) == "Mon 16 Nov 18:05"
    assert clock(seoul, "ko") == "11/16(월) 18:05"


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (3013.4, ".0KRW", "3,013원"),
        (-1234, "+.0KRW", "−1,234원"),
        (472, "+.0KRW", "+472원"),
        (-0.4, ".0KRW", "0원"),
        (12.5, ".2USD", "$12.50"),
    ],
)
def test_won_follow_their_amount_in_korean_as_they_do_in_round_figures(value, spec, text):
    assert formatted(value, spec, "ko") == text


# A level or a rate of false findings given fixed decimals, whose 97.5 % would read 98 %; a level of
# a metric, `level.value`, is another thing.
FIXED = re.compile(r"\b(?:level|found\.q)\b(?!\.(?:value|status))[^\n{}=]*(?::|,\s*\")\.\d%")


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ('f"Intervals at {found.level:.0%}, customers"', True),
        ('level = formatted(rows[0].share.level if rows else 0.95, ".0%")', True),
        ('q=f"{found.q:.0%}",', True),
        ('return formatted(level.value, ".2%")', False),
        ('level=confidence(level), share=f"{share:.0%}"', False),
    ],
)
def test_what_gives_a_level_fixed_decimals_is_found(line, fixed):
    assert bool(FIXED.search(line)) is fixed


def test_no_level_of_confidence_is_given_fixed_decimals():
    source = Path(stagelift.__file__).parent
    found = [
        f"{path.relative_to(source)}: {hit[0]}"
        for path in sorted(source.rglob("*.py"))
        for hit in FIXED.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("p", "said"),
    [(0.72, "0.72"), (0.01, "0.01"), (0.00047, "0.00047"), (7.4e-6, "0.0000074"), (3e-12, "3e-12")],
)
def test_a_small_p_value_is_never_rounded_to_nothing(p, said):
    assert formatted(p, ".2g") == said


def test_checks_and_the_monitor_tell_p_values_and_limits_without_rounding_them_away():
    for texts in (wording_health.EN, wording_health.KO):
        for said in texts.values():
            assert not re.search(r"\{(p|always|limit):\.[24]f\}", said), said
