"""Scores per assigned customer over many worlds: coverage, and alarms where nothing differs."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from stagelift.data.query import Assigned, LatestScore, Measurement, measure
from stagelift.data.zones import to_us
from stagelift.experiments.effects import effect_of
from stagelift.experiments.look_rule import LookRule
from stagelift.metrics.nps import Nps, counted
from stagelift.metrics.tally import Tally, tally
from stagelift.statistics.moments import Moments
from tiny import day, workspace

SCORE = Nps(name="nps", source="surveys", within="7 days")
ONCE = LookRule("once", final=True, planned=1, confidence=0.95)
HALF = Fraction(1, 2)
WEEK = 7 * 86_400_000_000
RUNS = 2000


def arm(promoters, detractors, n):
    """An arm's tally, from its answers through the counts that statistics knows."""
    silent = n - promoters - detractors
    share = counted(promoters, 0, detractors).moments(silent=silent)
    points = Moments(share.n, 100 * share.mean, 1e4 * share.m2, 1e6 * share.m3)
    return Tally(n, None, points, ())


def worlds(rng, n, answers, promoters, detractors):
    """Promoters and detractors among n assigned, in each of the runs."""
    chances = [answers * promoters, answers * detractors, 1 - answers * (promoters + detractors)]
    return rng.multinomial(n, chances, size=RUNS)[:, :2]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sizes", "control", "treatment"),
    [
        ((1000, 1000), (0.10, 0.5, 0.2), (0.10, 0.5, 0.2)),  # nothing differs
        ((1000, 1000), (0.10, 0.5, 0.2), (0.10, 0.6, 0.15)),  # what they think differs
        ((1000, 1000), (0.10, 0.5, 0.2), (0.20, 0.5, 0.2)),  # who answers differs
        ((400, 400), (0.05, 0.1, 0.7), (0.05, 0.9, 0.02)),  # few answers, all on one side
        ((1800, 200), (0.10, 0.5, 0.2), (0.10, 0.5, 0.2)),  # nine to one
    ],
)
def test_the_interval_covers_the_true_difference(sizes, control, treatment):
    rng = np.random.default_rng(11)
    truth = 100 * (
        treatment[0] * (treatment[1] - treatment[2]) - control[0] * (control[1] - control[2])
    )
    zero, one = (worlds(rng, n, *law) for n, law in zip(sizes, (control, treatment), strict=True))
    covered, alarms, read = 0, 0, 0
    for (p0, d0), (p1, d1) in zip(zero, one, strict=True):
        arms = arm(int(p1), int(d1), sizes[1]), arm(int(p0), int(d0), sizes[0])
        found = effect_of(SCORE, *arms, ONCE).absolute
        if found.status != "ok":
            continue
        read += 1
        covered += found.low <= truth <= found.high
        alarms += found.p_value < 0.05
    assert read > 0.9 * RUNS
    assert 0.935 <= covered / read <= 0.97
    if control == treatment:
        noise = 2 * (0.05 * 0.95 / read) ** 0.5
        assert alarms / read <= 0.05 + 0.005 + noise


@pytest.mark.slow
def test_alarms_among_equal_arms_of_one_world(tmp_path):
    """Two hundred splits of the same customers and answers, each read by the query itself."""
    salts, at_once = 200, 25
    rng = random.Random(17)
    rows = [(f"c{n}", day(rng.uniform(0, 7)), "visited") for n in range(800)]
    answers = []
    for n in range(800):
        if rng.random() < 0.25:
            at = rng.uniform(7, 13)
            answers.append((f"c{n}", str(rng.choice([0, 5, 8, 9, 10, 10])), day(at), day(at + 0.5)))
    surveys = (("customer", "score", "invited", "answered"), answers)
    p_values = []
    with workspace(tmp_path, rows, surveys=surveys) as ws:
        start = to_us(ws.as_of) - 49 * 86_400_000_000  # a week after the first Monday
        for first in range(0, salts, at_once):
            populations = tuple(
                Assigned(
                    "trial", None, start, start + WEEK, True, f"aa/{n}", (("a", HALF), ("b", HALF))
                )
                for n in range(first, first + at_once)
            )
            plan = Measurement(
                populations=populations,
                values=(("nps", LatestScore("surveys", WEEK)),),
                as_of=ws.contract.as_of_us,
            )
            cells = measure(ws.contract, plan)
            for number in range(at_once):
                arms = [
                    tally(
                        [c for c in cells if (c.population, c.variant) == (number, name)],
                        binary=False,
                    )
                    for name in "ba"
                ]
                assert sum(one.n for one in arms) == 800
                p_values.append(effect_of(SCORE, *arms, ONCE).absolute.p_value)
    rejected = sum(p < 0.05 for p in p_values)
    noise = 2 * (0.05 * 0.95 / salts) ** 0.5
    assert 0 < rejected <= salts * (0.05 + noise)
