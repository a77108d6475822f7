"""When an experiment on households may be read more than once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stagelift.experiments.arms import Arms
    from stagelift.statistics.clusters import ClusterSums

LEAST_HOMES = 50  # an arm, for a variance that several looks may rest on


def why_once(arms: Arms) -> str:
    """Why an experiment on households is read once, whatever its plan says; empty when it is not.

    Several looks take what a household adds as known once it is counted. A member who enters later
    would change it, and a variance from few households is not known well enough.

    Args:
        arms: The units.

    Returns:
        The reason with its figure.

    Reference:
        Hayes & Moulton 2017, Cluster randomised trials, chapter 12; below 40 to 50 clusters an arm
        sandwich errors need small-sample corrections that a sequence of looks does not have.
    """
    if arms.homes is None:
        return ""
    if arms.spread:
        return f"members of {arms.spread:,} households entered on different days"
    return too_few(min(arms.homes.values(), default=0))


def few_homes(arms: Iterable[ClusterSums]) -> str:
    """Why one of several looks must not be read yet: few households whose windows have closed.

    Args:
        arms: The households that count, of both arms; none where units were randomised alone.

    Returns:
        The reason with its figure; empty where there are enough, or none.
    """
    return too_few(min((arm.clusters for arm in arms), default=LEAST_HOMES))


def too_few(least: int) -> str:
    """Why so few households cannot be read more than once; empty when they can."""
    return "" if least >= LEAST_HOMES else f"{least} households in a variant, {LEAST_HOMES} needed"
