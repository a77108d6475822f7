"""Counts of new, retained, resurrected and dormant customers, and which of them are not shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics.disclosure import MINIMUM, Partition, hide

if TYPE_CHECKING:
    from stagelift.data.query.lifecycles import StateCount

# what is shown: the count, and the count it is a share of
MEASURES: Mapping[str, str] = {
    "active": "ever",
    "new": "active",
    "retained": "before",
    "resurrected": "dormant_before",
    "turned_dormant": "before",
    "dormant": "ever",
}


@dataclass(frozen=True, slots=True)
class LifecycleCounts:
    """The customers of one period, of everyone or of one segment.

    Args:
        new: First ever active in the period.
        retained: Active in it and in the one before.
        resurrected: Active in it, not in the one before, but earlier.
        turned_dormant: Active in the one before and not in it.
        still_dormant: Active in neither, but earlier.
    """

    new: int = 0
    retained: int = 0
    resurrected: int = 0
    turned_dormant: int = 0
    still_dormant: int = 0

    @property
    def active(self) -> int:
        """Customers active in the period."""
        return self.new + self.retained + self.resurrected

    @property
    def before(self) -> int:
        """Customers active in the period before."""
        return self.retained + self.turned_dormant

    @property
    def dormant(self) -> int:
        """Customers once active and not in the period."""
        return self.turned_dormant + self.still_dormant

    @property
    def dormant_before(self) -> int:
        """Customers once active and not in the period before."""
        return self.resurrected + self.still_dormant

    @property
    def ever(self) -> int:
        """Customers ever active by the end of the period."""
        return self.active + self.dormant


def hidden_counts(
    counts: Mapping[tuple[int, str | None], LifecycleCounts], minimum: int = MINIMUM
) -> frozenset[Hashable]:
    """The counts that tell about too few customers, by themselves or by subtraction.

    Args:
        counts: By period and segment.
        minimum: Customers of the smallest number shown.

    Returns:
        Keys of measure, period and segment.

    Example:
        >>> one = LifecycleCounts(40, 30, 5, 20, 50)
        >>> sorted(name for name, *_ in hidden_counts({(1, None): one}))
        ['resurrected', 'retained', 'still_dormant', 'turned_dormant']
    """
    cells: dict[Hashable, int] = {}
    sums: list[Partition] = []
    names = (*MEASURES, "still_dormant", "before", "dormant_before", "ever")
    whole_of = {
        "active": ("new", "retained", "resurrected"),
        "before": ("retained", "turned_dormant"),
        "dormant": ("turned_dormant", "still_dormant"),
        "dormant_before": ("resurrected", "still_dormant"),
        "ever": ("active", "dormant"),
    }
    for (number, segment), own in counts.items():
        cells |= {(name, number, segment): getattr(own, name) for name in names}
        for whole, parts in whole_of.items():
            inside = tuple((part, number, segment) for part in parts)
            sums.append(Partition((whole, number, segment), inside))
        everyone = counts.get((number, None), own)
        if segment is not None and "=" not in segment:
            for name in names:
                out = ("not", name, number, segment)
                cells[out] = getattr(everyone, name) - getattr(own, name)
                sums.append(Partition((name, number, None), ((name, number, segment), out)))
    sums += _attribute_sums(counts, names)
    return hide(cells, sums, minimum)


def _attribute_sums(
    counts: Mapping[tuple[int, str | None], LifecycleCounts], names: tuple[str, ...]
) -> Iterator[Partition]:
    """The values of an attribute hold everyone, each once."""
    parts: dict[tuple[int, str], list[str]] = defaultdict(list)
    for number, segment in counts:
        if segment is not None and "=" in segment:
            parts[(number, segment.partition("=")[0])].append(segment)
    for (number, _), values in parts.items():
        for name in names:
            yield Partition((name, number, None), tuple((name, number, one) for one in values))


def counts_by_state(found: tuple[StateCount, ...]) -> dict[tuple[int, str | None], LifecycleCounts]:
    """The counts of states gathered by period and segment.

    Args:
        found: Counts.

    Returns:
        Period's index and segment → counts.
    """
    states: dict[tuple[int, str | None], dict[str, int]] = defaultdict(dict)
    for one in found:
        states[(one.period, one.segment)][one.state] = one.customers
    return {key: LifecycleCounts(**own) for key, own in states.items()}
