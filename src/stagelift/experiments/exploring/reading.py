"""The effect of each treatment in every cell, as the plan's rule for looking allows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stagelift.experiments.effects import single
from stagelift.experiments.exploring.cells import Place
from stagelift.experiments.judging import View
from stagelift.experiments.look_rule import opened_gate, shut
from stagelift.journey.figures import LOW_EXPECTED, LOW_N
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.inference import Inference
from stagelift.statistics.looks import expected_events

if TYPE_CHECKING:
    from stagelift.experiments.arms import Arms
    from stagelift.metrics.kind import WindowedMetric
    from stagelift.metrics.tally import Tally

SMALL = f"fewer than {MINIMUM} units in a variant"
SECOND = f"hidden, or a cell of fewer than {MINIMUM} units could be computed from it"


@dataclass(frozen=True, slots=True)
class CellEffect:
    """The effect of one treatment in one cell.

    Args:
        place: The cell.
        variant: Id of the treatment.
        treated: Its units.
        control: Those of the control.
        effect: With the interval and p-value that the plan's rule for looking allows; `low_n`
            without them where too few units or events stand behind it.
        se: Standard error of a single look, for comparing and shrinking; None where the effect
            cannot be read.
        hidden: Whether the cell is kept back.
    """

    place: Place
    variant: str
    treated: Tally
    control: Tally
    effect: Inference
    se: float | None
    hidden: bool = False

    @property
    def usable(self) -> bool:
        """Whether it may be compared with others, and shrunk."""
        return not self.hidden and self.se is not None and self.effect.value is not None


def cell_effects(
    view: View,
    cells: Mapping[Place, Arms],
    metric: WindowedMetric,
    hidden: Collection[tuple[Place, str]],
) -> tuple[CellEffect, ...]:
    """The effects of every treatment in every cell.

    Args:
        view: The experiment as the look sees it.
        cells: Units by place.
        metric: The metric.
        hidden: Cells and variants that are kept back.

    Returns:
        Effects, cell by cell; those kept back carry no figure.
    """
    control = view.asked.control
    whole = sum(cells[Place()].assigned.values()) if Place() in cells else 0
    effects = []
    for place, units in cells.items():
        here = replace(view, arms=units, planned=part_of(view.planned, units, whole))
        for variant in view.asked.treatments:
            one = effect_in(here, place, variant, metric)
            secret = (place, variant) in hidden or (place, control) in hidden
            effects.append(kept(one) if secret else one)
    return tuple(effects)


def part_of(planned: int, units: Arms, whole: int) -> int:
    """The units planned for a cell: its share of those who entered.

    Args:
        planned: Units planned over all.
        units: Those of the cell.
        whole: All who entered.

    Returns:
        At least one.
    """
    return max(round(planned * sum(units.assigned.values()) / max(whole, 1)), 1)


def effect_in(view: View, place: Place, variant: str, metric: WindowedMetric) -> CellEffect:
    """The effect of a treatment in one cell.

    Args:
        view: The experiment, its units those of the cell.
        place: The cell.
        variant: Id of the treatment.
        metric: The metric.

    Returns:
        The effect; marked `low_n` and without interval where little stands behind it.
    """
    level = view.asked.experiment.confidence
    treated = view.arms.tallies[metric.name, variant]
    control = view.arms.tallies[metric.name, view.asked.control]
    found = view.effect(metric, variant, level).absolute
    why = too_little(metric, treated, control)
    if why and found.value is not None:
        found = shut(found, why)
    se = None
    if not why and found.value is not None:
        se = single(metric, treated, control, view.rule(metric, variant, level)).se or None
    return CellEffect(place, variant, treated, control, found, se)


def too_little(metric: WindowedMetric, treated: Tally, control: Tally) -> str:
    """Why the effect in a cell must not be read; empty when it may.

    Args:
        metric: The metric.
        treated: Units of the treatment.
        control: Units of the control.

    Returns:
        The reason with its figure.
    """
    least = min(treated.n, control.n)
    if least < LOW_N:
        return f"{least} units in a variant, fewer than {LOW_N}" if least >= MINIMUM else SMALL
    if metric.binary:
        k1, k0 = treated.k or 0, control.k or 0
        events = expected_events(k1, treated.n, k0, control.n)
        others = expected_events(treated.n - k1, treated.n, control.n - k0, control.n)
        if min(events, others) < LOW_EXPECTED:
            return f"{min(events, others):.1f} expected in a variant, fewer than {LOW_EXPECTED}"
        return ""
    opened = opened_gate(metric, treated, control)
    return "" if opened.ok else opened.reason


def kept(one: CellEffect) -> CellEffect:
    """An effect without its figures.

    Args:
        one: The effect of a cell that is kept back.

    Returns:
        Where it lies, with status `low_n` and the reason.
    """
    small = any(0 < each.n < MINIMUM for each in (one.treated, one.control))
    blank = Inference(
        level=one.effect.level, method="none", status="low_n", note=SMALL if small else SECOND
    )
    return replace(one, effect=blank, se=None, hidden=True)
