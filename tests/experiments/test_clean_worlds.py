"""Five hundred experiments in which all is well: how many a check calls broken all the same."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from faulty_world import many_clean

import stagelift

WORLDS, CUSTOMERS = 500, 150
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


@pytest.mark.slow
def test_no_check_is_amber_on_many_healthy_experiments(standings):
    checks = Counter(
        check.name
        for standing in standings
        for check in standing.readout.health
        if check.status != "ok"
    )
    assert {name: count for name, count in checks.items() if count > 0.02 * WORLDS} == {}
