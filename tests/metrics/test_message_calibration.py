"""Rates of messages with customers as clusters: how often two equal arms are called different."""

from __future__ import annotations

import numpy as np
import pytest

from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.proportions import difference_of_proportions
from stagelift.statistics.ratio import difference_of_ratios

RUNS, CUSTOMERS = 2_000, 300


def arm(rng):
    """Clicks and messages of each customer: some get many, some click readily."""
    sent = rng.geometric(0.2, CUSTOMERS)
    return rng.binomial(sent, rng.beta(0.5, 1.5, CUSTOMERS)), sent


def pair(clicks, sent):
    sums = (clicks, sent, clicks * clicks, sent * sent, clicks * sent)
    return PairMoments.from_sums(CUSTOMERS, *(int(one.sum()) for one in sums), scale=1)


@pytest.mark.slow
def test_messages_are_no_independent_trials_and_customers_are():
    rng = np.random.default_rng(8)
    by_message = by_customer = 0
    for _ in range(RUNS):
        (x1, y1), (x0, y0) = arm(rng), arm(rng)
        counts = (int(x1.sum()), int(y1.sum()), int(x0.sum()), int(y0.sum()))
        by_message += difference_of_proportions(*counts, method="pooled_z").p_value < 0.05
        by_customer += difference_of_ratios(pair(x1, y1), pair(x0, y0)).p_value < 0.05
    assert abs(by_message / RUNS - 0.325) < 0.05  # instead of 5 %
    assert abs(by_customer / RUNS - 0.05) < 4 * (0.05 * 0.95 / RUNS) ** 0.5
