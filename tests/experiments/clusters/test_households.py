"""Households as the unit: the split, the sums and the errors, counted from the rows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from stagelift.data.assign import assign
from stagelift.errors import DefinitionError
from stagelift.experiments.clusters.leaks import KOREAN, SEVERAL_SPLITS, UNEQUAL, home_split
from stagelift.experiments.question import Question
from stagelift.experiments.reading import examined
from stagelift.statistics.clusters import (
    ClusterSums,
    SizeSums,
    clustered_difference,
    clustered_ratio_difference,
)
from stagelift.statistics.srm import sample_ratio
from tiny import day
from town_of_homes import HALF, ONCE, TEST, VARIANTS, Town, town_workspace


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


def test_a_plan_counts_how_alike_households_are(tmp_path: Path) -> None:
    town = Town(300)
    text = ONCE.replace("2026-01-12", "2026-02-01") + "worth_having: 5pp\n"
    with town_workspace(tmp_path, town, text) as ws:
        found = ws.experiments["homes"].outlook()
    homes = found.homes
    assert homes is not None
    assert homes.size > 1.5
    assert homes.design_effect >= 1.0
    assert found.to_dict()["households"]["design_effect"] == homes.design_effect
    assert found.rehearsal is None


def test_single_draws_divide_half_of_the_households_of_two(tmp_path: Path) -> None:
    town = Town(200)
    alone = ONCE.replace("unit: household\n", "")
    with town_workspace(tmp_path, town, alone) as ws:
        readout = ws.experiments["homes"].readout()
        split = ws.experiments["homes"].households()
    variants = {name: assign(name, "homes", VARIANTS, HALF) for name in town.home}
    homes: dict[str, list[str]] = {}
    for name in town.home:
        homes.setdefault(town.unit(name), []).append(name)
    several = [home for home in homes.values() if len(home) > 1]
    apart = [home for home in several if len({variants[name] for name in home}) == 2]
    (line,) = (check for check in readout.health if check.name == "households")
    figures = dict(line.figures)
    assert line.status == "amber"
    assert figures["share"] == pytest.approx(len(apart) / len(several))
    assert figures["touched"] == pytest.approx(sum(map(len, apart)) / len(town.home))
    wanted = sum(1 - 2 * 0.5 ** len(home) for home in several) / len(several)
    assert figures["expected"] == pytest.approx(wanted)
    sizes = {one.kind: one.n for one in split.effects}
    assert sizes["apart"] == sum(map(len, apart))
    assert sizes["alone"] == sum(len(home) == 1 for home in homes.values())
    bought = {
        variant: [
            [int(bool(town.orders[name])) for name in home if variants[name] == variant]
            for home in apart
        ]
        for variant in VARIANTS
    }
    long, short = (sums(bought[name], bought[name]) for name in ("long", "short"))
    effect = next(one.effect for one in split.effects if one.kind == "apart")
    expected = clustered_difference(long, short)
    assert (effect.value, effect.low) == pytest.approx((expected.value, expected.low))


def test_kinds_of_household_are_compared_only_where_the_draw_makes_them_alike(
    tmp_path: Path,
) -> None:
    alone = ONCE.replace("unit: household\n", "")
    with town_workspace(tmp_path, Town(120), alone) as ws:
        trial = ws.experiments["homes"]
        plan = trial.plan_in_force()
        asked = Question(trial.definition, ws.journey, ws.metrics, plan, ws.contract)
        seen = examined(asked)
        shares = tuple(zip(VARIANTS, (Fraction(1, 10), Fraction(9, 10)), strict=True))
        uneven = replace(plan, admission=replace(plan.admission, shares=shares))
        unequal = home_split(replace(asked, plan=uneven), seen)
        several = home_split(asked, replace(seen, readout=replace(seen.readout, epochs=2)))
        assert home_split(asked, seen).effects
    for found, why in ((unequal, UNEQUAL), (several, SEVERAL_SPLITS)):
        assert (found.effects, found.why) == ((), why)
        assert found.lines() == [f"Homes   {why}"]
        assert KOREAN[why] in found.lines("ko")[0]


@pytest.mark.slow
def test_members_who_enter_on_other_days_leave_one_look(tmp_path: Path) -> None:
    town = Town(120)
    text = TEST + "run: 2026-01-06..2026-01-25\nlooks: weekly\n"
    with town_workspace(tmp_path, town, text) as ws:
        readout = ws.experiments["homes"].readout()
    assert readout.looks == "weekly"  # everybody was known before the run and entered at its start
    town.home["late"] = town.home[next(name for name, home in town.home.items() if home)]
    events = [*town.events()[:-1], ("late", day(9), "visited", "")]
    events = [row for row in events if row[:2] != ("late", day(1))]
    town.events = lambda: events  # one member comes later
    with town_workspace(tmp_path, town, text) as ws:
        readout = ws.experiments["homes"].readout()
    (line,) = (check for check in readout.health if check.name == "looks")
    assert (readout.looks, line.status) == ("once", "amber")
    assert "members of 1 households entered on different days" in line.text


@pytest.mark.slow
def test_households_in_two_variants_hide_the_result(tmp_path: Path) -> None:
    town = Town(120)
    rows = [(name, "homes", town.variant(name), day(7)) for name in town.home]
    members = [name for home in town.clusters("short") for name in home if len(home) > 1]
    moved = [(n, e, "long" if n in members[:10] else v, t) for n, e, v, t in rows]
    with town_workspace(tmp_path, town, assignments=moved) as ws:
        readout = ws.experiments["homes"].readout()
    red = {check.name for check in readout.health if check.status == "red"}
    assert "homes" in red
    assert not readout.estimates


@pytest.mark.slow
def test_rows_shuffled_and_doubled_change_nothing(tmp_path: Path) -> None:
    town = Town(100)
    once = town_workspace(tmp_path / "a", town).experiments["homes"].readout()
    rows = [(*row, f"e{n}") for n, row in enumerate(town.events())]
    town.events = lambda: [*rows[::-1], *rows]  # the same log twice
    twice = town_workspace(tmp_path / "b", town).experiments["homes"].readout()
    assert [e.value for e in twice.estimates] == [e.value for e in once.estimates]
    assert [e.se for e in twice.estimates] == [e.se for e in once.estimates]


def test_a_journey_without_households_is_told_where(tmp_path: Path) -> None:
    town = Town(5)
    town.customers = lambda: (("customer",), [(name,) for name in town.home])  # no column
    with pytest.raises(DefinitionError, match=r"homes.yaml:.*unit: no source of customers says"):
        town_workspace(tmp_path, town)
