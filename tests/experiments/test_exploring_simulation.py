"""What exploring promises, by simulation: few false findings, and shrunk intervals that hold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stagelift.experiments.exploring.cells import Place
from stagelift.experiments.exploring.dimensions import Dimension
from stagelift.experiments.exploring.groups import standing_out, together
from stagelift.experiments.exploring.reading import CellEffect
from stagelift.metrics.tally import Tally
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import difference_of_proportions

pytestmark = pytest.mark.slow
Q = 0.05
STAGES = ("awareness", "consideration", "purchase", "retention")
CITY, AGE = Dimension("city", "attribute"), Dimension("age", "attribute")
CITIES, AGES = 8, 3  # one customer is in one of each, so that tests of a stage hang together


def counted(n, k):
    return Tally(int(n), int(k), Moments.from_counts(int(n), int(k)), ())


def effect(place, arms):
    """A cell's effect as the readout's single look gives it."""
    (n1, k1), (n0, k0) = arms
    one, zero = counted(n1, k1), counted(n0, k0)
    found = difference_of_proportions(int(k1), int(n1), int(k0), int(n0))
    se = difference_of_means(one.moments, zero.moments).se
    return CellEffect(place, "b", one, zero, found, se)


def stage_cells(rng, stage, size, base, effects):
    """Cells by city and by age of one stage: `effects` by city and age, added to the base."""
    units = rng.poisson(size, (2, CITIES, AGES)) + 20
    rates = np.stack([np.clip(base + effects, 0, 1), np.full((CITIES, AGES), base)])
    buyers = rng.binomial(units, rates)
    for dimension, axis in ((CITY, 1), (AGE, 0)):
        for group in range((CITIES, AGES)[1 - axis]):
            pick = np.s_[:, group, :] if axis else np.s_[:, :, group]
            arms = [(units[pick][arm].sum(), buyers[pick][arm].sum()) for arm in (0, 1)]
            place = Place(stage, dimension, f"{dimension.name}={group}")
            yield effect(place, arms), bool(np.abs(effects[pick[1:]]).sum() == 0)


def share_found_in_error(seed, runs, true_stages):
    """The share of false findings averaged over selected stages, and how often any is found."""
    rng = np.random.default_rng(seed)
    errors, found_any = [], []
    for _ in range(runs):
        cells, null = [], []
        for place, stage in enumerate(STAGES):
            effects = np.zeros((CITIES, AGES))
            if place < true_stages:
                effects[:3, :] = 0.06  # three cities answer; each age then holds some who do
            for cell, is_null in stage_cells(rng, stage, 250, 0.1, effects):
                cells.append(cell)
                null.append(is_null)
        out = standing_out(cells, q=Q)
        shares = []
        for members, family in zip(out.members, out.found.families, strict=True):
            if family.selected:
                hits = [n for n, hit in zip(members, family.found, strict=True) if hit]
                shares.append(sum(null[n] for n in hits) / max(len(hits), 1))
        errors.append(sum(shares) / max(len(shares), 1))
        found_any.append(any(any(family.found) for family in out.found.families))
    return float(np.mean(errors)), float(np.mean(found_any))


@pytest.mark.parametrize("true_stages", [0, 1, 2, 4])
def test_false_findings_keep_to_q(true_stages):
    runs = 250
    share, _ = share_found_in_error(7 + true_stages, runs, true_stages)
    assert share <= Q + 2 * math.sqrt(Q * (1 - Q) / runs)


def coverage(seed, runs, groups, tau):
    """Share of true effects inside shrunk intervals; their width and error over the raw ones'."""
    rng = np.random.default_rng(seed)
    inside, width, error = [], [], []
    for _ in range(runs):
        true = rng.normal(0.02, tau, groups) if tau else np.full(groups, 0.02)
        sizes = rng.integers(150, 1500, groups)
        cells = []
        for group in range(groups):
            n = int(sizes[group])
            rates = (min(max(0.1 + true[group], 0.0), 1.0), 0.1)
            arms = [(n, rng.binomial(n, rate)) for rate in rates]
            cells.append(effect(Place(None, CITY, f"city={group}"), arms))
        _, shrunk = together(cells, level=0.95)
        assert len(shrunk) == groups
        for group, (value, low, high) in shrunk.items():
            raw = cells[group].effect
            inside.append(low <= true[group] <= high)
            width.append((high - low) / (raw.high - raw.low))
            error.append(((value - true[group]) ** 2, (raw.value - true[group]) ** 2))
    ours, theirs = np.mean(error, axis=0)
    return float(np.mean(inside)), float(np.mean(width)), float(math.sqrt(ours / theirs))


@pytest.mark.parametrize(("groups", "tau"), [(6, 0.0), (6, 0.02), (12, 0.01), (12, 0.05)])
def test_shrunk_intervals_cover(groups, tau):
    covered, width, error = coverage(11, 60, groups, tau)
    assert covered >= 0.93
    assert width < 1.02
    assert error < 1.02


def test_groups_alike_differ_as_rarely_as_they_should():
    """Cochran's Q with estimated variances, at shares of one in ten."""
    rng, below, runs = np.random.default_rng(3), 0, 400
    for _ in range(runs):
        cells = [
            effect(Place(None, AGE, f"age={g}"), [(n, rng.binomial(n, 0.1)) for n in (400, 400)])
            for g in range(4)
        ]
        groups, _ = together(cells, level=0.95)
        below += groups[0].p_value < 0.05
    assert below / runs <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / runs)
