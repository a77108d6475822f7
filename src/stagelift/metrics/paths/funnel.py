"""A conversion of several steps taken apart: how many reach each one, and where they are lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from stagelift.console import aligned
from stagelift.data.query import StepReached
from stagelift.errors import ArgumentError
from stagelift.formatting import confidence, formatted, number
from stagelift.metrics.kpis import KpiRequest, stage_kpis
from stagelift.metrics.paths.conversions import EntryConversion, PathConversion
from stagelift.metrics.privacy import MINIMUM, is_small, key_of, reason, withheld

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.placement import Place

HEAD = ("", "step", "reached", "of the step before", "lost", "of all")


class PathStep(PathConversion):
    """One step of a conversion: its share of those who reached another step, or of all.

    Args:
        step: Number of the step after the entry, from 1.
        given: The step whose reachers are the base, 0 for all who entered.
    """

    ineligible: ClassVar[str] = "step_before"

    step: int = 1
    given: int = 0

    def value_at(self, place: Place) -> StepReached:
        """Whether a unit of one place reaches the step."""
        return StepReached(self.path(place.population), self.step, self.given)


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step of a funnel in one group.

    Args:
        step: 0 for the entry, then 1, 2 …
        name: The events, or the stage whose entrants begin.
        of_before: The share of those who reached the step before; None at the entry.
        of_all: The share of all who entered; None at the entry.
    """

    step: int
    name: str
    of_before: Estimate | None
    of_all: Estimate | None

    @property
    def drop_off(self) -> tuple[float, float, float] | None:
        """The share of the step before that is lost, with its interval; None when unknown."""
        rate = self.of_before
        if rate is None or rate.value is None or rate.low is None or rate.high is None:
            return None
        return 1 - rate.value, 1 - rate.high, 1 - rate.low


