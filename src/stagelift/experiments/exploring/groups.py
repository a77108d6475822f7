"""What the groups of one dimension say together, and which cells stand out over all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stagelift.experiments.exploring.dimensions import STAGE
from stagelift.statistics.heterogeneity import LEAST_GROUPS, interaction, shrink_effects
from stagelift.statistics.several import holm
from stagelift.statistics.several.families import Families, two_level

if TYPE_CHECKING:
    from stagelift.experiments.exploring.reading import CellEffect

EVERYWHERE = "all"  # the one family of units that all come from one stage, or from none known


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The disjoint groups of one dimension together.

    Args:
        dimension: The way to split.
        stage: Id of the stage whose units they are; None for all.
        variant: Id of the treatment.
        compared: Groups whose effects can be read.
        p_value: Of the test that the effect is the same in all of them (Cochran's Q); None with
            fewer than two.
        adjusted_p_value: The same by Holm over all dimensions that split all units.
        spread: Standard deviation of true effects between groups (Paule and Mandel); None unless
            shrunk.
        spread_low: Lower end of what is known of it.
        spread_high: Upper end.
        centre: Mean of the true effects; None unless shrunk.
        note: Why effects are not shrunk; empty where they are.
    """

    dimension: str
    stage: str | None
    variant: str
    compared: int
    p_value: float | None = None
    adjusted_p_value: float | None = None
    spread: float | None = None
    spread_low: float | None = None
    spread_high: float | None = None
    centre: float | None = None
    note: str = ""


Shrunk = tuple[float, float, float]
"""Posterior mean, lower and upper end."""
Key = tuple[str | None, str, str]
"""Stage or None, dimension, treatment."""


def by_dimension(effects: Sequence[CellEffect]) -> dict[Key, list[int]]:
    """The cells of each dimension, all stages together and each alone; stages are one as well.

    Args:
        effects: Effects of all cells.

    Returns:
        Places among the effects, by stage, dimension and treatment.
    """
    found: dict[Key, list[int]] = defaultdict(list)
    for number, one in enumerate(effects):
        if one.place.dimension is not None:
            found[one.place.stage, one.place.dimension.name, one.variant].append(number)
        elif one.place.stage is not None:
            found[None, STAGE, one.variant].append(number)
    return dict(found)


def together(
    effects: Sequence[CellEffect], *, level: float
) -> tuple[tuple[Groups, ...], dict[int, Shrunk]]:
    """Whether the groups of each dimension differ, and their effects drawn together.

    Groups of one dimension share no customer. At least six whose effects can be read are shrunk,
    without a test before; fewer stay as they are, with the test whether they differ.

    Args:
        effects: Effects of all cells.
        level: Level of the intervals, 0–1.

    Returns:
        One entry per dimension, stage and treatment; and the shrunk effects by place in `effects`.
    """
    groups: list[Groups] = []
    shrunk: dict[int, Shrunk] = {}
    for (stage, dimension, variant), members in by_dimension(effects).items():
        usable = [number for number in members if effects[number].usable]
        values = [effects[number].effect.value or 0.0 for number in usable]
        errors = [effects[number].se or 0.0 for number in usable]
        entry = Groups(dimension=dimension, stage=stage, variant=variant, compared=len(usable))
        p = interaction(values, errors).p_value if len(usable) > 1 else None
        if len(usable) < LEAST_GROUPS:
            note = f"{len(usable)} groups can be read, fewer than {LEAST_GROUPS}: not shrunk"
            groups.append(replace(entry, p_value=p, note=note))
            continue
        found = shrink_effects(values, errors, level=level)
        drawn = zip(found.values, found.lows, found.highs, strict=True)
        shrunk.update(zip(usable, drawn, strict=True))
        groups.append(
            replace(
                entry,
                p_value=p,
                spread=found.spread,
                spread_low=found.spread_low,
                spread_high=found.spread_high,
                centre=found.centre,
            )
        )
    return corrected(groups), shrunk


def corrected(groups: Sequence[Groups]) -> tuple[Groups, ...]:
    """The tests whether groups differ, corrected over the dimensions that split all units.

    Args:
        groups: One entry per dimension, stage and treatment.

    Returns:
        The same with Holm's p-values; those within one stage are left without.
    """
    whole = [one.p_value if one.stage is None else None for one in groups]
    return tuple(
        replace(one, adjusted_p_value=p) for one, p in zip(groups, holm(whole), strict=True)
    )


@dataclass(frozen=True, slots=True)
class StandingOut:
    """The cells that stand out, on two levels.

    Args:
        names: Ids of the stages, one family each; `all` where there is only one.
        members: By family, the places of its tests among the effects.
        found: What the two levels say.
    """

    names: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]
    found: Families


def standing_out(effects: Sequence[CellEffect], *, q: float) -> StandingOut:
    """The cells that stand out: stages are selected first, then the cells of those selected.

    Totals (a stage's, or a group's over all stages) are not in the family of their parts.

    Args:
        effects: Effects of all cells.
        q: Level, 0–1.

    Returns:
        The families with what is found.

    Reference:
        Benjamini & Bogomolov 2014, Selective inference on multiple families of hypotheses.
    """
    stages = tuple(dict.fromkeys(e.place.stage for e in effects if e.place.stage is not None))
    several = len(stages) > 1
    wanted: tuple[str | None, ...] = stages if several else (None,)
    members = tuple(
        tuple(
            number
            for number, one in enumerate(effects)
            if one.place.dimension is not None and one.place.stage == stage
        )
        for stage in wanted
    )
    tests = [
        [None if effects[number].hidden else effects[number].effect.p_value for number in numbers]
        for numbers in members
    ]
    return StandingOut(stages if several else (EVERYWHERE,), members, two_level(tests, q=q))
