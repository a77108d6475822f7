"""The table behind the tiles' small lines: the weeks that are drawn, with their intervals."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shop

from stagelift.reports.paper import WIDEST
from stagelift.reports.report import Report
from stagelift.reports.tiles import BROAD, WEEKS, line_of


def drawn(source, language="en"):
    made = Report(source, name="weekly_journey", period=shop.PERIOD, language=language)
    made.tiles()
    return made.material, made.material.twins[1]


@pytest.mark.parametrize(("language", "to"), [("en", " to "), ("ko", "~")])
def test_every_week_of_a_small_line_stands_in_a_table(language, to):
    material, twin = drawn(shop.Shop(), language)
    assert [row[0] for row in twin.rows] == [str(back) for back in range(WEEKS)[::-1]]
    assert len(twin.header) == 1 + len(material.shown)
    for place, measure in enumerate(material.shown, start=1):
        assert twin.header[place] == f"{measure.named} ({measure.estimate.period})"
        cells = [row[place] for row in twin.rows]
        shown = [material.book.bare(v, measure.spec) for v in line_of(measure, WEEKS)]
        assert [cell.partition(" (")[0] for cell in cells] == shown
        ends = (measure.estimate.low, measure.estimate.high)
        low, high = (material.book.bare(end, measure.spec) for end in ends)
        assert cells[-1] == f"{material.book.show(measure.key)} ({low}{to}{high})"


def test_a_week_that_is_withheld_is_not_told_by_the_table_behind_a_line():
    made = Report(shop.Shop(), name="weekly_journey", period=shop.PERIOD)
    hidden = made.material.shown[0].earlier[-3].period
    first = replace(made.material.shown[0], withheld=frozenset([hidden]))
    every = (first if m.key == first.key else m for m in made.material.measures)
    made.material.measures = tuple(every)
    made.tiles()
    cells = [row[1] for row in made.material.twins[1].rows]
    assert [place for place, cell in enumerate(cells) if cell == "–"] == [WEEKS - 4]
    assert line_of(first, WEEKS)[WEEKS - 4] is None


def test_a_shorter_past_leaves_the_older_rows_empty():
    source = shop.Shop()
    source.lines["nps"] = source.lines["nps"][-1:]
    material, twin = drawn(source)
    place = 1 + [m.key for m in material.shown].index("nps")
    cells = [row[place] for row in twin.rows]
    assert cells[:-1] == [""] * (WEEKS - 1)
    assert cells[-1].startswith(material.book.show("nps"))


def test_no_table_behind_the_lines_is_wider_than_a_sheet(monkeypatch):
    monkeypatch.setattr("stagelift.reports.tiles.BROAD", 2)
    made = Report(shop.Shop(), name="weekly_journey", period=shop.PERIOD)
    made.tiles()
    shown = made.material.shown
    tables = made.material.twins[1:]
    assert [len(twin.header) for twin in tables[:-1]] == [3] * (len(tables) - 1)
    assert sum(len(twin.header) - 1 for twin in tables) == len(shown)
    assert tables[0].title == f"Measures ({shown[0].named} … {shown[1].named}), week by week"
    assert len({twin.title for twin in tables}) == len(tables)
    assert 1 + BROAD <= WIDEST