@dataclass(frozen=True, slots=True)
class Funnel:
    """A conversion of several steps, step by step, for everyone and by segment.

    Args:
        metric: Id of the metric.
        order: What the steps' order had to be.
        entry: Which entries counted.
        within: The window, as written.
        period: Label of the period of entry.
        as_of: Instant of knowledge as text, in the journey's zone.
        groups: Segment (None for everyone) and its steps, the entry first.
        minimum_cell: Groups of fewer units are suppressed wherever they are shown.
    """

    metric: str
    order: str
    entry: str
    within: str
    period: str
    as_of: str
    groups: tuple[tuple[str | None, tuple[FunnelStep, ...]], ...]
    minimum_cell: int = MINIMUM

    def __iter__(self) -> Iterator[FunnelStep]:
        return iter(dict(self.groups)[None])

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """Every share of every group."""
        return tuple(
            estimate
            for _, steps in self.groups
            for step in steps
            for estimate in (step.of_before, step.of_all)
            if estimate is not None
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """One JSON-ready row a group and step after the entry; small groups are null.

        Returns:
            Rows with the names of an `Estimate` for the share of the step before, and `step`,
            `event`, `drop_off`, `overall`, `overall_low` and `overall_high`.
        """
        hidden = withheld(self.estimates, self.minimum_cell)
        rows: list[dict[str, Any]] = []
        for _, steps in self.groups:
            for step in steps[1:]:
                if step.of_before is None or step.of_all is None:
                    continue
                row = {**step.of_before.to_dict(), "metric": self.metric}
                lost, whole = step.drop_off, step.of_all
                row |= {"step": step.step, "event": step.name, "drop_off": lost and lost[0]}
                row |= {"overall": whole.value, "overall_low": whole.low}
                row |= {"overall_high": whole.high}
                if key_of(step.of_before) in hidden or key_of(whole) in hidden:
                    unknown = ("value", "n", "k", "se", "low", "high", "drop_off", "overall")
                    row.update(dict.fromkeys((*unknown, "overall_low", "overall_high")))
                    note = reason(step.of_before, self.minimum_cell)
                    row.update(status="low_n", note=note, excluded={})
                rows.append(row)
        return rows

    def __str__(self) -> str:
        level = next((confidence(estimate.level) for estimate in self.estimates), "")
        head = (
            f"{self.metric}: {self.period}, as of {self.as_of}; order {self.order}, entry "
            f"{self.entry}, within {self.within}; Wilson intervals at {level}"
        )
        hidden = withheld(self.estimates, self.minimum_cell)
        rows: list[tuple[str, ...]] = [HEAD]
        for segment, steps in self.groups:
            rows.extend(self._line(segment, step, steps, hidden) for step in steps)
        notes = [e.note for _, steps in self.groups[:1] if (e := steps[-1].of_all) and e.note]
        if self.order == "open":
            notes.append("order open: the rates are of those who did both steps of a pair")
        return "\n".join([head, *aligned(rows), *notes])

    def _line(
        self,
        segment: str | None,
        step: FunnelStep,
        steps: tuple[FunnelStep, ...],
        hidden: frozenset[Any],
    ) -> tuple[str, ...]:
        """One step as cells under `HEAD`."""
        named = (segment or "", step.name)
        first = steps[1].of_all
        if step.of_before is None or step.of_all is None:
            small = first is not None and (
                key_of(first) in hidden or is_small(first, self.minimum_cell)
            )
            units = "" if first is None else number(first.n)
            return (*named, f"< {self.minimum_cell}" if small else units, "", "", "")
        if key_of(step.of_before) in hidden or key_of(step.of_all) in hidden:
            return (*named, "–", "", "", "too few to show")
        lost = step.drop_off
        gone = "" if lost is None else formatted(lost[0], ".1%")
        return (*named, number(step.of_all.k or 0), shown(step.of_before), gone, shown(step.of_all))


def shown(estimate: Estimate) -> str:
    """A share with its interval, or why there is none."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return str(estimate.status)
    ends = ", ".join(formatted(end, ".1%") for end in (estimate.low, estimate.high))
    return f"{formatted(estimate.value, '.1%')} [{ends}]"


def steps_of(metric: PathConversion) -> tuple[PathStep, ...]:
    """The metrics that take a conversion apart: each step of the one before, and of all.

    Args:
        metric: A conversion of several steps.

    Returns:
        Two metrics a step after the entry, named `METRIC: step K` and `METRIC: to step K`.
    """
    written = {name: getattr(metric, name) for name in PathConversion.model_fields}
    count = len(metric.event.patterns) - (1 if metric.enters_by_event else 0)
    found: list[PathStep] = []
    for step in range(1, count + 1):
        for given, words in ((step - 1, "step"), (0, "to step")):
            fields = {**written, "name": f"{metric.name}: {words} {step}"}
            found.append(PathStep.model_construct(**fields, step=step, given=given))
    return tuple(found)


def funnel(
    contract: Contract, journey: Journey, metric: Metric, request: KpiRequest, as_of: str
) -> Funnel:
    """A conversion of several steps, step by step, from one query.

    The share of all who entered is what the metric itself says. The share of those who reached the
    step before says where they are lost; it is conditioned on what customers did, so between the
    variants of an experiment it is no effect.

    Args:
        contract: The contract tables as of the request's instant.
        journey: The journey.
        metric: The conversion.
        request: One period, segments and confidence.
        as_of: The instant of knowledge as text.

    Returns:
        The funnel.

    Raises:
        ArgumentError: When the metric is no conversion of several steps, or counts entries.
        DataError: When a table or column that is needed is not mapped.
    """
    if isinstance(metric, EntryConversion):
        raise ArgumentError(f"funnel: '{metric.name}' counts entries; write entry: any")
    if not isinstance(metric, PathConversion) or len(metric.event.patterns) < 2:
        hint = "write conversion: [visited, ordered]"
        raise ArgumentError(f"funnel: '{metric.name}' is no conversion of several steps; {hint}")
    found = stage_kpis(contract, journey, steps_of(metric), request)
    by_name = {(estimate.metric, estimate.segment): estimate for estimate in found}
    names = [str(pattern) for pattern in metric.event.patterns]
    first = names.pop(0) if metric.enters_by_event else f"entered {metric.from_ or 'the stage'}"
    groups: list[tuple[str | None, tuple[FunnelStep, ...]]] = []
    for segment in dict.fromkeys(estimate.segment for estimate in found):
        steps = [FunnelStep(0, first, None, None)]
        for step, name in enumerate(names, start=1):
            before, whole = (
                by_name[f"{metric.name}: {words} {step}", segment] for words in ("step", "to step")
            )
            steps.append(FunnelStep(step, name, before, whole))
        groups.append((segment, tuple(steps)))
    return Funnel(
        metric=metric.name,
        order=metric.order,
        entry=metric.entry,
        within=str(metric.within),
        period=request.periods[0].label,
        as_of=as_of,
        groups=tuple(groups),
    )
