"""What became of a decision: its forecast beside the customers who were held back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from stagelift.data.zones import day_start_us
from stagelift.definitions import EVERYONE, DateSpan, Label
from stagelift.definitions.journey import NO_CHANNEL
from stagelift.errors import ArgumentError
from stagelift.experiments.deciding.forecast import Forecast
from stagelift.experiments.health import is_red
from stagelift.experiments.holdout import HELD_OUT, OTHERS, holdout_arms, holdout_checks
from stagelift.experiments.programme.ledger import best_effect
from stagelift.experiments.published import published
from stagelift.journey.figures import round_significant
from stagelift.journey.rules import audience_rule
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.programme import Score, score_forecast

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Experiment, Journey
    from stagelift.experiments.readout import Readout
    from stagelift.metrics.kind import WindowedMetric
    from stagelift.statistics.inference import Better, Inference

Standing = Literal[
    "held", "short", "beyond", "undecided", "open", "red", "unread", "unscored", "words"
]
SCORED = ("held", "short", "beyond", "undecided")
LEAST_HOLDOUT = Fraction(1, 20)
Unfit = Literal["", "message", "little"]
UNFIT: Mapping[Unfit, str] = {
    "": "",
    "message": "the global holdout gets nothing, and the control is a message",
    "little": "the global holdout is smaller than 5%",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one decision.

    Args:
        experiment: Id of the experiment.
        decision: `ship`, `stop` or `iterate`.
        variant: The variant it is about, or None.
        on: Local day of the decision as written.
        owner: Who decided.
        words: The forecast as it was said, perhaps by language; None without words.
        forecast: The expected effect, None where only words were kept.
        standing: `held`, `short`, `beyond` or `undecided` once it is scored; `open` until then;
            `red` while the data are broken; `unread` where too few were held back; `unscored`
            where nobody was, or nobody who shows what the control does; `words` where there is no
            effect to score.
        scored_by: `holdback`, `holdout` or `nothing`.
        value: Effect seen since, in the metric's unit; None until it is scored.
        low: Lower end of its interval.
        high: Upper end.
        level: Level of the interval, 0–1.
        method: Its method.
        n: Units of both groups.
        kept: Share held back.
        score: The forecast beside it.
        note: Why it is not scored, in words; empty otherwise.
    """

    experiment: str
    decision: str
    variant: str | None
    on: str
    owner: str
    words: Label | None
    forecast: Forecast | None
    standing: Standing
    scored_by: str = "nothing"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str = ""
    n: int = 0
    kept: float | None = None
    score: Score | None = None
    note: str = ""

    @property
    def scored(self) -> bool:
        """Whether what came stands beside what was forecast."""
        return self.standing in SCORED

    def to_dict(self) -> dict[str, Any]:
        """The outcome as JSON-ready values."""
        names = ("experiment", "decision", "variant", "on", "owner", "standing")
        more = ("scored_by", "level", "method", "n", "kept", "note")
        off = self.score
        return {
            **{name: getattr(self, name) for name in (*names, *more)},
            "words": "" if self.words is None else str(self.words),
            "forecast": None if self.forecast is None else self.forecast.to_dict(),
            **{name: round_significant(getattr(self, name)) for name in ("value", "low", "high")},
            "off": None if off is None else round_significant(off.off),
            "off_low": None if off is None else round_significant(off.low),
            "off_high": None if off is None else round_significant(off.high),
            "p_value": None if off is None else round_significant(off.p_value),
        }


def blank_outcome(
    experiment: str, record: Mapping[str, Any], forecast: Forecast | None, *, unfit: Unfit = ""
) -> Outcome:
    """What is known of a decision before anything is read.

    Args:
        experiment: Id of the experiment.
        record: The decision.
        forecast: The effect it expects, None where only words were kept.
        unfit: Why the global holdout cannot score it; empty where it can, or is not kept.

    Returns:
        `words` without an expected effect, `unscored` where nobody is held back or nobody who
        shows what the control does, else `open`.
    """
    standing: Standing = "open"
    by = "nothing" if forecast is None else forecast.scored_by
    if by == "holdout" and unfit:
        by = "nothing"
    if forecast is None:
        standing = "words"
    elif by == "nothing":
        standing = "unscored"
    return Outcome(
        experiment=experiment,
        decision=str(record.get("decision") or ""),
        variant=record.get("variant"),
        on=str(record.get("on") or "")[:10],
        owner=str(record.get("owner") or ""),
        words=_words(record),
        forecast=forecast,
        standing=standing,
        scored_by=by,
        note=UNFIT[unfit] if standing == "unscored" and not record.get("holdback") else "",
    )


def _words(record: Mapping[str, Any]) -> Label | None:
    """What a decision's file says of its forecast: one text, or one a language."""
    told = record.get("forecast")
    if not told:
        return None
    try:
        return Label.accept(dict(told) if isinstance(told, Mapping) else str(told))
    except ValueError as error:
        place = f"experiments/{record.get('experiment')}.decision.yaml: forecast"
        raise ArgumentError(f"{place}: {error}") from error


