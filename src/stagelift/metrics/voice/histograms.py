"""How many gave each answer, as far as it may be shown beside the totals and the other groups."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from stagelift.metrics.privacy import MINIMUM, Partition, hide

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping

Group = tuple[str | None, str | None]
"""Stage and segment; None for all stages, and for everyone."""


def shown_counts(
    counts: Mapping[Group, tuple[int, ...]],
    unseen: Collection[Group] = (),
    minimum: int = MINIMUM,
) -> dict[Group, tuple[int | None, ...]]:
    """The answers of each group by number, None where too few gave one.

    A group's answers add up to its own number, and those of the stages, and of the values of an
    attribute, to those of all: the smallest others are hidden too, until none can be computed. An
    answer nobody gave tells of nobody.

    Args:
        counts: Customers by answer, by group.
        unseen: Groups that are hidden as a whole.
        minimum: Units of the smallest published cell.

    Returns:
        The same, with None for what is hidden.

    Reference:
        Hundepool et al. 2012, Statistical disclosure control, chapter 4 (secondary suppression).

    Example:
        >>> shown_counts({(None, None): (3, 0, 12, 40)})
        {(None, None): (None, 0, None, 40)}
    """
    sizes: dict[Hashable, int] = {}
    for group, answers in counts.items():
        sizes[group, None] = sum(answers)
        sizes |= {(group, place): n for place, n in enumerate(answers)}
    small = [key for key in sizes if isinstance(key, tuple) and key[0] in unseen]
    hidden = hide(sizes, _sums(counts), minimum, small)
    return {
        group: tuple(
            None if (group, place) in hidden and n else n for place, n in enumerate(answers)
        )
        for group, answers in counts.items()
    }


def _sums(counts: Mapping[Group, tuple[int, ...]]) -> list[Partition]:
    """A group's answers and its number; each answer, and the number, over the parts of a group."""
    found = [
        Partition((group, None), tuple((group, place) for place in range(len(answers))))
        for group, answers in counts.items()
    ]
    parts: dict[tuple[Group, str], list[Group]] = defaultdict(list)
    for stage, segment in counts:
        if stage is not None:
            parts[(None, segment), ""].append((stage, segment))
        if segment is not None and "=" in segment:
            parts[(stage, None), segment.partition("=")[0]].append((stage, segment))
    for (whole, _), groups in parts.items():
        places = (None, *range(len(counts[whole]))) if whole in counts else ()
        found += [Partition((whole, place), tuple((g, place) for g in groups)) for place in places]
    return found
