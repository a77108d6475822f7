"""Resampled effects of a readout: what leaves the engine, against the rows, and when nothing is."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import numpy as np
import pytest

import stagelift
from stagelift.data.query import MappedAssignments, Measurement, Outcome, UnitMeasurement
from stagelift.data.query.hashed_groups import hashed_group
from stagelift.data.query.units import measure_units, narrow_query, unit_cell, unit_query
from stagelift.data.query.value_specs import Flag
from stagelift.data.query.value_tables import OneValue, measure_groups, measure_values
from stagelift.errors import ArgumentError
from stagelift.metrics.tally import rest_of
from stagelift.reports.korean_sentences import in_korean
from tiny import day, workspace, write_csv

JOURNEY = """\
journey: mailing
zone: UTC
currency: EUR
sources:
  mail: {read: mail.csv, shape: unit, customer: who, variant: arm}
stages: {reached: sent}
"""
METRICS = """\
metrics:
  bought: {conversion: {column: bought}}
  orders: {sum: {column: orders}}
  spent: {sum: {column: spent, before: earlier}}
  basket: {ratio: {column: spent}, per: {column: orders}}
"""
TRIAL = """\
question: Which?
audience: everyone
enters: once, on 2026-01-05
primary: spent
secondary: [bought, orders, basket]
variants: {mail: email, push: push}
looks: once
"""


def people(count: int = 600) -> list[tuple[object, ...]]:
    random.seed(4)
    rows = []
    for number in range(count):
        orders = random.choice([0, 0, 1, 2])
        earlier = round(random.expovariate(0.1), 2)
        spent = round(orders * (2 + earlier / 4), 2) if number else ""
        rows.append((f"k{number}", ["mail", "push"][number % 2], int(orders > 0), orders, spent))
        rows[-1] = (*rows[-1], earlier)
    return rows


@pytest.fixture
def ws(tmp_path):
    header = ("who", "arm", "bought", "orders", "spent", "earlier")
    write_csv(tmp_path / "mail.csv", header, people())
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    for folder, name, text in (("metrics", "all", METRICS), ("experiments", "trial", TRIAL)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return stagelift.open(tmp_path)


def asked(value: Outcome, least: int = 10) -> OneValue:
    return OneValue(UnitMeasurement((("x", value),), variant=True), least)


def test_values_are_counted_where_each_is_shared(ws):
    expected = Counter((row[1], row[3]) for row in people())
    found = measure_values(ws.contract, asked(Outcome("orders", binary=False)))
    assert {(c.variant, c.value): c.n for c in found} == expected
    rarest = min(expected.values())
    value = Outcome("orders", binary=False)
    assert measure_values(ws.contract, asked(value, rarest)) == found
    assert measure_values(ws.contract, asked(value, rarest + 1)) == ()


def test_groups_add_up_the_customers_of_each_hash(ws):
    sums = defaultdict(lambda: [0.0, 0.0, 0])
    for who, arm, _, orders, spent, _ in people():
        if spent != "":
            cell = sums[hashed_group(who), arm]
            cell[:] = [cell[0] + spent, cell[1] + orders, cell[2] + 1]
    found = measure_groups(ws.contract, asked(Outcome("spent", binary=False, per="orders")))
    assert {(s.group, s.variant) for s in found} == set(sums)
    for one in found:
        assert (one.value, one.per, one.n) == pytest.approx(tuple(sums[one.group, one.variant]))


def test_intervals_stand_beside_those_of_the_plan(ws):
    trial = ws.experiments["trial"]
    orders = trial.resample(metric="orders")
    (row,) = orders.rows
    assert orders.taken == "values"
    assert row.effect.value == pytest.approx(row.planned.value, rel=1e-9)
    for end in ("low", "high"):
        assert abs(getattr(row.effect, end) - getattr(row.planned, end)) < 0.1 * row.effect.se * 4
    assert row.permutation.p_value == pytest.approx(row.planned.p_value, abs=0.04)
    assert row.ranks.p_value is not None
    arms = [[r[3] for r in people() if r[1] == arm] for arm in ("push", "mail")]
    wins = sum((a > b) + (a == b) / 2 for a in arms[0] for b in arms[1])  # every pair by hand
    assert row.better.value == pytest.approx(wins / len(arms[0]) / len(arms[1]))
    share, low, high = (f"{end:.1%}" for end in (row.better.value, row.better.low, row.better.high))
    assert f"the treated is higher in {share} [{low}, {high}], ties half" in str(orders)
    assert f"n {row.n}, {100 * row.planned.level:.4g}% intervals" in str(orders)
    spent = trial.resample()  # hardly two spent the same
    assert spent.taken == "groups"
    assert spent.rows[0].permutation is None
    assert spent.rows[0].effect.se == pytest.approx(
        (spent.rows[0].planned.high - spent.rows[0].planned.low) / 2 / 1.96, rel=0.15
    )
    assert "percentile-t" in str(spent)
    assert "백분위 t" in spent.text("ko")
    assert spent.to_dict()["variants"][0]["effect"]["method"] == "groups_t"
    with pytest.raises(ArgumentError, match="names no metric 'spend'"):
        trial.resample(metric="spend")


def test_a_column_before_adjusts_the_effect_as_by_regression(ws):
    rows = [row for row in people() if row[4] != ""]
    spent, before = (np.array([row[i] for row in rows], dtype=float) for i in (4, 5))
    push = np.array([row[1] == "push" for row in rows], dtype=float)
    off = before - before.mean()
    design = np.column_stack([np.ones(len(rows)), push, off, push * off])
    expected = np.linalg.lstsq(design, spent, rcond=None)[0][1]
    found = ws.experiments["trial"].readout()
    (effect,) = (e for e in found.adjusted if (e.metric, e.measure) == ("spent", "effect"))
    assert effect.value == pytest.approx(expected, rel=1e-9)
    assert (effect.adjustment, effect.n) == ("pre_period", len(rows))
    raw = found.estimate("spent", "effect")
    assert effect.high - effect.low < raw.high - raw.low
    assert {e.metric for e in found.adjusted} == {"spent"}


def test_customers_without_a_time_before_are_a_stratum_of_their_own(tmp_path):
    rows = [(*row[:5], row[5] if n % 3 else "") for n, row in enumerate(people(300))]
    header = ("who", "arm", "bought", "orders", "spent", "earlier")
    write_csv(tmp_path / "mail.csv", header, rows)
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    ws = stagelift.open(tmp_path)
    value = Outcome("bought", binary=True, before="earlier")
    plan = UnitMeasurement((("x", value),), variant=True)
    for query in (narrow_query, unit_query):
        names = [one.alias_or_name for one in query(ws.contract, plan).expressions]
        found = [
            unit_cell(dict(zip(names, row, strict=True)), 0, None, "x", value)
            for row in ws.engine.run(query(ws.contract, plan))
        ]
        for cell in found:
            own = [row for row in rows if row[1] == cell.variant]
            with_before = [row for row in own if row[5] != ""]
            assert (cell.n, cell.s1) == (len(own), sum(row[2] for row in own))
            assert (cell.pair.n, cell.pair.shift_x) == (len(with_before), 0)
            assert cell.pair.x == 1_000_000 * sum(row[2] for row in with_before)
            rest = rest_of([cell], binary=True)
            outside = [row[2] for row in own if row[5] == ""]
            assert (rest.n, rest.mean_x) == (len(outside), pytest.approx(np.mean(outside)))


def test_values_beyond_64_bits_are_summed_as_exactly(tmp_path):
    amounts = [(f"k{n}", ("mail", "push")[n % 2], 1, 1, 90_000_000 * n, 7 * n) for n in range(60)]
    header = ("who", "arm", "bought", "orders", "spent", "earlier")
    write_csv(tmp_path / "mail.csv", header, amounts)
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    ws = stagelift.open(tmp_path)
    plan = UnitMeasurement((("x", Outcome("spent", binary=False, before="earlier")),), variant=True)
    for cell in measure_units(ws.contract, plan):
        own = [row for row in amounts if row[1] == cell.variant]
        x, y = ([1_000_000 * row[i] for row in own] for i in (4, 5))
        apart = [(a - cell.pair.shift_x, b - cell.pair.shift_y) for a, b in zip(x, y, strict=True)]
        assert cell.s2 == sum((value - cell.shift) ** 2 for value in x)
        assert cell.pair.xx == sum(a * a for a, _ in apart)
        assert cell.pair.xy == sum(a * b for a, b in apart)


WEEKLY = """\
question: Which?
audience: everyone
run: 2026-01-05..2026-01-11
primary: order
variants: {mail: email, push: push}
looks: LOOKS
"""


def assigned(tmp_path, looks):
    people = [f"c{n}" for n in range(200)]
    arms = [(who, "trial", ("mail", "push")[n % 2], day(0.5)) for n, who in enumerate(people)]
    events = [(who, day(0.2), "visited") for who in people]
    events.append(("late", day(30), "visited"))  # the data reach to the end of the windows
    events += [(who, day(1 + n % 9), "ordered") for n, who in enumerate(people) if n % 3]
    return workspace(
        tmp_path,
        events,
        metrics="  order: {conversion: ordered, within: 7 days}\n",
        experiments={"trial": WEEKLY.replace("LOOKS", looks)},
        assignments=arms,
    )


def test_events_are_counted_within_the_window(tmp_path):
    ws = assigned(tmp_path, "once")
    found = ws.experiments["trial"].resample()
    row = found.rows[0]
    assert found.taken == "values"
    assert row.effect.value == pytest.approx(row.planned.value, rel=1e-9)
    assert row.n == 200
    # the same units, one table after the other
    contract = ws.contract
    units = MappedAssignments("trial", 0, 2**60)
    value = Flag((("ordered", 1),), 7 * 86_400_000_000, False)
    plan = Measurement(populations=(units,), values=(("x", value),), as_of=contract.as_of_us)
    counts = measure_values(contract, OneValue(plan, 1))
    groups = measure_groups(contract, OneValue(plan, 1))
    assert sum(c.n for c in counts) == sum(g.n for g in groups) == 200
    assert sum(c.n * c.value for c in counts) == sum(g.value for g in groups)


def test_a_plan_of_several_looks_is_not_resampled(tmp_path):
    ws = assigned(tmp_path, "weekly")
    found = ws.experiments["trial"].resample()
    assert found.rows == ()
    assert "takes several" in found.shut
    assert "nothing is shown" in str(found)
    assert "여러 번 확인" in in_korean(found.shut)
