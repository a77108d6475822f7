"""What the readout of one experiment is written from: its facts, words and records, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from stagelift.definitions.journey import NO_CHANNEL
from stagelift.errors import ReportError, did_you_mean
from stagelift.experiments.beside import RESPONDENTS
from stagelift.experiments.enrolment import run_of
from stagelift.experiments.guardrails import guardrails_of
from stagelift.experiments.health import is_red
from stagelift.experiments.later import PREFIX
from stagelift.experiments.published import published
from stagelift.formatting import default_spec, span
from stagelift.metrics.kind import WindowedMetric, unit_of
from stagelift.metrics.scored import ANSWERED
from stagelift.reports.fragments import Twin
from stagelift.reports.measures import words
from stagelift.reports.prose import TOLERANCE, Fact, FactBook
from stagelift.reports.wording import WORDING
from stagelift.reports.wording_readout import sentence

if TYPE_CHECKING:
    from stagelift.definitions import Experiment, Journey, Margin
    from stagelift.definitions.metric import Metric
    from stagelift.experiments.deciding.outcome import Outcome
    from stagelift.experiments.exploring.exploration import Exploration
    from stagelift.experiments.readout import Readout
    from stagelift.experiments.sections.sections import Sections
    from stagelift.metrics.estimate import Estimate

BESIDE = ((ANSWERED, "beside.answered"), (RESPONDENTS, "beside.respondents"))


class ReadoutTrial(Protocol):
    """One experiment of a workspace, as its readout needs it."""

    @property
    def definition(self) -> Experiment:
        """What was defined."""
        ...

    @property
    def plan(self) -> Mapping[str, Any] | None:
        """The frozen plan, or None."""
        ...

    @property
    def decision(self) -> Mapping[str, Any] | None:
        """The recorded decision, or None."""
        ...

    def outcome(self) -> Outcome | None:
        """What became of the decision, None while nothing is decided."""
        ...

    def readout(self) -> Readout:
        """What it says now."""
        ...

    def sections(self, *, beyond_plan: bool = True) -> Sections:
        """What the readout tells beyond its table of effects."""
        ...

    def explore(self) -> Exploration:
        """Its effects by stage and group; they decide nothing."""
        ...

    def looks(self) -> tuple[datetime, ...]:
        """The instants at which its plan was read, up to now."""
        ...


class ReadoutSource(Protocol):
    """A workspace as a readout sees it."""

    @property
    def root(self) -> Path:
        """The folder of the workspace."""
        ...

    @property
    def journey(self) -> Journey:
        """The journey."""
        ...

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """The metrics by id."""
        ...

    @property
    def experiments(self) -> Mapping[str, ReadoutTrial]:
        """The experiments by id."""
        ...


@dataclass(slots=True, kw_only=True)
class ReadoutMaterial:
    """Everything the sections of one readout share.

    Args:
        book: The facts.
        language: Language of the page.
        source: The workspace.
        trial: The experiment.
        readout: What it says; without estimates while its health is red.
        sections: What it tells beyond its table; empty while its health is red.
        looks: The instants at which its plan was read.
        explored: Its effects by stage and group; shut while nothing may be read.
        twins: Tables that hold the charts' numbers, filled as charts are drawn.
    """

    book: FactBook
    language: str
    source: ReadoutSource
    trial: ReadoutTrial
    readout: Readout
    sections: Sections
    looks: tuple[datetime, ...]
    explored: Exploration
    twins: list[Twin] = field(default_factory=list)

    @classmethod
    def read(cls, source: ReadoutSource, name: str, language: str) -> ReadoutMaterial:
        """The material of one experiment, with its facts recorded.

        Args:
            source: The workspace.
            name: Id of the experiment.
            language: Language of the page.

        Returns:
            The material.

        Raises:
            ReportError: No such experiment or language, or facts that contradict each other.
        """
        sentence(language, "none")
        if name not in source.experiments:
            known = ", ".join(source.experiments) or "none"
            hint = did_you_mean(name, source.experiments) or f"Allowed: {known}"
            raise ReportError(f"unknown experiment '{name}'. {hint}")
        trial = source.experiments[name]
        readout = published(trial.readout())
        made = cls(
            book=FactBook(language),
            language=language,
            source=source,
            trial=trial,
            readout=readout,
            sections=trial.sections(),
            looks=trial.looks(),
            explored=trial.explore(),
        )
        made._record()
        return made

    @property
    def question(self) -> str:
        """What the experiment asks, in the language of the page; empty without words."""
        asked = self.definition.question
        return asked.text(self.language) if asked else self.readout.question

    @property
    def definition(self) -> Experiment:
        """What was defined."""
        return self.trial.definition

    @property
    def red(self) -> bool:
        """Whether the health hides every figure."""
        return is_red(self.readout.health)

    @property
    def control(self) -> str:
        """Id of the control."""
        return self.definition.control

    @property
    def treatments(self) -> tuple[str, ...]:
        """Ids of the variants compared with the control."""
        return tuple(self.definition.variants)[1:]

    @property
    def winner(self) -> str:
        """The variant that is spoken of."""
        return self.readout.winner or self.treatments[0]

    @property
    def primary(self) -> Metric:
        """The metric that decides."""
        return self.source.metrics[self.definition.primary]

    @property
    def counts_customers(self) -> bool:
        """Whether the metric that decides counts customers, each once, such as a conversion."""
        return isinstance(self.primary, WindowedMetric) and self.primary.binary

    @property
    def margins(self) -> dict[str, Margin]:
        """Margins of the guardrails."""
        return guardrails_of(self.definition, self.source.journey)

    def say(self, key: str, said: Mapping[str, str] | None = None, /, **names: str) -> str:
        """A sentence of the readout in the page's language, bound to the facts."""
        return self.book.say(sentence(self.language, key), said, **names)

    def count(self, name: str, value: float, *, unit: str = "count", form: str = "") -> str:
        """Records a number about the experiment; returns its name for a sentence."""
        fact = Fact(
            name=name,
            metric=name,
            period=self.period,
            value=value,
            unit=unit,
            form=form,
            as_of=self.readout.as_of.isoformat(),
            fingerprint=self.readout.fingerprint,
        )
        return self.book.record(fact).name

    def unit(self, metric: str) -> str:
        """The unit of a metric's values; money is in the journey's currency."""
        return unit_of(self.source.metrics[metric], self.source.journey)

    @property
    def period(self) -> str:
        """The days of entry as the definition writes them."""
        return str(self.definition.run or self.definition.enters)

    @property
    def entered(self) -> str:
        """The days of entry in words."""
        run = run_of(self.definition)
        return span(run.first, run.last, self.language)

    @property
    def today(self) -> date:
        """The local day of the instant of knowledge."""
        return self.local(self.readout.as_of).date()

    def local(self, instant: datetime) -> datetime:
        """An instant in the journey's zone."""
        return instant.astimezone(ZoneInfo(self.source.journey.zone))

    def metric_words(self, name: str) -> str:
        """A metric's label; for a later stage, the stage's; for answers, the score's."""
        for ending, key in BESIDE:
            if name.endswith(ending) and name not in self.source.metrics:
                return self.say(key, {"metric": self.metric_words(name.removesuffix(ending))})
        if name.startswith(PREFIX) and name not in self.source.metrics:
            stage = name.removeprefix(PREFIX)
            label = words(self.source.journey.stages[stage].label, stage, self.language)
            return self.say("reached", {"stage": label})
        return words(self.source.metrics[name].label, name, self.language)

    def variant_words(self, name: str) -> str:
        """A variant's label, else its channel where that tells the variants apart, else its id."""
        variants = self.definition.variants
        variant = variants[name]
        channels = [each.channel for each in variants.values()]
        if variant.label is None and len(set(channels)) == len(channels):
            return self.channel_words(variant.channel)
        return words(variant.label, name, self.language)

    def channel_words(self, name: str) -> str:
        """A channel's label, else its word in the page's language, else its id."""
        channel = self.source.journey.channels.get(name)
        if channel is not None and channel.label is not None:
            return channel.label.text(self.language)
        if name == NO_CHANNEL:
            return sentence(self.language, "channel.none")
        return WORDING.get(self.language, {}).get(f"channel.{name}", name.replace("_", " "))

    def estimate_of(self, variant: str) -> Estimate:
        """The effect of a variant on the primary metric that the plan decides by."""
        key = (self.definition.primary, "effect", variant)
        found = self.readout.adjusted if self.by_adjusted else self.readout.estimates
        return next(e for e in found if (e.metric, e.measure, e.variant) == key)

    def effects(self, *families: str) -> tuple[Estimate, ...]:
        """The effects of the named families, in the order of the readout."""
        return tuple(
            e for e in self.readout.estimates if e.measure == "effect" and e.family in families
        )

    @property
    def adjusted(self) -> tuple[Estimate, ...]:
        """The effects on the primary metric adjusted for the time before, where they are known."""
        return tuple(
            e
            for e in self.readout.adjusted
            if (e.metric, e.measure) == (self.definition.primary, "effect") and e.low is not None
        )

    @property
    def by_adjusted(self) -> bool:
        """Whether the plan decides by the adjusted effect."""
        return self.readout.deciding != "raw"

    def better(self, metric: str) -> str:
        """The direction in which a metric is better."""
        known = self.source.metrics.get(metric)
        return "up" if known is None else known.better

    def _record(self) -> None:
        readout = self.readout
        for estimate in (*readout.estimates, *readout.adjusted, *readout.beside):
            fact = Fact.of(fact_name(estimate), estimate)
            if estimate.status == "low_n" and not estimate.n:
                fact = replace(fact, n=None)  # hidden, which is not the same as nobody
            if estimate.measure == "lift":
                fact = replace(fact, form="+.0%")
            self.book.record(fact)
        for estimate in self.readout.estimates:
            if estimate.measure == "effect":
                self._agrees(estimate)

    def _agrees(self, effect: Estimate) -> None:
        """Stops an effect that is not the difference of the two levels shown beside it."""
        old = self.book[f"{effect.metric}.level@{effect.against}"].value
        new = self.book[f"{effect.metric}.level@{effect.variant}"].value
        if None in (old, new, effect.value) or effect.adjustment != "raw":
            return
        gap, value = float(new or 0.0) - float(old or 0.0), float(effect.value or 0.0)
        ended = effect.method.startswith("stagewise")
        if ended and not float(effect.low or 0.0) <= gap <= float(effect.high or 0.0):
            return  # the median-unbiased effect stands where the last look jumped
        near = TOLERANCE * max(abs(float(new or 0.0)), abs(float(old or 0.0)))
        if not isclose(gap, value, rel_tol=TOLERANCE, abs_tol=near):
            name = fact_name(effect)
            raise ReportError(f"'{name}' is {value} but its levels differ by {gap}")


def fact_name(estimate: Estimate) -> str:
    """The name of a fact: `METRIC.MEASURE@VARIANT`, with `.adjusted` for the time before."""
    kind = estimate.measure if estimate.adjustment == "raw" else f"{estimate.measure}.adjusted"
    return f"{estimate.metric}.{kind}@{estimate.variant}"


def margin_form(margin: Margin, unit: str, *, sign: str = "+") -> str:
    """The format in which a margin reads as it was written.

    Args:
        margin: The margin.
        unit: Unit of its metric.
        sign: `+`, or empty for an amount without its sign.

    Returns:
        A specification for `stagelift.formatting.formatted`.
    """
    exponent = margin.amount.as_tuple().exponent
    digits = max(-exponent, 0) if isinstance(exponent, int) else 0
    if margin.unit:
        return f"{sign}.{digits}{margin.unit}"
    if unit == "points":
        return f"{sign}.{digits}f"
    return default_spec(unit, change=bool(sign))
