"""Simulated programmes of 40 tests: how far totals and intervals are off, by prior and truth.

Each programme draws 40 true effects, tests each once at a fixed size, ships what clears 1.96
standard errors, and asks what the shipped bring.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from stagelift.statistics.programme import learn, winners_total

PROGRAMMES, TESTS, SEED = 500, 40, 2018
TRUTHS = {
    "bell, sd 0.05": lambda rng: rng.normal(0.01, 0.05, TESTS),
    "t with 3 df, scale 0.03": lambda rng: 0.01 + 0.03 * rng.standard_t(3, TESTS),
    "four in five exactly 0": lambda rng: rng.normal(0, 0.10, TESTS) * (rng.random(TESTS) < 0.2),
}
PAGE = Path(__file__).parents[3] / "docs" / "experiments" / "programme.md"
UPDATE = "STAGELIFT_UPDATE_DOCS"  # set: the page's table is written anew
BEGIN, END = "<!-- programmes: made by the simulation -->", "<!-- end of the programmes -->"
HEAD = """\
| true effects | real total | seen: off by | Lee–Shen | bell | heavy tails \
| covers the total: Lee–Shen, bell, heavy tails | covers each effect: bell, heavy tails |
|---|---|---|---|---|---|---|---|"""


@cache
def tabulate(name):
    """Mean total of the shipped, errors of four ways to tell it, and coverage of the intervals."""
    truth, programmes, rng = TRUTHS[name], PROGRAMMES, np.random.default_rng(SEED)
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


def row(name):
    """A line of the page's table."""
    real, naive, corrected, bell, heavy, lee, *covers = tabulate(name)
    errors = (f"{error:+.3f}".replace("-", "−") for error in (naive, corrected, bell, heavy))
    total, each = (lee, covers[0], covers[2]), (covers[1], covers[3])
    shares = (", ".join(f"{share:.3f}"[1:] for share in group) for group in (total, each))
    return f"| {' | '.join([name, f'{real:.3f}', *errors, *shares])} |"


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUTHS)
def test_shrunk_totals_are_not_luck(name):
    found = tabulate(name)
    nothing = name.startswith("four in five")
    real, naive, corrected, bell, heavy = found[:5]
    assert naive > 0.5 * real  # the curse is there to be removed
    assert abs(corrected) < 0.6 * naive
    assert abs(heavy) < 0.2 * naive
    if name.startswith("bell"):
        assert abs(bell) < 0.1 * naive
    assert 0.935 <= found[7] <= 0.965  # each test's interval under the bell
    assert 0.935 <= found[9] <= 0.965  # under heavy tails
    # of 500 programmes a coverage of .95 is told within .03 at three errors
    assert found[5] > 0.92  # Lee and Shen's total
    assert found[8] > (0.84 if nothing else 0.92)  # the total under heavy tails


@pytest.mark.slow
def test_the_page_shows_these_programmes():
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    made = before + "\n".join([BEGIN, HEAD, *map(row, TRUTHS), END]) + rest.split(END)[1]
    if os.environ.get(UPDATE):
        PAGE.write_text(made, encoding="utf-8")
    assert made == text or os.environ.get(UPDATE)
