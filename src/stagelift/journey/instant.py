"""The instant at which a question about customers is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.data.contract import Contract


def known_instant(contract: Contract, at: int | None) -> int:
    """The instant asked for, when it does not lie ahead.

    Args:
        contract: The contract tables, with their instant of knowledge.
        at: The instant, µs UTC; the contract's own when left out.

    Returns:
        The instant, µs UTC.

    Raises:
        ArgumentError: When it lies after the contract's own.
    """
    instant = contract.as_of_us if at is None else at
    if instant > contract.as_of_us:
        raise ArgumentError("at: the instant lies after the one the data are read as of")
    return instant
