"""Net promoters per assigned unit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.moments import ScoreCounts
from stagelift.statistics.nps import nps
from stagelift.statistics.nps.assigned import (
    difference_per_assigned,
    nps_per_assigned,
    silent_units,
)


def of(promoters: int, passives: int, detractors: int) -> ScoreCounts:
    return ScoreCounts((detractors, 0, 0, 0, 0, 0, 0, 0, passives, 0, promoters))


def values(answers: ScoreCounts, assigned: int) -> np.ndarray:
    silent = assigned - answers.n
    return np.repeat(
        [100.0, 0.0, -100.0], [answers.promoters, answers.passives + silent, answers.detractors]
    )


def test_silence_counts_as_zero():
    found = nps_per_assigned(of(8, 5, 2), 100)
    assert found.value == pytest.approx(6.0)
    assert found == nps(of(8, 90, 2))
    assert nps_per_assigned(of(8, 5, 2), 100, method="score") == nps(of(8, 90, 2), method="score")
    assert nps_per_assigned(of(8, 5, 2), 15) == nps(of(8, 5, 2))


def test_the_difference_is_welchs_of_the_values():
    one, other = of(60, 20, 12), of(40, 15, 25)
    found = difference_per_assigned(one, 400, other, 300)
    theirs = stats.ttest_ind(values(one, 400), values(other, 300), equal_var=False)
    assert found.value == pytest.approx(100 * (48 / 400 - 15 / 300))
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert (found.low, found.high) == pytest.approx(theirs.confidence_interval(), rel=1e-9)
    assert found.dual
    back = difference_per_assigned(other, 300, one, 400)
    assert (back.value, back.low) == pytest.approx((-found.value, -found.high))


def test_a_message_that_only_draws_promoters_out_is_not_taken_for_a_change_of_all():
    # the same customers, but twice as many of the promoters answer
    more, fewer = of(40, 10, 10), of(20, 10, 10)
    assert difference_per_assigned(more, 1000, fewer, 1000).value == pytest.approx(2.0)
    assert nps(more).value - nps(fewer).value == pytest.approx(25.0)


def test_nobody_and_one():
    assert nps_per_assigned(of(0, 0, 0), 0).status == "no_data"
    assert nps_per_assigned(of(0, 0, 0), 0).note == "no units"
    assert nps_per_assigned(of(0, 0, 0), 50).value == 0.0
    empty = difference_per_assigned(of(0, 0, 0), 0, of(1, 0, 0), 5)
    assert (empty.value, empty.status) == (None, "no_data")
    silent = difference_per_assigned(of(0, 0, 0), 9, of(0, 0, 0), 5)
    assert (silent.value, silent.low, silent.status) == (0.0, None, "degenerate")
    assert difference_per_assigned(of(1, 0, 0), 1, of(1, 0, 0), 5).status == "low_n"


def test_impossible_arguments_are_refused():
    assert silent_units(of(1, 1, 1), 3) == 0
    with pytest.raises(ArgumentError, match="assigned is 2; it must be ≥ the answers, which are 3"):
        nps_per_assigned(of(1, 1, 1), 2)
    with pytest.raises(ArgumentError, match="assigned0 is 2"):
        difference_per_assigned(of(1, 1, 1), 3, of(1, 1, 1), 2)
    with pytest.raises(ArgumentError, match=r"assigned1 is 3\.5"):
        difference_per_assigned(of(1, 1, 1), 3.5, of(1, 1, 1), 3)
    with pytest.raises(ArgumentError, match="level is nan"):
        difference_per_assigned(of(1, 1, 1), 3, of(1, 1, 1), 3, level=math.nan)
