"""What must hold before a result is read: red hides every figure, amber is said beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Literal

from stagelift.data.query import MappedSummary
from stagelift.experiments.arms import Arms
from stagelift.experiments.published import size_text
from stagelift.formatting import formatted, number
from stagelift.statistics.srm import sample_ratio

SPLIT_ALPHA = 0.001
GROSS = 50.0  # the weight of planned shares against gross faults: 67 : 33 shows in 200 units
CROSSOVER_LIMIT = 0.01
STALE_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Check:
    """One check of an experiment's health.

    Args:
        name: `split`, `crossovers`, `strangers`, `freshness` or `plan`.
        status: `ok`, `amber` (said) or `red` (hides the result).
        text: The figure, its threshold and, unless ok, what to do.
        figures: The numbers of the text by name, so that it can be said in another language.
    """

    name: str
    status: Literal["ok", "amber", "red"]
    text: str
    figures: tuple[tuple[str, float], ...] = ()


def split_check(arms: Arms, shares: dict[str, Fraction]) -> Check:
    """Whether the arms' sizes fit the planned shares (sample ratio mismatch).

    Always-valid p-values decide, so that reading them every week does not raise false alarms: one
    that finds small faults among many units, one that finds gross faults among few (alone, the
    first lets 203 : 99 pass), each at half the level. The χ² p-value is shown.

    Args:
        arms: Units by variant.
        shares: Planned shares by variant.

    Returns:
        Red below .001.

    Reference:
        Lindon & Malek 2022, Anytime-valid inference for multinomial count data.
    """
    came_in = tuple(arms.randomised.values()), tuple(shares.values())
    found, gross = sample_ratio(*came_in), sample_ratio(*came_in, concentration=GROSS)
    sizes = " : ".join(size_text(n) for n in arms.randomised.values())
    if found.p_value is None:
        return Check("split", "amber", "nobody is assigned yet")
    if found.blocks(SPLIT_ALPHA / 2) or gross.blocks(SPLIT_ALPHA / 2):
        came, planned = as_parts(arms.randomised.values()), as_parts(shares.values())
        text = (
            f"split {came} instead of {planned} ({sizes}); find what drops customers of one variant"
        )
        return Check("split", "red", text)
    figures = (("p", found.p_value),)
    return Check("split", "ok", f"split {sizes}, p {number(found.p_value, 2)}", figures)


def as_parts(sizes: Iterable[int | Fraction]) -> str:
    """Sizes as parts of a hundred, such as "52.2 : 47.8".

    Args:
        sizes: Counts or shares.

    Returns:
        One decimal each.

    Example:
        >>> as_parts([522, 478])
        '52.2 : 47.8'
    """
    values = [float(size) for size in sizes]
    return " : ".join(number(100 * value / sum(values), 1) for value in values)


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


def stranger_check(arms: Arms) -> Check:
    """Whether every assigned unit's variant is one of the plan's.

    Args:
        arms: Units by variant.

    Returns:
        Red when some are not: the split cannot be judged without them.
    """
    if arms.strangers:
        text = f"{number(arms.strangers)} units carry a variant that is not in the plan; map it"
        return Check("strangers", "red", text, (("units", arms.strangers),))
    return Check("strangers", "ok", "every unit's variant is in the plan")


def freshness_check(last_event: int | None, needed: int) -> Check:
    """Whether the data reach as far as the readout needs.

    Args:
        last_event: Instant of the last visible event, µs UTC, or None without events.
        needed: Instant up to which outcomes are read, µs UTC.

    Returns:
        Red when the last event is more than two days older.
    """
    if last_event is None:
        return Check("freshness", "red", "no event is visible; check the sources")
    missing = timedelta(microseconds=max(needed - last_event, 0))
    if missing > STALE_AFTER:
        days = missing / timedelta(days=1)
        text = f"the last event is {number(days, 1)} days too old; load the missing days"
        return Check("freshness", "red", text, (("days", days),))
    return Check("freshness", "ok", "the data reach to the end of what is read")


def is_red(checks: Iterable[Check]) -> bool:
    """Whether any check hides the result.

    Args:
        checks: The checks.

    Returns:
        True when one is red.
    """
    return any(check.status == "red" for check in checks)
