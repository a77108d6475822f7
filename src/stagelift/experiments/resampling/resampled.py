"""The effects of a readout once more, without a normal approximation. They decide nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from stagelift.data.query import Assigned, MappedAssignments, Measurement, Outcome, UnitMeasurement
from stagelift.data.query.value_tables import OneValue, measure_groups, measure_values
from stagelift.experiments.aside import Aside, planned, rounded, told_of, why_shut
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.group_bootstrap import GroupSums
from stagelift.statistics.inference import Inference
from stagelift.statistics.ordinal import RankTest
from stagelift.statistics.resampling import (
    Drawn,
    PermutationTest,
    ValueTable,
    better_in,
    bootstrap_effect,
    draw_groups,
    draw_tables,
    permutation_test,
    ranks_compared,
)

if TYPE_CHECKING:
    from stagelift.experiments.question import Question
    from stagelift.experiments.reading import Examined
    from stagelift.metrics.kind import WindowedMetric

Taken = Literal["values", "groups"]
ONE_LOOK = "a resampled interval holds for one look, and this plan takes several"
SPLITS = "customers of several splits are never pooled"
OTHER = "the effect on this metric is no difference of means or of ratios"
FEW = f"fewer than {MINIMUM} units in a variant"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResampledRow:
    """One treatment against the control.

    Args:
        variant: Its id.
        n: Mature units of both arms; None where one is too small to be told.
        planned: The effect with the plan's interval.
        effect: The effect with the percentile-t interval.
        percentile: The effect with the percentile interval.
        lift: The lift with the percentile-t interval.
        permutation: The permutation test; None where counts by value stay in the engine.
        ranks: The Mann–Whitney test; None for the same reason and for ratios.
        better: The chance that a treated unit has the higher value; None as `ranks`.
        note: Why nothing is shown; empty where there is.
    """

    variant: str
    n: int | None
    planned: Inference
    effect: Inference | None = None
    percentile: Inference | None = None
    lift: Inference | None = None
    permutation: PermutationTest | None = None
    ranks: RankTest | None = None
    better: Inference | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampled(Aside):
    """The effects on one metric by resampling.

    Args:
        taken: `values` where units of each value were counted, which draws units; `groups` where
            1,000 hashed groups of customers are drawn.
        draws: How many draws.
        rows: One entry a treatment.
    """

    taken: Taken | None = None
    draws: int = 0
    rows: tuple[ResampledRow, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The effects as JSON-ready values; without figures while they are shut."""
        return {
            "experiment": self.experiment,
            "decides": False,
            "metric": self.metric,
            "unit": self.unit,
            "control": self.control,
            "as_of": self.as_of.isoformat(),
            "looks": self.looks,
            "look": self.look,
            "taken": self.taken,
            "draws": self.draws,
            "shut": self.shut,
            "variants": [rounded(asdict(row)) for row in self.rows],
        }

    def text(self, language: str = "en") -> str:
        """The effects as lines of text.

        Args:
            language: `en` or `ko`.

        Returns:
            What was drawn, and a few lines a treatment.
        """
        from stagelift.experiments.resampling.text import resampled_text

        return resampled_text(self, language)

    def __str__(self) -> str:
        return self.text()


def resampled(asked: Question, seen: Examined, *, metric: str | None = None) -> Resampled:
    """The effects on a metric of the plan by resampling, beside the plan's own intervals.

    Args:
        asked: The experiment.
        seen: Its readout with what it was made from.
        metric: Id of a metric of the plan; the primary one when left out.

    Returns:
        The effects; shut while the data are broken, before every window has closed, for a plan that
        looks more than once, and for units of several splits.

    Raises:
        ArgumentError: A metric the plan does not name.
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses a query.
    """
    measured = planned(asked, metric)
    blank, view = Resampled(**told_of(asked, seen, measured)), seen.view
    if (why := unread(seen)) or view is None:
        return replace(blank, shut=why)
    level = view.level(measured)
    effects = {name: view.effect(measured, name, level).absolute for name in asked.treatments}
    if all(effect.low is None for effect in effects.values()):
        first = next(iter(effects.values()))
        return replace(blank, shut=first.note or first.status)
    one_value = OneValue(plan_of_value(asked, seen, measured), MINIMUM)
    tables = value_tables(asked, one_value)
    drawn = drawn_tables(asked, tables) if tables else drawn_groups(asked, one_value)
    rows = []
    for name in asked.treatments:
        sizes = [view.arms.tallies[measured.name, arm].n for arm in (name, asked.control)]
        row = ResampledRow(variant=name, n=sum(sizes), planned=effects[name])
        pair = (tables[name], tables[asked.control]) if tables else None
        rows.append(shown_row(row, min(sizes), drawn[name], pair, level))
    taken: Taken = "values" if tables else "groups"
    count = max(each.drawn.shape[0] for each in drawn.values())
    return replace(blank, taken=taken, draws=count, rows=tuple(rows))


