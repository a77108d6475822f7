"""Five hundred experiments in which all is well: how many a check calls broken all the same."""

from __future__ import annotations

import math
import os
from collections import Counter
from pathlib import Path

import pytest
from faulty_world import many_clean

import stagelift

WORLDS, CUSTOMERS = 500, 150
PAGE = Path(__file__).parents[2] / "docs" / "experiments" / "faults.md"
BEGIN, END = "<!-- healthy: made by the tests -->", "<!-- end of the healthy -->"
RED = 0.01  # of healthy experiments may be called broken, over all checks together


@pytest.fixture(scope="module")
def standings(tmp_path_factory):
    root = tmp_path_factory.mktemp("clean")
    many_clean(root, WORLDS, CUSTOMERS)
    with stagelift.open(root) as ws:
        return ws.monitor()


@pytest.mark.slow
def test_one_healthy_experiment_in_a_hundred_at_most_is_red(standings):
    assert len(standings) == WORLDS
    assert {standing.readout is None for standing in standings} == {False}
    red = sum(standing.health == "red" for standing in standings)
    assert red / WORLDS <= RED + 2 * math.sqrt(RED * (1 - RED) / WORLDS)


def said(standings):
    """How many experiments each check is not content with."""
    checks = (check for standing in standings for check in standing.readout.health)
    return Counter((check.name, check.status) for check in checks if check.status != "ok")


@pytest.mark.slow
def test_no_check_is_amber_on_many_healthy_experiments(standings):
    assert {key: count for key, count in said(standings).items() if count > 0.01 * WORLDS} == {}


@pytest.mark.slow
def test_the_page_says_how_many(standings):
    found = said(standings)
    red, amber = (
        sum(any(c.status == status for c in standing.readout.health) for standing in standings)
        for status in ("red", "amber")
    )
    names = ", ".join(f"{name} {count}" for (name, _), count in sorted(found.items()))
    line = (
        f"Of {WORLDS} experiments in which all is well, {red} were red and {amber} amber"
        f"{f' ({names})' if names else ''}; one red in a hundred is the most that may be."
    )
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    made = before + "\n".join([BEGIN, line, END]) + rest.split(END)[1]
    if os.environ.get("STAGELIFT_UPDATE_DOCS"):
        PAGE.write_text(made, encoding="utf-8")
    assert made == text or os.environ.get("STAGELIFT_UPDATE_DOCS")
