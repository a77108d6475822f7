"""The boundaries of Pocock and of O'Brien & Fleming."""

from __future__ import annotations

import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.looks import (
    POCOCK,
    boundaries,
    classic_boundaries,
    classic_constant,
    equal_looks,
    exit_probabilities,
)


@pytest.mark.parametrize("shape", [0.0, 0.25, 0.5])
@pytest.mark.parametrize("looks", [1, 2, 5])
def test_they_keep_the_level(shape, looks):
    bounds = classic_boundaries(looks, shape=shape, level=0.9)
    ends = exit_probabilities(equal_looks(looks), bounds)
    assert ends.none == pytest.approx(0.9, abs=1e-10)


def test_one_look_is_the_normal_test():
    for shape in (0.0, 0.5):
        assert classic_constant(1, shape=shape) == pytest.approx(stats.norm.isf(0.025))


def test_shapes():
    assert len(set(classic_boundaries(4, shape=0.5))) == 1
    steep = classic_boundaries(4)
    assert [bound * (k / 4) ** 0.5 for k, bound in enumerate(steep, start=1)] == pytest.approx(
        [steep[-1]] * 4
    )
    # spending functions of the same names come near, and no nearer
    assert boundaries(equal_looks(4), spending=POCOCK) == pytest.approx(
        classic_boundaries(4, shape=0.5), abs=0.02
    )
    assert boundaries(equal_looks(4))[1:] == pytest.approx(steep[1:], abs=0.11)


def test_what_is_not_allowed_is_refused():
    with pytest.raises(ArgumentError, match="looks is 0"):
        classic_constant(0)
    with pytest.raises(ArgumentError, match="level is 0"):
        classic_constant(2, level=0.0)
    with pytest.raises(ArgumentError, match="shape is nan"):
        classic_constant(2, shape=float("nan"))
