"""On a page, too: a stage of few answers cannot be computed from the total and the other stages."""

from __future__ import annotations

from dataclasses import replace

import shop
from test_appendix import Full

from stagelift.reports.change_table import changes_table
from stagelift.reports.report import Report

PARTS = {"awareness": 60, "consideration": 44, "purchase": 52, "retention": 38, "advocacy": 8}


def all_answers_at_a_stage():
    """Every answer was invited at a stage, so the stages add up to the total."""
    source = shop.Shop()
    whole = sum(PARTS.values())
    source.lines["nps"] = [e if e.stage else replace(e, n=whole) for e in source.lines["nps"]]
    return source


def report(source):
    return Report(source, name="weekly_journey", period=shop.PERIOD)


def test_the_next_smallest_stage_is_hidden_with_the_small_one():
    made = report(all_answers_at_a_stage())
    book = made.material.book
    for name in ("nps.advocacy", "nps.retention", "nps.advocacy.before", "nps.retention.before"):
        fact = book[name]
        assert (fact.value, fact.n, fact.low, fact.high, fact.status) == (*[None] * 4, "low_n")
        assert "fewer than 10 units" in fact.note
    assert book["nps"].n == sum(PARTS.values())
    assert book["nps.purchase"].n == 52
    drawn = str(made.chart("nps"))
    assert "38 customers" not in drawn
    assert drawn.count("too few to show") == 2
    rows = [fact.to_dict() for fact in book]
    assert not any(row["metric"] == "nps" and row["n"] in (8, 38) for row in rows)


def test_a_rest_that_no_stage_holds_hides_the_small_one_already():
    book = report(shop.Shop()).material.book  # 212 answers, of them 202 at a stage
    assert book["nps.advocacy"].n is None
    assert book["nps.retention"].n == 38


def test_a_change_from_a_withheld_week_is_withheld():
    source = Full()
    line = source.lines["first_order"]
    place = next(i for i, e in enumerate(line) if e.period == "2026-W44")
    few = shop.share(
        "first_order", "2026-W44", 2, 8, stage="purchase", matured_through="2026-11-08"
    )
    line[place] = few
    made = report(source)
    table = str(changes_table(source, made.material))
    fact = made.material.book["first_order.change"]
    assert fact.against == "2026-W44"
    assert (fact.value, fact.n) == (None, None)
    assert "–" in table
