"""Where a cohort stands by age: whole ages plain, partial ones starred, small cohorts hidden."""

from __future__ import annotations

from types import SimpleNamespace

from stagelift.errors import DataError
from stagelift.journey.quantity import Quantity
from stagelift.journey.where.occupation import Occupation, Occupied
from stagelift.reports.map.book import MapBook
from stagelift.reports.map.standing import AGES, standing_by_age
from stagelift.reports.periods import Period

STAGES = ("look", "buy")
SHARES = {1: (0.9, 0.1), 7: (0.8, 0.2), 14: (0.7, 0.3), 30: (0.4, 0.6), 60: (0.5, 0.5)}


def occupied(day, stage, value, n, followed):
    share = Quantity(
        measure="share",
        unit="share",
        stage=stage,
        as_of="",
        value=value,
        n=n,
        low=value - 0.02,
        high=value + 0.02,
    )
    return Occupied(day, followed, share)


def material(n=400, at_sixty=200, **fields):
    rows = [
        occupied(day, stage, share, n, at_sixty if day == 60 else n)
        for day, shares in SHARES.items()
        for stage, share in zip(STAGES, shares, strict=True)
    ]
    told = Occupation(tuple(rows), None, "2026-08-22..2026-10-16", "")
    source = SimpleNamespace(occupation=lambda period, *, days: told)
    settings = {
        "book": MapBook(),
        "source": source,
        "stages": STAGES,
        "language": "en",
        "stage_words": str.capitalize,
        "period": Period.parse("2026-W46"),
    }
    return SimpleNamespace(**{**settings, **fields})


def test_an_age_part_of_the_cohort_has_reached_is_starred_in_chart_and_table():
    (drawing,), (grid,), records = standing_by_age(material())
    assert "day 60*" in drawing.svg
    assert "day 30*" not in drawing.svg
    assert grid.header[1:] == tuple(f"day {day}" for day in AGES)
    assert grid.rows[0] == (
        "Look",
        "90.0% [88.0%, 92.0%]",
        "80.0% [78.0%, 82.0%]",
        "70.0% [68.0%, 72.0%]",
        "40.0% [38.0%, 42.0%]",
        "50.0%* [48.0%, 52.0%]",
    )
    assert len(records) == 10


def test_the_finding_is_of_the_last_age_all_have_reached():
    (drawing,), _, _ = standing_by_age(material())
    assert "Of 400 customers who came, most stand in “Buy” on day 30: 60%" in drawing.svg


def test_a_small_cohort_and_a_workspace_that_cannot_tell_are_not_drawn():
    assert standing_by_age(material(n=9, at_sixty=9)) == ((), (), ())
    assert standing_by_age(material(source=SimpleNamespace())) == ((), (), ())

    def refuse(period, *, days):
        raise DataError("no source holds events")

    assert standing_by_age(material(source=SimpleNamespace(occupation=refuse))) == ((), (), ())
