"""A Bayesian view of a whole test under a proper prior. It decides nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from stagelift.experiments.aside import Aside, planned, rounded, told_of, why_shut
from stagelift.experiments.effects import single
from stagelift.statistics.bayesian import (
    Concluded,
    EffectPrior,
    Worth,
    conclude_shares,
    conclude_values,
)
from stagelift.statistics.programme import DEFAULT_SPREAD

if TYPE_CHECKING:
    from stagelift.definitions import Margin
    from stagelift.definitions.prior import Prior
    from stagelift.experiments.exploring.exploration import Level
    from stagelift.experiments.judging import View
    from stagelift.experiments.question import Question
    from stagelift.experiments.reading import Examined
    from stagelift.metrics.kind import WindowedMetric

Source = Literal["plan", "ledger", "stated"]
POINTS_SPREAD = 10.0  # of a score from −100 to 100: a weak default where a ratio says nothing
UNCLEAR = "the control's level is not clear of 0, so a ratio says nothing: write prior: ±AMOUNT"
SEVERAL_SPLITS = "customers of several splits are never pooled into one belief"
CLEAR = 2.0  # standard errors by which a level must be clear of 0 for a ratio to say anything


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the programme's other tests say of effects, as log ratios that are positive when better.

    Args:
        centre: Mean of true effects.
        spread: Their standard deviation.
        tests: Treatments it was learnt from.
    """

    centre: float
    spread: float
    tests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BayesianRow:
    """What is believed of one treatment.

    Args:
        variant: Its id.
        treated: Its level and mature units.
        control: Those of the control.
        found: The posterior; None where it cannot be told.
        note: Why it cannot; empty where it can.
    """

    variant: str
    treated: Level
    control: Level
    found: Concluded | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BayesianView(Aside):
    """What is believed of an experiment's effects under a proper prior.

    Args:
        prior: The bell of true effects; None while shut.
        source: Where it comes from: the experiment's file, the programme's other tests, or a weak
            default that is stated.
        tests: Treatments it was learnt from, 0 unless learnt.
        worth: The effect worth having as written; empty without one.
        rows: One entry a treatment.
    """

    prior: EffectPrior | None = None
    source: Source = "stated"
    tests: int = 0
    worth: str = ""
    rows: tuple[BayesianRow, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The view as JSON-ready values; without figures while it is shut."""
        return {
            "experiment": self.experiment,
            "exploratory": True,
            "decides": False,
            "metric": self.metric,
            "unit": self.unit,
            "control": self.control,
            "as_of": self.as_of.isoformat(),
            "looks": self.looks,
            "look": self.look,
            "shut": self.shut,
            "prior": None if self.prior is None else rounded(asdict(self.prior)),
            "prior_source": self.source,
            "prior_tests": self.tests,
            "worth_having": self.worth or None,
            "variants": [
                {
                    "variant": row.variant,
                    "treated_n": row.treated[1],
                    "control_n": row.control[1],
                    **({} if row.found is None else rounded(asdict(row.found))),
                    "note": row.note,
                }
                for row in self.rows
            ],
        }

    def text(self, language: str = "en") -> str:
        """The view as lines of text.

        Args:
            language: `en` or `ko`.

        Returns:
            The prior and one line a treatment.
        """
        from stagelift.experiments.exploring.bayes_text import bayesian_text

        return bayesian_text(self, language)

    def __str__(self) -> str:
        return self.text()


def bayesian_view(
    asked: Question,
    seen: Examined,
    *,
    metric: str | None = None,
    learnt: Callable[[], Learnt | None] = lambda: None,
) -> BayesianView:
    """What is believed of an experiment's effects, from the units of the readout's look.

    The prior is the one in the experiment's file; else the one that 20 comparable tests of the
    programme or more teach; else a weak default that is stated. Never a flat one: under it a
    probability of 95 % is passed in a quarter of null tests that are looked at every day.

    Args:
        asked: The experiment.
        seen: Its readout with what it was made from.
        metric: Id of a metric of the plan; the primary one when left out.
        learnt: Gives the programme's prior when it is needed, None where too few tests are there.

    Returns:
        The view; without figures while the data are broken or no valid look has come, and for
        units of several splits.

    Raises:
        ArgumentError: A metric the plan does not name.
    """
    measured = planned(asked, metric)
    blank, view = BayesianView(**told_of(asked, seen, measured)), seen.view
    if (why := why_shut(seen, SEVERAL_SPLITS)) or view is None:
        return replace(blank, shut=why)
    effects = [view.effect(measured, name, view.level(measured)) for name in asked.treatments]
    if all(effect.absolute.low is None for effect in effects):
        first = effects[0].absolute
        return replace(blank, shut=first.note or first.status)
    prior, source, tests = prior_of(asked, measured, learnt)
    margin = asked.experiment.worth_having if measured.name == asked.primary.name else None
    return replace(
        blank,
        prior=prior,
        source=source,
        tests=tests,
        worth="" if margin is None else str(margin),
        rows=tuple(row_of(view, measured, name, prior, margin) for name in asked.treatments),
    )


def prior_of(
    asked: Question, metric: WindowedMetric, learnt: Callable[[], Learnt | None]
) -> tuple[EffectPrior, Source, int]:
    """The prior of the effect on a metric, and where it comes from.

    Args:
        asked: The experiment.
        metric: The metric; the file's prior is about the primary one.
        learnt: Gives the programme's prior.

    Returns:
        The prior, its source, and the treatments it was learnt from.
    """
    written = asked.experiment.prior
    if written is not None and metric.name == asked.primary.name:
        return as_written(written), "plan", 0
    if metric.no_lift:
        return EffectPrior("difference", 0.0, POINTS_SPREAD), "stated", 0
    known = learnt()
    if known is not None:
        sign = 1.0 if metric.better == "up" else -1.0  # learnt as gains, told as effects
        return EffectPrior("log_ratio", sign * known.centre, known.spread), "ledger", known.tests
    return EffectPrior("log_ratio", 0.0, DEFAULT_SPREAD), "stated", 0


def as_written(prior: Prior) -> EffectPrior:
    """The prior of an experiment's file.

    Args:
        prior: Centre and spread with their unit.

    Returns:
        On the scale of log ratios for per cent, where ten per cent are 0.1; else of differences.

    Example:
        >>> from stagelift.definitions.prior import Prior
        >>> as_written(Prior.parse("0.5pp ± 1pp"))
        EffectPrior(scale='difference', centre=0.005, spread=0.01)
    """
    centre, spread = float(prior.centre) / prior.scale, float(prior.spread) / prior.scale
    if prior.unit != "%":
        return EffectPrior("difference", centre, spread)
    return EffectPrior("log_ratio", math.log1p(max(centre, -0.99)), spread)


def row_of(
    view: View, metric: WindowedMetric, variant: str, prior: EffectPrior, margin: Margin | None
) -> BayesianRow:
    """What is believed of one treatment.

    Args:
        view: The experiment as the look sees it.
        metric: The metric.
        variant: Id of the treatment.
        prior: Of its effect.
        margin: The effect worth having.

    Returns:
        The row; without a posterior where too few units or no clear level stand behind it.
    """
    level = view.asked.experiment.confidence
    found = view.effect(metric, variant, level).absolute
    if found.low is None:  # too small to show, or its gate is shut
        nothing: Level = (None, 0)
        return BayesianRow(
            variant=variant, treated=nothing, control=nothing, found=None, note=found.note
        )
    one, zero = (view.arms.tallies[metric.name, arm] for arm in (variant, view.asked.control))
    levels = [metric.level_of(each, confidence=level) for each in (one, zero)]
    row = BayesianRow(
        variant=variant,
        treated=(levels[0].value, one.n),
        control=(levels[1].value, zero.n),
        found=None,
    )
    worth = None if margin is None else worth_of(margin)
    if metric.binary:
        counts = [(each.k or 0, each.n) for each in (one, zero)]
        told = conclude_shares(
            counts[0], counts[1], prior, worth=worth, better=metric.better, level=level
        )
        return replace(row, found=told)
    seen = single(metric, one, zero, view.rule(metric, variant, level))
    if not seen.se or seen.value is None:
        return replace(row, note="the values do not vary")
    base, error = levels[1].value, levels[1].se
    ratio = prior.scale == "log_ratio" or (worth is not None and worth.relative)
    if ratio and (base is None or abs(base) <= CLEAR * (error or 0.0)):
        return replace(row, note=UNCLEAR)
    told = conclude_values(
        (seen.value, seen.se), prior, control=base, worth=worth, better=metric.better, level=level
    )
    return replace(row, found=told)


def worth_of(margin: Margin) -> Worth:
    """The effect worth having as a size of a gain.

    Args:
        margin: As written.

    Returns:
        Its amount, relative for per cent.

    Example:
        >>> from stagelift.definitions import Margin
        >>> worth_of(Margin.parse("+1.0pp"))
        Worth(amount=0.01, relative=False)
    """
    size = abs(float(margin.amount)) / (100 if margin.unit in {"pp", "%"} else 1)
    return Worth(size, margin.unit == "%")
