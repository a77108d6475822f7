"""Two levels: which families hold anything (stages, say), then which of their tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.several.steps import benjamini_hochberg, simes_p

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What the two-level procedure says about one family, such as one stage.

    Args:
        p_value: Simes' p-value that nothing in the family has an effect; None when no test was
            done.
        adjusted_p_value: The same, adjusted over families by Benjamini and Hochberg.
        selected: Whether the family is selected at q.
        tests: p-values adjusted within the family by Benjamini and Hochberg, in the order given;
            None where None came.
        found: Whether each test is found: selected family and adjusted p at most q times the share
            of families selected. A test that was not done is not found.
    """

    p_value: float | None
    adjusted_p_value: float | None
    selected: bool
    tests: tuple[float | None, ...]
    found: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """All families of an exploration, and the levels they were read at.

    Args:
        q: Level between families, 0–1.
        within: Level within selected families, q · selected / all families with a test; None when
            none was selected.
        families: One entry per family, in the order given.
    """

    q: float
    within: float | None
    families: tuple[Family, ...]


def two_level(families: Sequence[Sequence[float | None]], *, q: float = 0.05) -> Families:
    """Families selected by their Simes p-values, then their tests at a level paid for selecting.

    Testing every family at q after looking for the interesting ones would find too much: the share
    of false findings, averaged over the selected families, would exceed q. The level within is q
    times the share of families that were selected. Totals do not belong in the family of their
    parts, and nothing found here enters a verdict.

    Args:
        families: p-values by family, 0–1; None for a test that could not be done. A family without
            a test does not count.
        q: Level, between 0 and 1.

    Returns:
        Families and tests with adjusted p-values and what is found.

    Raises:
        ArgumentError: When q lies outside (0, 1), or a p-value is NaN or outside 0–1.

    Reference:
        Benjamini & Bogomolov 2014, Selective inference on multiple families of hypotheses
        (procedure 1, selection by Benjamini–Hochberg on Simes p-values).

    Example:
        >>> found = two_level([[0.001, 0.2], [0.5, 0.8], [0.03, None]])
        >>> [one.selected for one in found.families], round(found.within, 4)
        ([True, False, True], 0.0333)
        >>> [one.found for one in found.families]
        [(True, False), (False, False), (True, False)]
    """
    checks.between("q", q, 0, 1)
    whole = [simes_p(tests) for tests in families]
    across = benjamini_hochberg(whole)
    selected = [p is not None and p <= q for p in across]
    counted = sum(p is not None for p in whole)
    within = q * sum(selected) / counted if any(selected) else None
    return Families(
        q=q,
        within=within,
        families=tuple(
            _family(tests, one, adjusted, within if chosen else None)
            for tests, one, adjusted, chosen in zip(families, whole, across, selected, strict=True)
        ),
    )


def _family(
    tests: Sequence[float | None],
    p_value: float | None,
    adjusted: float | None,
    level: float | None,
) -> Family:
    """One family read at its level; None for a family that was not selected."""
    inner = benjamini_hochberg(tests)
    return Family(
        p_value=p_value,
        adjusted_p_value=adjusted,
        selected=level is not None,
        tests=inner,
        found=tuple(level is not None and p is not None and p <= level for p in inner),
    )