def hidden(found: Outcome, why: str) -> Outcome:
    """An outcome without a figure: the data its forecast rests on are broken.

    Args:
        found: The outcome.
        why: What is broken.

    Returns:
        The same decision, `red`, without words, forecast and score.
    """
    bare = replace(found, standing="red", words=None, forecast=None, score=None, n=0, note=why)
    return replace(bare, value=None, low=None, high=None, scored_by="nothing")


def unfit_holdout(experiment: Experiment, journey: Journey) -> Unfit:
    """Why the global holdout cannot score a forecast of a variant against the control.

    Whoever is held out gets nothing, so it stands for the control only where that sends nothing.

    Args:
        experiment: The experiment decided.
        journey: Its journey.

    Returns:
        `message` where the control sends one, `little` below 5 % held out; empty where it can, and
        where there is no holdout.
    """
    if not journey.rules.holdout:
        return ""
    if experiment.variants[experiment.control].channel != NO_CHANNEL:
        return "message"
    return "little" if journey.rules.holdout < LEAST_HOLDOUT else ""


def by_holdback(blank: Outcome, found: Readout, better: Better, kept: float) -> Outcome:
    """The outcome by the customers who kept the earlier variant.

    Args:
        blank: What is known before.
        found: The readout of the holdback, whose control is the variant kept.
        better: Direction of the metric.
        kept: Share held back.

    Returns:
        The outcome; without figures while windows are open or the data are broken.
    """
    readout, blank = published(found), replace(blank, kept=kept)
    if is_red(readout.health):
        red = next(check.text for check in readout.health if check.status == "red")
        return replace(blank, standing="red", note=red)
    if not readout.final:
        return blank
    variant = None if blank.forecast is None else blank.forecast.variant
    effect = best_effect(readout, variant, better)
    if effect is None:
        return replace(blank, standing="unread", note="nobody was held back")
    seen = (effect.value, effect.low, effect.high)
    shown = replace(blank, n=effect.n, level=effect.level, method=effect.method)
    return scored(shown, seen, better, effect.note or effect.status)


def scored(
    blank: Outcome,
    seen: tuple[float | None, float | None, float | None],
    better: Better,
    why: str,
) -> Outcome:
    """An outcome with what was seen and the score.

    Args:
        blank: What is known before.
        seen: Value, low and high.
        better: Direction of the metric.
        why: Why there are no figures, where there are none.

    Returns:
        The outcome, `unread` without figures.
    """
    value, low, high = seen
    if blank.forecast is None or value is None or low is None or high is None or low == high:
        return replace(blank, standing="unread", note=why)
    score = score_forecast(
        blank.forecast.ends,
        (value, low, high),
        level=blank.level,
        forecast_level=blank.forecast.level,
        better=better,
    )
    return replace(
        blank, value=value, low=low, high=high, score=score, standing=score.standing, note=""
    )


def by_holdout(
    blank: Outcome,
    experiment: Experiment,
    journey: Journey,
    metric: WindowedMetric,
    contract: Contract,
    days: DateSpan,
) -> Outcome:
    """The outcome by the customers held out of every experiment, who got nothing that was shipped.

    They qualify by the same rule in the same days. What they miss is all that was shipped for these
    customers, not this variant alone.

    Args:
        blank: What is known before.
        experiment: The experiment decided.
        journey: Its journey.
        metric: Its primary metric.
        contract: The contract tables.
        days: Local days after the decision.

    Returns:
        The outcome; without figures until the windows have closed, or while the data are broken.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    start, end = (
        day_start_us((each - date(1970, 1, 1)).days, journey.zone)
        for each in (days.first, days.last + timedelta(days=1))
    )
    blank = replace(blank, kept=float(journey.rules.holdout or 0))
    if contract.as_of_us < end + metric.window:
        return blank
    units = holdout_arms(
        contract,
        journey,
        metric,
        audience=audience_rule(journey, experiment.audience)
        if experiment.audience != EVERYONE
        else None,
        span=(start, end),
        at_once=False,
    )
    checks = holdout_checks(units, journey, contract, end + metric.window)
    if is_red(checks):
        red = next(check.text for check in checks if check.status == "red")
        return replace(blank, standing="red", note=red)
    others, out = (units.tallies[metric.name, name] for name in (OTHERS, HELD_OUT))
    if min(others.n, out.n) < MINIMUM:
        return replace(blank, standing="unread", note="too few customers were held out")
    found: Inference = metric.effect_of(others, out, confidence=blank.level, method="auto")
    seen = (found.value, found.low, found.high)
    shown = replace(blank, n=others.n + out.n, method=found.method)
    return scored(shown, seen, metric.better, found.note or found.status)
