"""Which customers at which stage answer which message, corrected for how many cells were looked at.

Exploration, not a verdict: nobody was assigned to a stage or a segment. Each cell of the finest
split is compared with all other customers of the same message; stages are the families of the
two-level procedure, so that a long table does not find by its length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from stagelift.journey.figures import LOW_EXPECTED
from stagelift.metrics.messages.rates import Rate
from stagelift.statistics.proportions import DifferenceMethod, difference_of_proportions
from stagelift.statistics.several.families import two_level

RESPONSES = ("opened", "clicked", "replied", "unsubscribed", "complained")
Q = 0.05


def with_response(rates: Sequence[Rate], minimum: int, *, q: float = Q) -> tuple[Rate, ...]:
    """The rates with the p-values of the response table.

    Args:
        rates: Every rate of every cell.
        minimum: Customers below which a cell is not compared.
        q: Level of the two-level procedure, 0–1.

    Returns:
        The same rates in the same order; cells of the finest split carry `p_value`,
        `adjusted_p_value` and `found`.

    Reference:
        Benjamini & Bogomolov 2014, Selective inference on multiple families of hypotheses.
    """
    wholes = {
        (rate.rate, rate.channel, rate.message): rate
        for rate in rates
        if rate.stage is None and rate.segment is None
    }
    finest = finest_cells(rates)
    families: dict[str, list[int]] = defaultdict(list)
    for place, rate in enumerate(rates):
        if rate.rate in RESPONSES and rate.cell in finest:
            families[str(rate.stage)].append(place)
    p_values = [
        [against_others(rates[n], wholes[key_of(rates[n])], minimum) for n in family]
        for family in families.values()
    ]
    found = list(rates)
    read = two_level(p_values, q=q) if families else None
    for family, members, each in zip(
        read.families if read else (), families.values(), p_values, strict=True
    ):
        for place, p, adjusted, hit in zip(members, each, family.tests, family.found, strict=True):
            found[place] = replace(
                rates[place],
                p_value=p,
                adjusted_p_value=adjusted,
                found=None if p is None else hit,
            )
    return tuple(found)


def key_of(rate: Rate) -> tuple[str, str | None, str | None]:
    """The rate, channel and message whose customers a cell is part of."""
    return (rate.rate, rate.channel, rate.message)


def finest_cells(rates: Sequence[Rate]) -> frozenset[tuple[str | None, ...]]:
    """The cells split by all that was asked; none where nothing was.

    Args:
        rates: Every rate of every cell.

    Returns:
        Channel, message, stage and segment of each.
    """
    cells = {rate.cell for rate in rates if rate.message is not None}
    depth = max((sum(part is not None for part in cell[2:]) for cell in cells), default=0)
    return frozenset(
        cell for cell in cells if depth and sum(part is not None for part in cell[2:]) == depth
    )


def against_others(cell: Rate, whole: Rate, minimum: int) -> float | None:
    """The p-value that the cell's customers answer like all others of the message.

    Args:
        cell: A rate of one stage, and of one segment where there are any.
        whole: The same rate of all customers of the message.
        minimum: Customers below which nothing is compared.

    Returns:
        A two-sided p-value; None where one side has too few customers or nothing is known.
    """
    if cell.k is None or whole.k is None or whole.value is None or cell.n < minimum:
        return None
    n, k = whole.n - cell.n, whole.k - cell.k
    if n < minimum or k < 0 or k > n:
        return None
    pooled = whole.k / whole.n
    expected = min(cell.n, n) * min(pooled, 1 - pooled)
    method: DifferenceMethod = "score" if expected >= LOW_EXPECTED else "fisher_midp"
    return difference_of_proportions(cell.k, cell.n, k, n, method=method).p_value
