"""Paths, sessions and carts in an experiment: per assigned customer, from assignment on."""

from __future__ import annotations

import pytest

from stagelift.data.query import MappedAssignments
from stagelift.data.zones import to_us
from stagelift.errors import DefinitionError
from stagelift.experiments.arms import arms_from_events
from tiny import LATER, MONDAY, day, workspace

METRICS = """\
  steps: {conversion: [visited, reviewed, ordered], within: 5 days}
  held: {conversion: [reviewed, ordered], hold: id}
  lost: {drop_off: ordered, within: 5 days}
  bounce: {bounce: visited | reviewed | ordered}
  back: {revisit: visited, within: 5 days}
  left: {cart_abandonment: reviewed, bought: ordered, within: 1 day, over: 3 days}
  praise: {advocacy: reviewed, within: 5 days}
"""
EXPERIMENT = """\
question: Which is better?
audience: everyone
primary: {primary}
variants: {{a: email, b: push}}
run: 2026-01-05..2026-01-11
"""


def rows():
    """Six customers of each arm; everything before assignment (day 1) must not count."""
    found, sent = [], []
    for arm, shift in (("a", 0), ("b", 1)):
        for number in range(6):
            customer = f"{arm}{number}"
            sent.append((customer, "x", arm, day(1)))
            found += [(customer, day(0.5), event) for event in ("visited", "reviewed", "ordered")]
            if number < 3 + shift:
                found.append((customer, day(2), "visited"))
                found.append((customer, day(2, minutes=5), "reviewed"))
            if number < 2 + shift:
                found.append((customer, day(2.5), "ordered"))
            if number == 5:
                found.append((customer, day(2), "ordered"))  # out of order
                found.append((customer, day(3), "visited"))
                found.append((customer, day(5), "visited"))
    return found, sent


def test_each_assigned_customer_counts_from_assignment_on(tmp_path):
    found, sent = rows()
    metrics = METRICS.replace("  held: {conversion: [reviewed, ordered], hold: id}\n", "")
    with workspace(tmp_path, found, metrics=metrics, assignments=sent, as_of=LATER) as ws:
        asked = tuple(ws.metrics.values())
        units = MappedAssignments("x", to_us(MONDAY), to_us(MONDAY) + 7 * 86_400_000_000)
        arms = arms_from_events(ws.contract, ws.journey, units, asked, ("a", "b"))
    told = {
        key: (tally.n, tally.k, tally.pair.mean_x * tally.n, tally.pair.mean_y * tally.n)
        for key, tally in arms.tallies.items()
    }
    assert [told["steps", arm][:2] for arm in "ab"] == [(6, 2), (6, 3)]
    assert [told["lost", arm][:2] for arm in "ab"] == [(6, 3), (6, 2)]
    assert [told["back", arm][:2] for arm in "ab"] == [(6, 1), (6, 1)]
    assert [told["praise", arm][:2] for arm in "ab"] == [(6, 3), (6, 4)]
    # everyone assigned is a unit of a ratio, those without a cart with nought of nought
    assert [told["left", arm][0] for arm in "ab"] == [6, 6]
    assert [told["left", arm][2:] for arm in "ab"] == [
        pytest.approx((1, 3)),
        pytest.approx((1, 4)),
    ]
    # a: three sessions of two, two orders alone, one order and two visits of the last customer
    assert told["bounce", "a"][2:] == pytest.approx((5, 8))


@pytest.mark.parametrize(
    ("metric", "why"),
    [
        ("{conversion: ordered, entry: totals}", "it counts entries"),
        ("{conversion: searched, from: looking, in_stage: true}", "it follows the entrants"),
        ("{conversion: ordered, hold: id}", "an assignment has no 'id' to hold"),
        ("{drop_off: next_stage}", "the assigned stand in several stages"),
        ("{stage_exit: next}", "it follows the entrants of a stage"),
    ],
)
def test_what_has_no_value_per_assigned_customer_is_refused_with_its_line(tmp_path, metric, why):
    experiments = {"x": EXPERIMENT.format(primary="m")}
    with pytest.raises(DefinitionError) as raised:
        workspace(tmp_path, [], metrics=f"  m: {metric}\n", experiments=experiments).close()
    text = str(raised.value)
    assert f"no experiment can read it: {why}" in text
    assert "experiments/x.yaml:3" in text
