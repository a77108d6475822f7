"""Four weekly looks at shares in which nothing differs: verdicts no more often than promised."""

from __future__ import annotations

import numpy as np
import pytest

from stagelift.experiments.effects import effect_of
from stagelift.experiments.look_path import LookPath
from stagelift.experiments.look_rule import LookRule
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.tally import Tally
from stagelift.statistics.moments import Moments

BOUGHT = Conversion(name="bought", event="ordered", within="7 days")
LOOKS, RUNS = 4, 3000


def arm(k, n):
    return Tally(int(n), int(k), Moments.from_counts(int(n), int(k)), ())


@pytest.mark.slow
@pytest.mark.parametrize(("sizes", "rate"), [((500, 500), 0.1), ((3150, 350), 0.1)])
def test_weekly_looks_at_equal_shares_raise_no_more_alarms_than_promised(sizes, rate):
    """With units of both variants each week; at nine to one 35 in the smaller arm buy by a look."""
    rng = np.random.default_rng(17)
    buyers = [rng.binomial(n, rate, size=(RUNS, LOOKS)).cumsum(axis=1) for n in sizes]
    alarms = {"up": 0, "down": 0}
    for zero, one in zip(*buyers, strict=True):
        pairs = tuple(
            (arm(one[look], (look + 1) * sizes[1]), arm(zero[look], (look + 1) * sizes[0]))
            for look in range(LOOKS)
        )
        for taken in range(1, LOOKS + 1):
            path = LookPath(pairs[:taken], tuple(range(1, taken + 1)), LOOKS)
            rule = LookRule("weekly", taken == LOOKS, LOOKS * sum(sizes), 0.95, path=path)
            found = effect_of(BOUGHT, *pairs[taken - 1], rule).absolute
            if found.low is not None and (found.low > 0 or found.high < 0):
                alarms["up" if found.low > 0 else "down"] += 1
                break
    noise = 2 * (0.05 * 0.95 / RUNS) ** 0.5
    assert sum(alarms.values()) / RUNS <= 0.05 + noise
    side = 2 * (0.025 * 0.975 / RUNS) ** 0.5
    assert max(alarms.values()) / RUNS <= 0.025 + 2 * side
    assert sum(alarms.values()) / RUNS >= 0.03
