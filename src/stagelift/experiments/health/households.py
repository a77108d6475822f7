"""Whether customers of one household were given different variants."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from stagelift.data.query.leaks import HomeCount
from stagelift.experiments.health.check import Check
from stagelift.formatting import formatted, number
from stagelift.metrics.privacy import MINIMUM

AFFECTED_LIMIT = 0.05  # of the customers: fewer cannot move an effect by much
LEAK_LIMIT = 0.01  # of the households where these were randomised


def expected_apart(size: int, shares: Sequence[Fraction]) -> float:
    """The share of households of a size that single draws leave with more than one variant.

    Args:
        size: Customers in a household.
        shares: Shares of the variants.

    Returns:
        One minus the chance that all have the same.

    Example:
        >>> expected_apart(2, (Fraction(1, 2), Fraction(1, 2)))
        0.5
    """
    return float(1 - sum(share**size for share in shares))


def household_check(
    found: Sequence[HomeCount], assigned: int, shares: Sequence[Fraction]
) -> Check | None:
    """Whether many customers live with somebody of another variant, when each was drawn alone.

    One tells the other, or both look at one screen: the difference shrinks. About half of the
    households of two contain both variants, which is no fault of the draw.

    Args:
        found: Households of two and more by size.
        assigned: Customers of the experiment.
        shares: Shares of the variants.

    Returns:
        Amber where more than 5 % of the customers live so; None without any household of two.
    """
    homes = sum(one.homes for one in found)
    if not homes or not assigned:
        return None
    apart = sum(one.apart for one in found)
    people = sum(one.size * one.apart for one in found)
    wanted = sum(one.homes * expected_apart(one.size, shares) for one in found) / homes
    share, touched = apart / homes, people / assigned
    limit = formatted(AFFECTED_LIMIT, ".0%")
    figures = (
        ("share", share),
        ("expected", wanted),
        ("homes", float(homes)),
        ("touched", touched),
        ("limit", AFFECTED_LIMIT),
    )
    if homes < MINIMUM:
        text = f"fewer than {MINIMUM} households of two or more (limit {limit} of customers)"
        return Check("households", "ok", text, (("limit", AFFECTED_LIMIT),), (("why", "few"),))
    text = (
        f"{formatted(share, '.0%')} of {number(homes)} households have both variants "
        f"({formatted(wanted, '.0%')} expected), {formatted(touched, '.1%')} of customers "
        f"(limit {limit})"
    )
    if touched <= AFFECTED_LIMIT:
        return Check("households", "ok", text, figures)
    text = f"{text}; compare split with unsplit households, next time write unit: household"
    return Check("households", "amber", text, figures)


def one_variant_check(found: Sequence[HomeCount]) -> Check | None:
    """Whether households that were randomised whole have one variant each.

    Args:
        found: Households of two and more by size.

    Returns:
        Red above 1 %; None without any household of two.
    """
    homes, apart = sum(one.homes for one in found), sum(one.apart for one in found)
    if not homes:
        return None
    share, limit = apart / homes, formatted(LEAK_LIMIT, ".0%")
    figures = (("share", share), ("limit", LEAK_LIMIT))
    text = f"{formatted(share, '.2%')} of households have two variants (limit {limit})"
    if share <= LEAK_LIMIT:
        return Check("homes", "ok", text, figures)
    text = f"{text}; the sender must keep a household in one variant"
    return Check("homes", "red", text, figures)