def unread(seen: Examined) -> str:
    """Why a readout is not resampled; empty where it is."""
    return why_shut(seen, SPLITS) or (ONE_LOOK if seen.readout.looks != "once" else "")


def shown_row(
    row: ResampledRow,
    smaller: int,
    drawn: Drawn,
    pair: tuple[ValueTable, ValueTable] | None,
    level: float,
) -> ResampledRow:
    """The row with draws and tests, or without a figure and why."""
    why = FEW if smaller < MINIMUM else "" if plain_difference(drawn, row.planned) else OTHER
    if why:
        return replace(row, n=None if why == FEW else 0, planned=nothing(row.planned), note=why)
    row = with_draws(row, drawn, level)
    return row if pair is None else with_tests(row, *pair, level)


def plain_difference(drawn: Drawn, planned: Inference) -> bool:
    """Whether the plan's effect is the difference of the means or ratios that are drawn."""
    value = bootstrap_effect(drawn, interval="jackknife").value
    if value is None or planned.value is None:
        return value is None and planned.value is None
    return abs(value - planned.value) <= 1e-9 * max(abs(value), abs(planned.value), 1e-6)


def nothing(found: Inference) -> Inference:
    """An inference without figures."""
    return replace(found, value=None, se=None, low=None, high=None, p_value=None)


def plan_of_value(
    asked: Question, seen: Examined, metric: WindowedMetric
) -> Measurement | UnitMeasurement:
    """The measurement of one metric of the experiment's units, without the time before."""
    value = metric.assigned_value(asked.journey)
    if isinstance(value, Outcome):
        return UnitMeasurement(((metric.name, replace(value, before=None)),), variant=True)
    units: Assigned | MappedAssignments | None = seen.found.units
    return Measurement(
        populations=() if units is None else (units,),
        values=((metric.name, value),),
        zone=asked.journey.zone,
        as_of=asked.contract.as_of_us,
    )


def value_tables(asked: Question, one_value: OneValue) -> dict[str, ValueTable]:
    """Units by value of each variant; empty where these stay in the engine."""
    counts = measure_values(asked.contract, one_value)
    found = {}
    for name in asked.experiment.variants:
        own = [count for count in counts if count.variant == name]
        columns = [[getattr(one, column) for one in own] for column in ("value", "n", "per")]
        found[name] = ValueTable.of(*columns)
    return found if counts else {}


def drawn_tables(asked: Question, tables: dict[str, ValueTable]) -> dict[str, Drawn]:
    """Draws of units, of each treatment with the control."""
    return {name: draw_tables(tables[name], tables[asked.control]) for name in asked.treatments}


def drawn_groups(asked: Question, one_value: OneValue) -> dict[str, Drawn]:
    """Draws of hashed groups, of each treatment with the control."""
    sums = measure_groups(asked.contract, one_value)
    rows = [(one.group, one.variant, (one.value, one.per)) for one in sums]
    return {
        name: draw_groups(GroupSums.of(rows, (name, asked.control))) for name in asked.treatments
    }


def with_draws(row: ResampledRow, drawn: Drawn, level: float) -> ResampledRow:
    """The row with its bootstrap intervals."""
    return replace(
        row,
        effect=bootstrap_effect(drawn, level=level),
        percentile=bootstrap_effect(drawn, level=level, interval="percentile"),
        lift=bootstrap_effect(drawn, level=level, measure="lift"),
    )


def with_tests(row: ResampledRow, one: ValueTable, zero: ValueTable, level: float) -> ResampledRow:
    """The row with the tests that need counts by value; ratios have no ranks."""
    row = replace(row, permutation=permutation_test(one, zero))
    if (one.rows[:, 1] != 1).any() or (zero.rows[:, 1] != 1).any():
        return row
    better = better_in(one, zero, level=level)
    return replace(row, ranks=ranks_compared(one, zero), better=better)
