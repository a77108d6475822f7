"""The experiments of a page: what each says, what waits for a decision, what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from stagelift.experiments.verdict import DECIDABLE
from stagelift.reports.measures import words
from stagelift.reports.wording import WORDING, wording

if TYPE_CHECKING:
    from stagelift.definitions.experiment import Experiment
    from stagelift.experiments.deciding.outcome import Outcome
    from stagelift.experiments.worth import Worth
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.periods import Period
    from stagelift.reports.source import Check, Readout, Source, Trial

State = Literal["waiting", "hidden", "running", "planned", "decided"]
Caveat = Literal["", "exploratory", "deviation"]
ORDER: tuple[State, ...] = ("waiting", "hidden", "running", "planned", "decided")
EXPLORATORY = "exploratory"  # the banner of a readout without a frozen plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One experiment on the page.

    Args:
        name: Id of the experiment.
        label: Its words.
        state: `waiting` for a decision, `hidden` (health is red), `running`, `planned` (nothing was
            launched) or `decided`.
        verdict: The verdict, None while hidden.
        metric_label: Words of the primary metric.
        control: Words of the control.
        treatment: Words of the variant that is spoken of.
        levels: The control's and the treatment's level of the primary metric, None while hidden.
        effect: The absolute difference on the primary metric, None while hidden.
        owner: Who decides.
        by: By when.
        ends: The local day its final readout is due.
        chosen: What was decided.
        chosen_on: The local day it was decided.
        red: The check that hides the figures, None while none does.
        assigned: Customers by variant.
        definition: The experiment as it was defined.
        caveat: `exploratory` (no plan was frozen), `deviation` (it departs from its plan) or empty.
        worth: What the treatment brings a month, None where nobody said what a unit is worth.
        outcome: What became of the decision, None while nothing is decided.
        kept: Words of the variant that those held back keep.
    """

    name: str
    label: str
    state: State
    verdict: str | None
    metric_label: str
    control: str
    treatment: str
    levels: tuple[Estimate, Estimate] | None = None
    effect: Estimate | None = None
    owner: str = ""
    by: date | None = None
    ends: date | None = None
    chosen: str = ""
    chosen_on: date | None = None
    red: Check | None = None
    assigned: Mapping[str, int] = field(default_factory=dict)
    caveat: Caveat = ""
    worth: Worth | None = None
    outcome: Outcome | None = None
    kept: str = ""
    definition: Experiment

    @property
    def is_broken(self) -> bool:
        """Whether a health check is red now, be the experiment decided or not."""
        return self.red is not None


def read_trials(source: Source, language: str) -> tuple[Row, ...]:
    """The experiments, those waiting for a decision first.

    Args:
        source: The workspace.
        language: Language of the labels.

    Returns:
        One row an experiment; none for a draft, which does not say yet when customers enter.
    """
    rows = [
        _row(source, name, trial, language)
        for name, trial in source.experiments.items()
        if not trial.definition.is_draft
    ]
    return tuple(sorted(rows, key=_rank))


def began_after(row: Row, period: Period) -> bool:
    """Whether an experiment that was launched began after a period had ended.

    Args:
        row: The experiment.
        period: A page's period.

    Returns:
        False for one that is planned, and one without days: it is told of as it is now.
    """
    span = row.definition.run
    return span is not None and span.first > period.last and row.state != "planned"


def _rank(row: Row) -> tuple[int, int, date]:
    """By state; among those that wait, a change to make first, then the earlier due."""
    urgent = DECIDABLE.index(row.verdict) if row.state == "waiting" and row.verdict else 0
    return ORDER.index(row.state), urgent, row.by or date.max


def _row(source: Source, name: str, trial: Trial, language: str) -> Row:
    definition, readout, decision = trial.definition, trial.readout(around=False), trial.decision
    red = [check for check in readout.health if check.status == "red"]
    control, *treatments = definition.variants
    metric = source.metrics[definition.primary]
    effect = _effect(readout, definition.primary, metric.better)
    treatment = readout.winner or (effect.variant if effect is not None else None) or treatments[0]
    decide = definition.decide
    return Row(
        name=name,
        label=words(definition.label, name, language),
        state=_state(readout, decided=decision is not None, red=bool(red)),
        verdict=readout.verdict,
        metric_label=words(metric.label, definition.primary, language),
        control=variant_words(definition, control, language),
        treatment=variant_words(definition, treatment, language),
        levels=_levels(readout, definition.primary, control, treatment),
        effect=effect,
        owner=(decide.owner if decide else "") or definition.owner or "",
        by=decide.by if decide else None,
        ends=readout.planned_end,
        chosen=str(decision["decision"]) if decision else "",
        chosen_on=_day(decision["on"]) if decision else None,
        red=red[0] if red else None,
        assigned=readout.assigned,
        caveat=_caveat(readout.banner),
        worth=readout.worth,
        outcome=(outcome := trial.outcome()),
        kept=_kept_words(definition, outcome, language),
        definition=definition,
    )


def _kept_words(definition: Experiment, outcome: Outcome | None, language: str) -> str:
    """Words of the variant a forecast is of the difference to; empty without a forecast."""
    against = outcome.forecast.against if outcome is not None and outcome.forecast else ""
    known = against in definition.variants
    return variant_words(definition, against, language) if known else against


def variant_words(definition: Experiment, name: str, language: str) -> str:
    """A variant's label, else its channel where that tells the variants apart, else its id.

    Args:
        definition: The experiment.
        name: Id of the variant.
        language: Language of the page.

    Returns:
        The words.
    """
    variant = definition.variants[name]
    if variant.label is not None:
        return variant.label.text(language)
    channels = [other.channel for other in definition.variants.values()]
    apart = len(set(channels)) == len(channels) and "none" not in channels
    known = f"channel.{variant.channel}" in WORDING[language]
    if apart and known:
        return wording(language, f"channel.{variant.channel}")
    return words(None, variant.channel if apart else name, language)


def _caveat(banner: str) -> Caveat:
    """What a readout's banner means for how its verdict may be read."""
    if banner == EXPLORATORY:
        return "exploratory"
    return "deviation" if banner else ""


def _state(readout: Readout, *, decided: bool, red: bool) -> State:
    if decided:
        return "decided"
    if red:
        return "hidden"
    if not readout.is_launched:  # whatever the hash says of those who would have been in it
        return "planned"
    return "waiting" if readout.verdict in DECIDABLE else "running"


def _effect(readout: Readout, metric: str, better: str) -> Estimate | None:
    found = [
        e for e in readout.estimates if (e.metric, e.measure, e.segment) == (metric, "effect", None)
    ]
    if readout.winner is not None:
        found = [e for e in found if e.variant == readout.winner] or found
    known = [(e.value, e) for e in found if e.value is not None]
    if not known:
        return found[0] if found else None
    sign = -1 if better == "down" else 1
    return max(known, key=lambda pair: sign * pair[0])[1]


def _levels(
    readout: Readout, metric: str, control: str, treatment: str
) -> tuple[Estimate, Estimate] | None:
    found: dict[str | None, Estimate] = {
        e.variant: e
        for e in readout.estimates
        if (e.metric, e.measure, e.segment) == (metric, "level", None)
    }
    return (found[control], found[treatment]) if control in found and treatment in found else None


def _day(value: object) -> date:
    return date.fromisoformat(str(value)[:10])


def in_state(rows: Sequence[Row], state: State) -> tuple[Row, ...]:
    """The rows in one state."""
    return tuple(row for row in rows if row.state == state)
