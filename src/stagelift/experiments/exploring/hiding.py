"""Cells of an exploration that are kept back: too small ones, and those that give one away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from stagelift.experiments.exploring.cells import Place
from stagelift.experiments.exploring.dimensions import HOUR, WEEKDAY, WEEKDAY_HOUR
from stagelift.metrics.privacy import MINIMUM, Partition, hide

if TYPE_CHECKING:
    from stagelift.experiments.arms import Arms


def withheld(
    cells: Mapping[Place, Arms], metric: str, minimum: int = MINIMUM
) -> frozenset[tuple[Place, str]]:
    """The cells and variants whose figures are not published.

    Each variant is a table of its own: stages and the groups of a dimension add up to all of its
    units, a stage's groups to the stage, and a group's stages to the group. A cell of fewer units
    than the minimum is hidden, and the smallest others as long as it could be computed from them.

    Args:
        cells: Units by place.
        metric: Id of the metric, whose mature units count.
        minimum: Units of the smallest published cell.

    Returns:
        Places and variants.

    Reference:
        Hundepool et al. 2012, Statistical disclosure control, chapter 4 (secondary suppression).
    """
    sums = partitions(cells)
    variants = next(iter(cells.values())).assigned if cells else {}
    found: set[tuple[Place, str]] = set()
    for variant in variants:
        sizes: dict[Hashable, int] = {
            place: units.tallies[metric, variant].n for place, units in cells.items()
        }
        if any(0 < size < minimum for size in sizes.values()):
            hidden = hide(sizes, sums, minimum)
            found.update((place, variant) for place in cells if place in hidden)
    return frozenset(found)


def partitions(cells: Mapping[Place, Arms]) -> list[Partition]:
    """The sums that hold among cells.

    Args:
        cells: Units by place; a cell without units is absent and adds nothing.

    Returns:
        Wholes with their parts.

    Example:
        >>> from stagelift.experiments.exploring.dimensions import Dimension
        >>> vip = Dimension("vip", "segment")
        >>> places = [Place(), Place(None, vip, "vip"), Place(None, vip, "not vip")]
        >>> len(partitions(dict.fromkeys(places)))
        1
    """
    parts: dict[Place, dict[str, list[Hashable]]] = defaultdict(lambda: defaultdict(list))
    for place in cells:
        if place.dimension is not None:
            parts[Place(place.stage)][place.dimension.name].append(place)
            for name in (WEEKDAY, HOUR):
                whole = coarser(place, name, cells)
                if whole is not None:
                    parts[whole][place.dimension.name].append(place)
        if place.stage is not None:
            parts[Place(None, place.dimension, place.group)]["stage"].append(place)
    return [
        Partition(whole, tuple(found))
        for whole, splits in parts.items()
        if whole in cells
        for found in splits.values()
    ]


def coarser(place: Place, name: str, cells: Mapping[Place, Arms]) -> Place | None:
    """The cell of a weekday, or of a part of the day, that a cell of both lies in.

    Args:
        place: A cell.
        name: `weekday` or `hour`.
        cells: All cells.

    Returns:
        Its place; None for a cell of something else, or where the coarser one is not asked.
    """
    if place.dimension is None or place.dimension.name != WEEKDAY_HOUR or place.group is None:
        return None
    day, hour = place.group.partition("=")[2].split(" ")
    group = f"{name}={day if name == WEEKDAY else hour}"
    found = [each for each in cells if each.stage == place.stage and each.group == group]
    return found[0] if found else None
