"""What a readout publishes: no figure of fewer customers than the privacy minimum."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.metrics.privacy import MINIMUM, is_small, reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stagelift.experiments.readout import Readout
    from stagelift.metrics.estimate import Estimate


def published(readout: Readout) -> Readout:
    """The readout as it may be shown.

    Levels of fewer customers than the minimum lose their figures, and with them the differences
    from which such a level could be computed.

    Args:
        readout: Any readout.

    Returns:
        The same readout where nothing is small.
    """
    every = (*readout.estimates, *readout.beside)
    small = {(e.metric, e.variant) for e in every if e.measure == "level" and is_small(e)}
    if not small:
        return readout
    hide = frozenset(small)
    return replace(
        readout,
        estimates=shown(readout.estimates, hide),
        adjusted=shown(readout.adjusted, hide),
        beside=shown(readout.beside, hide),
    )


def shown(
    estimates: Iterable[Estimate], small: frozenset[tuple[str, str | None]]
) -> tuple[Estimate, ...]:
    """Estimates without the figures that are about, or give away, a small level.

    Args:
        estimates: Levels, effects and lifts.
        small: Metric and variant of the levels that are small.

    Returns:
        The estimates in their order.
    """
    return tuple(
        hidden(each) if {(each.metric, each.variant), (each.metric, each.against)} & small else each
        for each in estimates
    )


def hidden(estimate: Estimate) -> Estimate:
    """An estimate without its figures.

    Args:
        estimate: One that must not be shown.

    Returns:
        What it is about, with status `low_n` and the reason.
    """
    note = reason(estimate) if is_small(estimate) else f"fewer than {MINIMUM} units in a variant"
    return estimate.without_figures(note)


def size_text(units: int) -> str:
    """The size of a group, as far as it may be shown.

    Args:
        units: How many, ≥ 0.

    Returns:
        The number, or that it is small.

    Example:
        >>> size_text(1200), size_text(0), size_text(3)
        ('1,200', '0', '<10')
    """
    return f"<{MINIMUM}" if 0 < units < MINIMUM else f"{units:,}"
