"""One line for every decided or ended experiment, those that found nothing too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from stagelift.experiments.health import is_red
from stagelift.experiments.published import published
from stagelift.journey.figures import round_significant
from stagelift.statistics.programme import LogRatio, log_ratio_of_counts, log_ratio_of_levels

if TYPE_CHECKING:
    from stagelift.definitions import Experiment
    from stagelift.experiments.readout import Readout
    from stagelift.metrics.estimate import Estimate
    from stagelift.statistics.inference import Better

PlanState = Literal["kept", "departed", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One treatment against its control.

    Args:
        experiment: Id of the experiment.
        stage: Stage whose customers it was about, or None.
        variant: Id of the treatment.
        channel: Its channel.
        against: The control's channel.
        ratio: The effect as a log ratio; None where none can be said.
        won: Whether the rule shipped this variant.
        early: Whether it was read before its planned end.
        fixed: Whether its plan had one look, at the end.
        n: Units of the treatment and the control.
    """

    experiment: str
    stage: str | None
    variant: str
    channel: str
    against: str
    ratio: LogRatio | None
    won: bool
    early: bool
    fixed: bool = True
    n: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One experiment that was decided or has ended.

    Args:
        experiment: Its id.
        question: What it asked.
        metric: Id of its primary metric.
        unit: The metric's unit.
        stage: Stage whose customers it was about, or None.
        variant: The variant the figures are of: the winner, else the one that fared best.
        value: Effect at the planned end in the metric's unit; None while the health is red.
        low: Lower end of its interval.
        high: Upper end.
        level: Level of the interval, 0–1.
        method: Its method.
        n: Units of the variant and the control.
        status: Of the effect: `ok`, or why it must not be read; `red` for broken data.
        verdict: What the rule says; None while nothing can be read.
        plan: `kept`, `departed`, or `none` when no plan was frozen in time.
        note: What departs, or why there are no figures.
        early: Whether it was read or decided before its planned end.
        planned_end: Local day of its final readout, None for a finished table.
        decision: `ship`, `stop`, `iterate`, or None while nobody decided.
        owner: Who decided, or is to decide.
        on: Day of the decision as written, None without.
        reason: Why it was decided against the rule; empty otherwise.
        forecast: What was expected of it, in words; empty without.
        compared: Its treatments on the common scale.
    """

    experiment: str
    question: str
    metric: str
    unit: str = ""
    stage: str | None = None
    variant: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str = ""
    n: int = 0
    status: str = "ok"
    verdict: str | None = None
    plan: PlanState = "none"
    note: str = ""
    early: bool = False
    planned_end: date | None = None
    decision: str | None = None
    owner: str = ""
    on: str | None = None
    reason: str = ""
    forecast: str = ""
    compared: tuple[Compared, ...] = field(default=())

    @property
    def won(self) -> bool:
        """Whether the rule ships a variant."""
        return self.verdict == "ship"

    def to_dict(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        plain = {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name not in ("compared", "planned_end", "value", "low", "high", "early")
        }
        return {
            **plain,
            **{name: round_significant(getattr(self, name)) for name in ("value", "low", "high")},
            "stopped_early": self.early,
            "planned_end": None if self.planned_end is None else self.planned_end.isoformat(),
            "won": self.won,
        }


def entry_of(
    experiment: Experiment,
    found: Readout,
    *,
    planned: bool,
    decision: Mapping[str, Any] | None,
    stage: str | None,
    better: Better,
) -> Entry:
    """The entry of an experiment that can be read.

    Args:
        experiment: Its definition.
        found: Its readout, as of now.
        planned: Whether a plan was frozen.
        decision: The recorded decision, or None.
        stage: Stage whose customers it is about.
        better: Direction of its primary metric.

    Returns:
        The entry; figures of small groups are left out.
    """
    readout = published(found)
    told = decision or {}
    end = readout.planned_end
    early = readout.stopped or not readout.final
    early = early or (bool(told.get("on")) and end is not None and str(told["on"]) < str(end))
    best = best_effect(readout, told.get("variant") or readout.winner, better)
    state: PlanState = "none"
    if planned and readout.banner != "exploratory":
        state = "departed" if readout.banner else "kept"
    blank = blank_entry(experiment, decision, stage)
    broken = is_red(readout.health)
    red = next((check.text for check in readout.health if check.status == "red"), "")
    return Entry(
        **{
            **blank,
            "variant": best.variant if best else told.get("variant"),
            "unit": best.unit if best else "",
            "value": best.value if best else None,
            "low": best.low if best else None,
            "high": best.high if best else None,
            "level": best.level if best else experiment.confidence,
            "method": best.method if best else "",
            "n": best.n if best else 0,
            "status": "red" if broken else best.status if best else "no_data",
        },
        verdict=readout.verdict,
        plan=state,
        note=red or (readout.banner if state == "departed" else "") or (best.note if best else ""),
        early=early,
        planned_end=end,
        compared=tuple(compared(experiment, readout, stage=stage, better=better, early=early)),
    )


def blank_entry(
    experiment: Experiment, decision: Mapping[str, Any] | None, stage: str | None
) -> dict[str, Any]:
    """What is known of an experiment without its readout.

    Args:
        experiment: Its definition.
        decision: The recorded decision, or None.
        stage: Stage whose customers it is about.

    Returns:
        Fields of an entry.
    """
    told = decision or {}
    wanted = experiment.decide.owner if experiment.decide else None
    return {
        "experiment": experiment.name,
        "question": str(experiment.question or ""),
        "metric": experiment.primary,
        "stage": stage,
        "decision": told.get("decision"),
        "owner": str(told.get("owner") or wanted or experiment.owner or ""),
        "on": None if told.get("on") is None else str(told["on"]),
        "reason": str(told.get("reason") or ""),
        "forecast": str(told.get("forecast") or ""),
    }


def unreadable_entry(
    experiment: Experiment, decision: Mapping[str, Any] | None, stage: str | None, why: str
) -> Entry:
    """The entry of an experiment whose data can no longer be read: what its decision kept.

    Args:
        experiment: Its definition.
        decision: The recorded decision, or None.
        stage: Stage whose customers it is about.
        why: What keeps it from being read.

    Returns:
        The entry with status `no_data`; nothing in it enters the common scale.
    """
    told = decision or {}
    kept = told.get("effect") or {}
    return Entry(
        **blank_entry(experiment, decision, stage),
        variant=told.get("variant"),
        value=kept.get("value"),
        low=kept.get("low"),
        high=kept.get("high"),
        status="no_data",
        note=why,
    )


def best_effect(readout: Readout, variant: str | None, better: Better) -> Estimate | None:
    """The deciding effect on the primary metric: of a variant, or of the one that fared best.

    Args:
        readout: The readout.
        variant: Id of a variant, or None.
        better: Direction of the metric.

    Returns:
        The estimate; None when the readout shows none.
    """
    held = readout.estimates if readout.deciding == "raw" else readout.adjusted
    found = [e for e in held if (e.metric, e.measure) == (readout.primary, "effect")]
    named = [e for e in found if e.variant == variant]
    sign = 1.0 if better == "up" else -1.0
    ranked = sorted(found, key=lambda e: -sign * (e.value or 0.0))
    return next(iter((*named, *ranked)), None)


def compared(
    experiment: Experiment, readout: Readout, *, stage: str | None, better: Better, early: bool
) -> list[Compared]:
    """Each treatment of an experiment on the common scale.

    Args:
        experiment: Its definition.
        readout: Its readout, small groups left out.
        stage: Stage whose customers it is about.
        better: Direction of the primary metric.
        early: Whether it was read before its planned end.

    Returns:
        One a treatment, in order.
    """
    levels = {
        e.variant: e
        for e in readout.estimates
        if (e.metric, e.measure) == (readout.primary, "level")
    }
    control, *treatments = experiment.variants.values()
    return [
        Compared(
            experiment=experiment.name,
            stage=stage,
            variant=one.name,
            channel=one.channel,
            against=control.channel,
            ratio=ratio_of(levels.get(one.name), levels.get(control.name), better),
            won=readout.verdict == "ship" and readout.winner == one.name,
            early=early,
            fixed=readout.looks == "once",
            n=sum(levels[arm].n for arm in (one.name, control.name) if arm in levels),
        )
        for one in treatments
    ]


def ratio_of(treated: Estimate | None, control: Estimate | None, better: Better) -> LogRatio | None:
    """The log ratio of two levels.

    Args:
        treated: Level under treatment, or None.
        control: Level under control, or None.
        better: Direction of the metric.

    Returns:
        The ratio; None without figures, for scores in points (they may be below 0), and where a
        level is not clear of 0.
    """
    if treated is None or control is None or treated.value is None or control.value is None:
        return None
    if treated.unit == "points":
        return None
    if treated.k is not None and control.k is not None:
        if treated.k == treated.n and control.k == control.n:
            return None
        return log_ratio_of_counts((treated.k, treated.n), (control.k, control.n), better)
    if treated.se is None or control.se is None:
        return None
    return log_ratio_of_levels((treated.value, treated.se), (control.value, control.se), better)
