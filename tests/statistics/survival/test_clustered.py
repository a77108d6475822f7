"""Limits of curves whose spells come in customers."""

from __future__ import annotations

import random

import numpy as np
import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.group_bootstrap import GroupSums
from stagelift.statistics.survival import (
    EventTable,
    cumulative_incidence,
    kaplan_meier,
    quantile_time,
    restricted_mean,
)
from stagelift.statistics.survival.clustered import ClusteredSpells, curves, means
from stagelift.statistics.survival.product_limit import quantile_of


def drawn(seed, groups=300, copies=1):
    """Rows of (group, time, sums) with two causes, each spell of a group `copies` times."""
    draw = random.Random(seed)
    rows = []
    for group in range(groups):
        for _ in range(3):
            sums = [0.0, 0.0, 0.0]
            sums[draw.randrange(3)] = float(copies)
            rows.append((group, float(draw.randrange(1, 9)), tuple(sums)))
    return rows


def tabled(rows):
    times = sorted({time for _, time, _ in rows})
    totals = [[sum(s[m] for _, t, s in rows if t == time) for time in times] for m in range(3)]
    table = EventTable(times, totals[:2], totals[2], causes=("up", "out"))
    return table, ClusteredSpells(GroupSums.of(rows, times), ("up", "out"))


def test_many_tables_at_once_are_the_curves_of_each():
    tables = [tabled(drawn(seed))[0] for seed in range(3)]
    totals = np.stack([np.vstack([t.events, t.censored]).T for t in tables]).astype(float)
    for place, table in enumerate(tables):
        assert curves(totals, None)[place] == pytest.approx(kaplan_meier(table).value)
        for cause, name in enumerate(table.causes):
            assert curves(totals, cause)[place] == pytest.approx(
                cumulative_incidence(table, name).value
            )
        mean = restricted_mean(table, 6.5).value
        assert means(totals, table.times, 6.5)[place] == pytest.approx(mean)


def test_independent_spells_are_hardly_widened_and_copies_by_the_root_of_their_number():
    table, spells = tabled(drawn(1))
    plain, wide = kaplan_meier(table).at(4), spells.widened(kaplan_meier(table)).at(4)
    assert wide.value == plain.value
    assert wide.se == pytest.approx(plain.se, rel=0.1)
    table, spells = tabled(drawn(1, copies=9))
    plain, wide = kaplan_meier(table).at(4), spells.widened(kaplan_meier(table)).at(4)
    assert wide.se == pytest.approx(3 * plain.se, rel=0.1)
    assert wide.low < plain.low < plain.high < wide.high
    assert wide.method == "kaplan_meier_clustered"
    way = cumulative_incidence(table, "out")
    assert spells.widened(way, "out").at(4).se == pytest.approx(3 * way.at(4).se, rel=0.1)


def test_means_and_their_differences_take_the_spread_of_the_draws():
    table, spells = tabled(drawn(2, copies=4))
    mean = restricted_mean(table, 6)
    assert spells.mean(mean, 6).se == pytest.approx(2 * mean.se, rel=0.1)
    other_table, other = tabled(drawn(3, copies=4))
    gap = restricted_mean(other_table, 6).value - mean.value
    same = other.mean_gap(other, mean, 6)
    assert same.p_value is None or same.se == 0.0  # the same spells on both sides never differ
    found = other.mean_gap(spells, type(mean)(value=gap, level=0.95, method="restricted_mean"), 6)
    assert found.se == pytest.approx(
        (spells.mean(mean, 6).se ** 2 + other.mean(mean, 6).se ** 2) ** 0.5, rel=0.1
    )
    assert (found.low <= 0 <= found.high) == (found.p_value >= 0.05)


def test_few_groups_say_so_and_causes_must_fit():
    table, spells = tabled(drawn(4, groups=12))
    assert spells.mean(restricted_mean(table, 6), 6).status == "low_n"
    with pytest.raises(ArgumentError, match="measures"):
        ClusteredSpells(spells.groups, ("up",))


def test_a_quantile_is_read_off_whichever_limits_a_curve_has():
    table, spells = tabled(drawn(1, copies=9))
    plain, wide = quantile_time(table), quantile_of(spells.widened(kaplan_meier(table)))
    assert quantile_of(kaplan_meier(table)) == plain
    assert wide.value == plain.value
    assert wide.low <= plain.low
    assert wide.high is None or wide.high >= plain.high
    with pytest.raises(ArgumentError, match="share"):
        quantile_time(table, 1.0)
