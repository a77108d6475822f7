"""A town of households: who lives with whom, who visits and who orders, known row by row."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import stagelift
from stagelift.data.assign import assign
from tiny import day, workspace

HALF = (Fraction(1, 2), Fraction(1, 2))
VARIANTS = ("short", "long")
METRICS = """\
  first_order: {conversion: ordered, first: true, within: 7 days}
  spent: {sum: ordered.value, within: 7 days}
  basket: {ratio: ordered.value, per: ordered, within: 7 days}
"""
TEST = """\
question: Which text sells?
audience: everyone
primary: first_order
secondary: [spent, basket]
variants: {short: {channel: email, share: 50%}, long: {channel: email, share: 50%}}
unit: household
"""
ONCE = TEST + "enters: once, on 2026-01-12\n"


class Town:
    """Customers with households; the first visit comes before 12 January, orders after."""

    def __init__(self, homes: int, seed: int = 1) -> None:
        draw = random.Random(seed)
        self.home: dict[str, str | None] = {}
        self.orders: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for home in range(homes):
            like = draw.random() * 0.6
            for member in range(draw.choice((1, 1, 2, 2, 3, 4))):
                name = f"c{home}_{member}"
                self.home[name] = f"H{home}" if draw.random() > 0.1 else None
                for _ in range(draw.choice((1, 2)) if draw.random() < like else 0):
                    self.orders[name].append((7.5 + 6 * draw.random(), draw.randrange(1, 90)))

    def events(self) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = [(name, day(1), "visited", "") for name in self.home]
        rows += [(n, day(at), "ordered", v) for n, found in self.orders.items() for at, v in found]
        return rows

    def customers(self) -> tuple[tuple[str, ...], Iterable[tuple[object, ...]]]:
        rows = [(name, home or "") for name, home in self.home.items()]
        return ("customer", "household"), rows

    def unit(self, name: str) -> str:
        return self.home[name] or name

    def variant(self, name: str) -> str:
        found = assign(self.unit(name), "homes", VARIANTS, HALF)
        assert found is not None
        return found

    def clusters(self, variant: str) -> list[list[str]]:
        """The members of every household of a variant."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.home:
            if self.variant(name) == variant:
                found[self.unit(name)].append(name)
        return list(found.values())


def town_workspace(
    root: Path, town: Town, experiment: str = ONCE, **more: object
) -> stagelift.Workspace:
    return workspace(
        root,
        town.events(),
        metrics=METRICS,
        experiments={"homes": experiment},
        customers=town.customers(),
        **more,
    )
