"""The figures both sides must agree on: counts, means, standard errors, adjusted effects."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from stagelift.statistics.adjustment import adjusted_effect
from stagelift.statistics.pairs import PairMoments

Figures = dict[tuple[str, str, str], float]
"""Value by metric, variant and figure (n, value, se, adjusted)."""
TOLERANCE = 1e-9
CENTS = 100  # the generated money has two decimals, so sums in cents are whole


def figures_of_readout(printed: str) -> Figures:
    """The figures of a readout.

    Args:
        printed: What `stagelift readout --json` prints.

    Returns:
        Figures of every level, and adjusted effects where the readout has them.
    """
    found: Figures = {}
    readout = json.loads(printed)
    for one in readout["estimates"]:
        if one["measure"] != "level":
            continue
        for figure in ("n", "value", "se"):
            found[(one["metric"], one["variant"], figure)] = float(one[figure])
    for one in readout["adjusted"]:
        if one["measure"] == "effect":
            found[(one["metric"], one["variant"], "adjusted")] = float(one["value"])
    return found


def figures_of_events(printed: str) -> Figures:
    """The figures that follow from the sums over raw events.

    Args:
        printed: Rows of `events_by_hand.sql` or `events_by_hand_lean.sql` as JSON.

    Returns:
        Figures of four metrics; adjusted effects when the sums hold the time before.
    """
    rows = {row["variant"]: row for row in json.loads(printed)}
    found: Figures = {}
    for variant, row in rows.items():
        n = int(row["n"])
        found |= share("order_week", variant, n, int(row["order_week"]))
        found |= share("second_week", variant, n, int(row["second_week"]))
        found |= mean("order_value", variant, n, sums(row, "order_value", CENTS), CENTS)
        found |= ratio("return_rate", variant, row)
    control, *treatments = sorted(rows)
    for metric, scale in (("order_week", 1), ("second_week", 1), ("order_value", CENTS)):
        for variant in treatments if "known" in rows[control] else ():
            one, zero = (strata(rows[name], metric, scale) for name in (variant, control))
            effect = adjusted_effect(one, zero, level=0.95).value
            found[(metric, variant, "adjusted")] = math.nan if effect is None else effect
    return found


def figures_of_units(printed: str) -> Figures:
    """The figures that follow from the sums over finished rows.

    Args:
        printed: Rows of `units_by_hand.sql` as JSON.

    Returns:
        Figures of four metrics.
    """
    found: Figures = {}
    for row in json.loads(printed):
        variant, n = row["variant"], int(row["n"])
        found |= share("order_week", variant, n, int(row["order_week"]))
        found |= share("second_week", variant, n, int(row["second_week"]))
        found |= mean("order_value", variant, n, sums(row, "order_value", CENTS), CENTS)
        found |= mean("visits", variant, n, sums(row, "visits", 1), 1)
    return found


def share(metric: str, variant: str, n: int, k: int) -> Figures:
    """Count, share and its standard error."""
    p = k / n
    return {
        (metric, variant, "n"): n,
        (metric, variant, "value"): p,
        (metric, variant, "se"): math.sqrt(p * (1 - p) / n),
    }


def mean(metric: str, variant: str, n: int, amounts: tuple[int, int], scale: int) -> Figures:
    """Count, mean and its standard error from an exact sum and sum of squares."""
    total, squares = amounts
    variance = (n * squares - total * total) / (n * (n - 1) * scale * scale)
    return {
        (metric, variant, "n"): n,
        (metric, variant, "value"): total / (n * scale),
        (metric, variant, "se"): math.sqrt(variance / n),
    }


def ratio(metric: str, variant: str, row: Mapping[str, Any]) -> Figures:
    """Count, ratio of sums and its standard error by the delta method."""
    n = int(row["n"])
    top, bottom = int(row["returned"]), int(row["ordered"])
    found = top / bottom
    squares = (
        int(row["returned_squares"])
        - 2 * found * int(row["returned_ordered"])
        + found**2 * int(row["ordered_squares"])
    )
    return {
        (metric, variant, "n"): n,
        (metric, variant, "value"): found,
        (metric, variant, "se"): math.sqrt(squares * n / (n - 1)) / bottom,
    }


def sums(row: Mapping[str, Any], name: str, scale: int) -> tuple[int, int]:
    """A column's sum and sum of squares as whole numbers; of 0 and 1 the same number twice."""
    total = whole(row[name], scale)
    squares = row.get(f"{name}_squares")
    return total, total if squares is None else whole(squares, scale * scale)


def whole(value: object, scale: int) -> int:
    """An exact decimal as a whole number of its smallest unit."""
    return int(Decimal(str(value)) * scale)


def strata(row: Mapping[str, Any], metric: str, scale: int) -> tuple[PairMoments, PairMoments]:
    """The units known before assignment with their covariate, and the others without one."""
    n, known = int(row["n"]), int(row["known"])
    x, xx = sums(row, f"known_{metric}", scale)
    y, yy = sums(row, f"{metric}_before", scale)
    xy = whole(row[f"{metric}_products"], scale * scale)
    total, squares = sums(row, metric, scale)
    return (
        PairMoments.from_sums(known, x, y, xx, yy, xy, scale=scale),
        PairMoments.from_sums(n - known, total - x, 0, squares - xx, 0, 0, scale=scale),
    )


def differences(found: Figures, expected: Figures) -> tuple[str, ...]:
    """Where two answers differ.

    Args:
        found: Figures of one side.
        expected: Figures of the other; it may lack some.

    Returns:
        One line per figure that is missing or further off than 1e-9, relative.

    Example:
        >>> differences({("a", "x", "n"): 3.0}, {("a", "x", "n"): 4.0})
        ('a of x: n is 3.0 and 4.0',)
    """
    lines = []
    for key, value in expected.items():
        other = found.get(key, math.nan)
        if not math.isclose(other, value, rel_tol=TOLERANCE, abs_tol=1e-12):
            metric, variant, figure = key
            lines.append(f"{metric} of {variant}: {figure} is {other} and {value}")
    return tuple(lines)
