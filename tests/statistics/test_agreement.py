"""Cohen's kappa against statsmodels, and at its edges."""

from __future__ import annotations

import random

import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from stagelift.errors import ArgumentError
from stagelift.statistics.agreement import kappa


@pytest.mark.parametrize("seed", range(15))
def test_kappa_is_that_of_statsmodels(seed):
    rng = random.Random(seed)
    size = rng.randint(2, 4)
    table = [[rng.randint(0, 30) + 5 * (i == j) for j in range(size)] for i in range(size)]
    ours, theirs = kappa(table), cohens_kappa(table)
    assert ours.value == pytest.approx(theirs.kappa, rel=1e-9)
    assert ours.se == pytest.approx(theirs.std_kappa, rel=1e-9)


def test_what_chance_cannot_tell_is_not_told():
    assert kappa([[0, 0], [0, 0]]).status == "no_data"
    alone = kappa([[9, 0], [0, 0]])
    assert (alone.value, alone.status) == (None, "not_identifiable")
    full = kappa([[9, 0], [0, 4]])
    assert (full.value, full.status) == (1.0, "degenerate")


@pytest.mark.parametrize("table", [[[1]], [[1, 2], [3]], [[1, -2], [3, 4]]])
def test_a_table_must_be_square_and_of_counts(table):
    with pytest.raises(ArgumentError, match="table"):
        kappa(table)
