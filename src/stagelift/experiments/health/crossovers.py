"""Whether customers keep the variant they were given, and households theirs."""

from __future__ import annotations

from stagelift.data.query import MappedSummary
from stagelift.experiments.health.check import Check
from stagelift.formatting import formatted

CROSSOVER_LIMIT = 0.01


def crossover_check(mapped: MappedSummary) -> Check:
    """Whether few customers carry more than one variant; they stay with their first.

    Args:
        mapped: What the assignments table says.

    Returns:
        Red above 1 %.
    """
    share = mapped.crossovers / mapped.customers if mapped.customers else 0.0
    limit = formatted(CROSSOVER_LIMIT, ".0%")
    text = f"{formatted(share, '.2%')} of customers carry two variants (limit {limit})"
    figures = (("share", share), ("limit", CROSSOVER_LIMIT))
    if share > CROSSOVER_LIMIT:
        text = f"{text}; the sender must keep a customer in one variant"
        return Check("crossovers", "red", text, figures)
    return Check("crossovers", "ok", text, figures)
