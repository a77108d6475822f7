"""Experiments that must not ship do so no more often than promised, and the page says how often."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from calibration import of_verdicts
from calibration.verdicts import BEGIN, END, RULES, Outcome, table

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docs" / "experiments" / "faults.md"
UPDATE = "STAGELIFT_UPDATE_DOCS"  # set: the page's table is written anew


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return of_verdicts.outcomes(tmp_path_factory.mktemp("verdicts"))


def test_what_must_not_ship_ships_no_more_often_than_promised(found):
    assert [outcome.problem for outcome in found if outcome.problem] == []
    for looks in RULES:
        assert sum(outcome.runs for outcome in found if outcome.looks == looks) >= 10_000


def test_a_rule_that_looks_as_planned_does_not_waste_its_error(found):
    plain = {one.looks: one.shipped / one.runs for one in found if one.runs >= 10_000}
    assert plain["once"] > 0.02
    assert plain["weekly"] > 0.02


def test_the_page_shows_these_outcomes(found):
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    made = before + table(found) + rest.split(END)[1]
    if os.environ.get(UPDATE):
        PAGE.write_text(made, encoding="utf-8")
    assert made == text or os.environ.get(UPDATE)


def test_the_bar_can_be_missed():
    told = {"looks": "once", "where": "w", "runs": 10_000, "stopped": 0}
    assert Outcome(**told, shipped=281).problem == ""
    assert Outcome(**told, shipped=282).problem != ""
