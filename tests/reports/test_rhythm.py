"""The rhythm of a report: its beats and the newest closed period, over clock changes too."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from stagelift.definitions.plain_values import RHYTHMS
from stagelift.reports.periods import Period
from stagelift.reports.rhythm import Rhythm

SEOUL, BERLIN = "Asia/Seoul", "Europe/Berlin"


def at(text: str, zone: str = SEOUL) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("every", "asked", "beat"),
    [
        ("Monday 08:00", "2026-11-16 08:00", "2026-11-16 08:00"),
        ("Monday 08:00", "2026-11-16 07:59", "2026-11-09 08:00"),
        ("Friday", "2026-11-16 07:59", "2026-11-13 00:00"),
        ("day 06:30", "2026-11-16 06:29", "2026-11-15 06:30"),
        ("month 08:00", "2026-11-01 07:00", "2026-10-01 08:00"),
        ("quarter 08:00", "2026-11-16 07:00", "2026-10-01 08:00"),
    ],
)
def test_the_last_beat(every, asked, beat):
    assert Rhythm.parse(every).last(at(asked), SEOUL) == at(beat)


@pytest.mark.parametrize("word", RHYTHMS)
def test_every_rhythm_of_the_grammar_beats(word):
    asked = at("2026-11-16 07:00")
    assert Rhythm.parse(word).last(asked, SEOUL) <= asked
    assert Rhythm.parse(word).newest(asked, SEOUL).closes(SEOUL) <= asked


def test_a_beat_the_clock_skips_comes_after_the_change():
    beat = Rhythm.parse("Sunday 02:30").last(at("2026-03-29 12:00", BERLIN), BERLIN)
    assert beat == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "asked", "label"),
    [
        ("Monday 08:00", "2026-11-16 06:00", "2026-W46"),
        ("Monday 08:00", "2026-11-16 05:59", "2026-W45"),
        ("month", "2026-11-01 05:00", "2026-09"),
        ("month", "2026-11-01 06:00", "2026-10"),
        ("quarter", "2027-01-01 06:00", "2026-Q4"),
        ("Monday", "2027-01-04 06:00", "2026-W53"),
    ],
)
def test_the_newest_closed_period(every, asked, label):
    assert Rhythm.parse(every).newest(at(asked), SEOUL).label == label


def test_a_day_of_an_hour_less_closes_an_hour_sooner():
    shorter = Period.parse("2026-03-29..2026-03-29")
    assert shorter.closes(BERLIN) == datetime(2026, 3, 30, 4, tzinfo=UTC)
