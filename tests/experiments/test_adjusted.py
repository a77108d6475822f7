"""Effects adjusted for the 28 days before assignment, against the formula in numpy."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np
import pytest

from stagelift.errors import DefinitionError
from tiny import MONDAY, day, workspace

METRICS = """\
  spent: {sum: ordered.value, within: 14 days}
  bought: {conversion: ordered, within: 14 days}
  basket: {ratio: ordered.value, per: ordered, within: 14 days}
"""
EXPERIMENT = """\
question: Does a letter pay?
audience: everyone
primary: {primary}
secondary: [{secondary}]
variants: {{a: {{channel: none, share: 50%}}, b: {{channel: post, share: 50%}}}}
run: 2026-01-05..2026-01-11
looks: {looks}
deciding: {deciding}
"""


def world(seed=4, count=240):
    """Rows, assignments, and per unit (variant, known, spent before, spent after)."""
    rng = random.Random(seed)
    rows, sent, units = [("beat", day(55), "pinged", "")], [], []
    for number in range(count):
        customer, variant = f"c{number}", "ab"[number % 2]
        at = MONDAY + timedelta(hours=rng.randint(0, 160))
        sent.append((customer, "letter", variant, at.isoformat()))
        known = number % 5 != 0
        # known for half of the 28 days, or for a minute less
        since = at - (timedelta(days=14) if known else timedelta(days=14, minutes=-1))
        rows.append((customer, since.isoformat(), "visited", ""))
        habit, before, after = rng.randint(0, 60), 0, 0
        if habit > 10:
            before = habit + rng.randint(-5, 5)
            when = at - timedelta(days=rng.randint(1, 13))
            rows.append((customer, when.isoformat(), "ordered", str(before)))
        if habit > 15:
            after = habit + rng.randint(-9, 9) + (6 if variant == "b" else 0)
            when = at + timedelta(days=rng.randint(0, 13))
            rows.append((customer, when.isoformat(), "ordered", str(after)))
        if rng.random() < 0.5:  # older than the 28 days: in no covariate
            old = at - timedelta(days=29)
            if number % 10 == 1:
                rows.append((customer, old.isoformat(), "ordered", "500"))
        units.append((variant, known, before, after))
    return rows, sent, units


def readout(root, *, primary="spent", secondary="bought, basket", looks="once", deciding="raw"):
    rows, sent, units = world()
    text = EXPERIMENT.format(primary=primary, secondary=secondary, looks=looks, deciding=deciding)
    with workspace(
        root, rows, metrics=METRICS, experiments={"letter": text}, assignments=sent
    ) as ws:
        return ws.experiments["letter"].readout(), units


def lin(units, outcome):
    """The adjusted effect: slopes by arm among the known, raw among the rest, by their shares."""
    effect = 0.0
    for known in (True, False):
        arms = [
            np.array([[outcome(u[2]), outcome(u[3])] for u in units if u[:2] == (name, known)])
            for name in "ba"
        ]
        centre = np.concatenate(arms)[:, 0].mean()
        means = []
        for arm in arms:
            slope = np.cov(arm[:, 0], arm[:, 1])[0, 1] / arm[:, 0].var(ddof=1) if known else 0.0
            means.append(arm[:, 1].mean() - slope * (arm[:, 0].mean() - centre))
        effect += sum(len(arm) for arm in arms) / len(units) * (means[0] - means[1])
    return effect


def of(found, metric, measure="effect"):
    (one,) = [e for e in found.adjusted if (e.metric, e.measure) == (metric, measure)]
    return one


@pytest.mark.parametrize("looks", ["once", "always"])
def test_the_adjusted_effect_is_lins_with_the_unknown_apart(tmp_path, looks):
    found, units = readout(tmp_path, looks=looks)
    spent, bought = of(found, "spent"), of(found, "bought")
    assert spent.value == pytest.approx(lin(units, float), rel=1e-9)
    assert bought.value == pytest.approx(lin(units, lambda money: float(money > 0)), rel=1e-9)
    raw = found.estimate("spent", "effect", "b")
    assert (spent.adjustment, raw.adjustment) == ("pre_period", "raw")
    assert spent.n == raw.n == len(units)
    assert spent.se < raw.se
    assert spent.high - spent.low < raw.high - raw.low
    assert spent.note == f"variance {(spent.se / raw.se) ** 2:.2f} of raw"
    lift = of(found, "spent", "lift")
    assert lift.unit == "ratio"
    assert (lift.low > 0 or lift.high < 0) == (spent.low > 0 or spent.high < 0)


def test_a_ratio_has_no_covariate(tmp_path):
    found, _ = readout(tmp_path)
    assert "basket" not in {estimate.metric for estimate in found.adjusted}
    with pytest.raises(DefinitionError, match=r"deciding: 'basket' \(ratio\) has no covariate"):
        readout(tmp_path / "other", primary="basket", secondary="spent", deciding="pre_period")


def test_the_raw_effect_decides_unless_the_plan_says_otherwise(tmp_path):
    raw, _ = readout(tmp_path / "raw")
    plan, _ = readout(tmp_path / "plan", deciding="pre_period")
    assert raw.adjusted == plan.adjusted
    assert (raw.deciding, plan.deciding) == ("raw", "pre_period")
    assert raw.fingerprint != plan.fingerprint  # which effect decides is part of the plan
    assert raw.estimate("spent", "effect", "b").low < 0 < of(plan, "spent").low
    assert (raw.verdict, plan.verdict) == ("iterate", "ship")
    assert plan.to_dict()["deciding"] == "pre_period"
    assert len(plan.to_dict()["adjusted"]) == 4
    before = [line for line in str(plan).splitlines() if line.startswith("Before")]
    assert len(before) == 1
    assert before[0].endswith("this decides)")
    assert "decides nothing" in str(raw)


def test_before_every_window_has_closed_a_single_look_shows_nothing(tmp_path):
    rows, sent, _ = world()
    text = EXPERIMENT.format(primary="spent", secondary="bought", looks="once", deciding="raw")
    with workspace(
        tmp_path,
        [*rows, ("beat", day(17), "pinged", "")],
        metrics=METRICS,
        experiments={"letter": text},
        assignments=sent,
        as_of=MONDAY + timedelta(days=18),
    ) as ws:
        found = ws.experiments["letter"].readout()
    assert {(e.value, e.status) for e in found.adjusted} == {(None, "immature")}
