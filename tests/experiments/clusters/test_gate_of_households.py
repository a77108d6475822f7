"""When several looks at households may be read: enough of them, and enough events."""

from __future__ import annotations

import pytest

from stagelift.experiments.clusters.per_household import per_household
from stagelift.experiments.look_rule import opened_gate, too_skewed
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.tally import Tally
from stagelift.statistics.clusters import ClusterSums, SizeSums
from stagelift.statistics.moments import Moments

BOUGHT = per_household(Conversion(name="bought", event="ordered"))


def arm(homes: int, events: int) -> Tally:
    """Households of two customers, in each of which one at most has the event."""
    sums = SizeSums(size=2, clusters=homes, x=events, xx=events, squares=events)
    members = Moments.from_counts(2 * homes, events)
    return Tally(2 * homes, None, members, (), clusters=ClusterSums.of([sums], scale=1))


@pytest.mark.parametrize(
    ("homes", "events", "reason"),
    [
        (200, 40, ""),
        (200, 10, "10.0 expected events in the smaller arm; 25 are needed"),
        (40, 30, "40 households in a variant, 50 needed"),
    ],
)
def test_few_events_and_few_mature_households_shut_the_gate(homes, events, reason):
    found = opened_gate(BOUGHT, arm(homes, events), arm(homes, events))
    assert (found.ok, found.reason) == (not reason, reason)


def test_one_look_asks_neither():
    assert too_skewed(BOUGHT, arm(40, 10), arm(40, 10)) == ""
