"""Every default keeps its promise, and the page shows what the simulations found."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from calibration import of_adjusted, of_looks, of_means, of_scores, of_several, of_shares
from calibration.figures import BEGIN, END, RUNS, Figure, off_centre, table

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docs" / "statistics.md"
UPDATE = "STAGELIFT_UPDATE_DOCS"  # set: the page's table is written anew
TOPICS: dict[str, Callable[[], tuple[Figure, ...]]] = {
    "shares": of_shares.figures,
    "means": of_means.figures,
    "scores": of_scores.figures,
    "adjusted": of_adjusted.figures,
    "looks": of_looks.figures,
    "several": of_several.figures,
}


@cache
def found(topic: str) -> tuple[Figure, ...]:
    """A topic's figures, simulated once for all tests."""
    return TOPICS[topic]()


@pytest.mark.parametrize("topic", TOPICS)
def test_every_situation_keeps_its_error_rates(topic):
    assert [problem for figure in found(topic) for problem in figure.problems] == []


def test_every_default_covers_on_average_as_promised():
    assert off_centre(figure for topic in TOPICS for figure in found(topic)) == ()


def test_looking_daily_at_a_fixed_interval_is_not_what_it_says():
    [naive] = [figure for figure in found("looks") if figure.region == "outside"]
    assert naive.alarms > 0.2


def test_the_page_shows_these_figures():
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    made = before + table([figure for topic in TOPICS for figure in found(topic)]) + after
    if os.environ.get(UPDATE):
        PAGE.write_text(made, encoding="utf-8")
    assert made == text or os.environ.get(UPDATE)


def test_the_bars_can_be_missed():
    """The assertions above fail where they should."""
    good = Figure(method="m", where="w", coverage=0.949, alarms=0.051)
    assert good.problems == ()
    assert Figure(method="m", where="w", alarms=0.054, runs=RUNS).problems != ()
    assert Figure(method="m", where="w", alarms=0.054, runs=2_000).problems == ()
    assert Figure(method="m", where="w", alarms=0.054, region="border").problems == ()
    assert Figure(method="m", where="w", coverage=0.95, lowest=0.92).problems != ()
    assert off_centre([good]) == ()
    wide = {"method": "m", "where": "w", "coverage": 0.956}
    assert off_centre([Figure(**wide)]) != ()
    assert off_centre([Figure(**wide, conservative=True)]) == ()
    assert off_centre([Figure(method="m", where="w", coverage=0.944, conservative=True)]) != ()
