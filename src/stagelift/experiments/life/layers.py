"""Layers: experiments that share no customer, each with a slice of one draw.

A customer has one place in a layer's draw, so slices that do not overlap have no customer in
common. A slice is taken at the launch and kept until the experiment is decided, stopped or void.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from stagelift.definitions.holdback import share_text
from stagelift.errors import ArgumentError


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a layer that an experiment holds.

    Args:
        experiment: Its id.
        low: First place of the draw, 0–1.
        high: First place after it.
    """

    experiment: str
    low: Fraction
    high: Fraction

    def __str__(self) -> str:
        return f"{self.experiment} {share_text(self.low)} to {share_text(self.high)}"


def free_place(layer: str, wanted: Fraction, held: Iterable[Slice]) -> Fraction:
    """Where a new slice begins: the first gap that is large enough.

    Args:
        layer: Name of the layer.
        wanted: Share of the traffic asked for, above 0.
        held: Slices of the experiments that run at the same time.

    Returns:
        The place, 0–1.

    Raises:
        ArgumentError: When no gap is large enough.

    Example:
        >>> str(free_place("cart", Fraction(1, 2), [Slice("a", Fraction(0), Fraction(1, 2))]))
        '1/2'
    """
    taken = sorted(held, key=lambda one: one.low)
    low, largest = Fraction(0), Fraction(0)
    for one in (*taken, Slice("", Fraction(1), Fraction(1))):
        if one.low - low >= wanted:
            return low
        largest = max(largest, one.low - low)
        low = max(low, one.high)
    raise ArgumentError(
        f"layer '{layer}' has no room for {share_text(wanted)}: its largest gap is "
        f"{share_text(largest)} ({', '.join(map(str, taken))}); write a smaller 'traffic:', or "
        "wait for a decision"
    )


def room_above(low: Fraction, held: Iterable[Slice]) -> Fraction:
    """The largest share a slice can be raised to.

    Args:
        low: Where the slice begins.
        held: Slices of the other experiments that run at the same time.

    Returns:
        A share, 0–1.

    Example:
        >>> str(room_above(Fraction(0), [Slice("b", Fraction(3, 4), Fraction(1))]))
        '3/4'
    """
    above = [one.low for one in held if one.high > low]
    return min(above, default=Fraction(1)) - low
