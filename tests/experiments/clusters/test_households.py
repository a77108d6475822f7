"""Households as the unit: the split, the sums and the errors, counted from the rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from stagelift.statistics.clusters import (
    ClusterSums,
    SizeSums,
    clustered_difference,
    clustered_ratio_difference,
)
from stagelift.statistics.srm import sample_ratio
from town_of_homes import HALF, VARIANTS, Town, town_workspace


def sums(values: list[list[int]], second: list[list[int]]) -> ClusterSums:
    return ClusterSums.of(
        (
            SizeSums(
                size=len(one),
                clusters=1,
                x=sum(one),
                xx=sum(one) ** 2,
                y=sum(two),
                yy=sum(two) ** 2,
                xy=sum(one) * sum(two),
                cubes=(
                    float(sum(one) ** 3),
                    float(sum(one) ** 2 * sum(two)),
                    float(sum(one) * sum(two) ** 2),
                    float(sum(two) ** 3),
                ),
                squares=sum(v * v for v in one),
            )
            for one, two in zip(values, second, strict=True)
        ),
        scale=1,
    )


def test_effects_are_those_of_the_households_counted_by_hand(tmp_path: Path) -> None:
    town = Town(150)
    readout = town_workspace(tmp_path, town).experiments["homes"].readout()
    arms = {}
    for variant in VARIANTS:
        homes = town.clusters(variant)
        orders = [[len(town.orders[name]) for name in home] for home in homes]
        spent = [[sum(v for _, v in town.orders[name]) for name in home] for home in homes]
        bought = [[int(n > 0) for n in home] for home in orders]
        arms[variant] = (sums(bought, orders), sums(spent, orders))
    (long, spent_long), (short, spent_short) = arms["long"], arms["short"]
    share = clustered_difference(long, short)
    found = readout.estimate("first_order", "effect")
    assert (found.value, found.low, found.high) == pytest.approx(
        (share.value, share.low, share.high)
    )
    assert found.p_value == pytest.approx(share.p_value)
    assert found.n == long.members + short.members == len(town.home)
    assert found.note == f"{long.clusters + short.clusters} households"
    amount = clustered_difference(spent_long, spent_short)
    assert readout.estimate("spent", "effect").se == pytest.approx(amount.se)
    basket = clustered_ratio_difference(spent_long, spent_short)
    found = readout.estimate("basket", "effect")
    assert (found.value, found.se, found.method) == pytest.approx((basket.value, basket.se, "cr1"))
    split = sample_ratio([short.clusters, long.clusters], HALF)
    (line,) = (check for check in readout.health if check.name == "split")
    assert dict(line.figures)["p"] == pytest.approx(split.p_value)
