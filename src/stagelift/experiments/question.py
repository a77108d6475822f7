"""An experiment with all that is needed to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stagelift.data.contract import Contract
from stagelift.data.query import Outcome
from stagelift.data.zones import from_us, zone_named
from stagelift.definitions import Experiment, Journey, Margin
from stagelift.definitions.metric import Metric
from stagelift.experiments.clusters.per_household import per_household
from stagelift.experiments.correction import chosen_correction
from stagelift.experiments.guardrails import guardrails_of
from stagelift.experiments.health.manifest import Reconciled
from stagelift.experiments.later import FAMILY, PREFIX, later_stages
from stagelift.experiments.plan import Plan, windowed
from stagelift.metrics.kind import WindowedMetric, unit_of

BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Question:
    """An experiment with all that is needed to read it.

    Args:
        experiment: The experiment.
        journey: Its journey.
        metrics: The metrics by id.
        plan: The rule in force.
        contract: The contract tables as of the look.
    """

    experiment: Experiment
    journey: Journey
    metrics: Mapping[str, Metric]
    plan: Plan
    contract: Contract

    @property
    def reconciled(self) -> Reconciled | None:
        """The sender's report against the manifest; None where there is none."""
        return self.plan.reconciled

    @property
    def primary(self) -> WindowedMetric:
        """The metric that decides."""
        return self.metric(self.experiment.primary)

    def metric(self, name: str) -> WindowedMetric:
        """A metric by its id, with households as clusters where these are randomised."""
        found = windowed(self.metrics, name)
        return per_household(found) if self.experiment.of_households else found

    @property
    def margins(self) -> dict[str, Margin]:
        """Margins of the guardrails; those over events do not apply to a table of units."""
        margins = guardrails_of(self.experiment, self.journey)
        return {
            name: margin
            for name, margin in margins.items()
            if isinstance(windowed(self.metrics, name).value(), Outcome) == self.of_units
        }

    @property
    def of_units(self) -> bool:
        """Whether the experiment is read from a source with one finished row per customer."""
        return isinstance(self.primary.value(), Outcome)

    @property
    def measured(self) -> tuple[WindowedMetric, ...]:
        """Primary, secondary and guardrail metrics, each once, in that order."""
        names = dict.fromkeys((self.experiment.primary, *self.experiment.secondary, *self.margins))
        return tuple(self.metric(name) for name in names)

    @property
    def later(self) -> tuple[WindowedMetric, ...]:
        """Who reaches the stages after the audience's; none for a table of units."""
        if self.of_units:
            return ()
        found = later_stages(self.experiment, self.journey, self.primary)
        return tuple(map(per_household, found)) if self.experiment.of_households else found

    @property
    def beside(self) -> tuple[WindowedMetric, ...]:
        """What is shown of each arm beside the metrics, such as who answered; part of no family."""
        return tuple(each for metric in self.measured for each in metric.beside())

    def local_day(self, at: int) -> date:
        """The day of an instant, µs UTC, in the journey's zone."""
        return from_us(at).astimezone(zone_named(self.journey.zone)).date()

    @property
    def decisive(self) -> tuple[WindowedMetric, ...]:
        """The metrics that the verdict rests on: the primary and the guardrails."""
        names = dict.fromkeys((self.experiment.primary, *self.margins))
        return tuple(self.metric(name) for name in names)

    @property
    def every(self) -> tuple[WindowedMetric, ...]:
        """All that is measured of each unit, those that decide first."""
        return (*self.measured, *self.later, *self.beside)

    @property
    def treatments(self) -> tuple[str, ...]:
        """The variants compared with the control."""
        return tuple(self.experiment.variants)[1:]

    @property
    def control(self) -> str:
        """The first variant."""
        return next(iter(self.experiment.variants))

    @property
    def unit(self) -> str:
        """The primary metric's unit, such as `share` or `KRW`."""
        return unit_of(self.primary, self.journey)

    @property
    def correction(self) -> str:
        """How several variants are corrected: `dunnett`, `bonferroni` or `none`."""
        return chosen_correction(self.experiment, self.plan.looks)

    @property
    def confidence(self) -> float:
        """The level of each interval, Bonferroni over the variants compared unless switched off."""
        several = len(self.treatments)
        if several == 1 or self.correction == "none":
            return self.experiment.confidence
        return 1 - (1 - self.experiment.confidence) / several

    @property
    def worth_having(self) -> float | None:
        """The smallest effect worth shipping in the primary's unit, None when relative."""
        margin = self.experiment.worth_having
        return None if margin is None or margin.unit == "%" else absolute(margin)

    def family_of(self, metric: str) -> str:
        """The role of a metric: `primary`, `secondary`, `guardrail`, `later stages` or `beside`."""
        if metric.startswith(PREFIX) and metric in {each.name for each in self.later}:
            return FAMILY
        if metric == self.experiment.primary:
            return "primary"
        if metric in self.experiment.secondary:
            return "secondary"
        return "guardrail" if metric in self.margins else BESIDE


def absolute(margin: Margin) -> float:
    """A margin in the metric's unit: points and per cent as shares, bare numbers as they are.

    Args:
        margin: Such as `0.3pp`, `9%` or `500`.

    Returns:
        A number.

    Example:
        >>> absolute(Margin.parse("0.3pp"))
        0.003
    """
    return float(margin.amount) / (100 if margin.unit in {"pp", "%"} else 1)


def label_of(metric: Metric) -> str:
    """The metric's label in English, else its id.

    Args:
        metric: The metric.

    Returns:
        Words to show.
    """
    return metric.label.text("en") if metric.label else metric.name
