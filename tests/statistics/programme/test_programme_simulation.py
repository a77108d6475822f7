"""Simulated programmes of 40 tests: how far totals and intervals are off, by prior and truth.

Each programme draws 40 true effects, tests each once at a fixed size, ships what clears 1.96
standard errors, and asks what the shipped bring.
"""

from __future__ import annotations

import numpy as np
import pytest

from stagelift.statistics.programme import learn, winners_total

PROGRAMMES, TESTS = 80, 40  # the page's table is of 500; this is what a test may take
TRUTHS = {
    "bell": lambda rng: rng.normal(0.01, 0.05, TESTS),
    "heavy tails": lambda rng: 0.01 + 0.03 * rng.standard_t(3, TESTS),
    "mostly nothing": lambda rng: rng.normal(0, 0.10, TESTS) * (rng.random(TESTS) < 0.2),
}


def tabulate(truth, seed, programmes=PROGRAMMES):
    """Mean total of the shipped, errors of four ways to tell it, and coverage of the intervals."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(programmes):
        true, errors = truth(rng), rng.uniform(0.02, 0.08, TESTS)
        seen = true + errors * rng.standard_normal(TESTS)
        won = seen > 1.959963984540054 * errors
        real = float(true[won].sum())
        bell = learn(seen, errors, chosen=won)
        heavy = learn(seen, errors, chosen=won, shape="t")
        corrected = winners_total(seen, errors)
        shown = [corrected.naive, corrected.value, bell.total, heavy.total]
        row = [real, *(total - real for total in shown)]
        row.append(corrected.low <= real <= corrected.high)
        for one in (bell, heavy):
            row.append(one.total_low <= real <= one.total_high)
            row.append(np.mean((one.lows <= true) & (true <= one.highs)))
        rows.append(row)
    return np.mean(rows, axis=0)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUTHS)
def test_shrunk_totals_are_not_luck(name):
    found = tabulate(TRUTHS[name], seed=2018)
    real, naive, corrected, bell, heavy = found[:5]
    assert naive > 0.15 * real  # the curse is there to be removed
    assert abs(corrected) < 0.6 * naive
    assert abs(heavy) < 0.35 * naive
    if name == "bell":
        assert abs(bell) < 0.12 * naive
    assert 0.93 <= found[7] <= 0.975  # each test's interval under the bell
    assert 0.93 <= found[9] <= 0.975  # under heavy tails
    # of 80 programmes a coverage of .95 is told within .07 at three errors
    assert found[5] > 0.88  # Lee and Shen's total
    assert found[8] > (0.78 if name == "mostly nothing" else 0.88)  # the total under heavy tails
