"""A decision put together: which variant, what is expected of it, and who checks it when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from stagelift.data.zones import day_start_us
from stagelift.definitions import DateSpan
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.deciding.forecast import Forecast, expected, stated
from stagelift.experiments.deciding.holdback import (
    days_of,
    holdback_of,
    holdback_record,
    shows_to_within,
)
from stagelift.experiments.deciding.outcome import Unfit, unfit_holdout
from stagelift.experiments.enrolment import enrolment, run_of
from stagelift.experiments.guardrails import guardrails_of
from stagelift.experiments.plan import windowed
from stagelift.experiments.published import published

if TYPE_CHECKING:
    from stagelift.definitions import Experiment, Journey
    from stagelift.definitions.metric import Metric
    from stagelift.experiments.life.admission import Admission
    from stagelift.experiments.programme.ledger import Compared
    from stagelift.experiments.readout import Readout

DAY_US = timedelta(days=1) // timedelta(microseconds=1)
FOLLOWED_DAYS = 28  # new entrants that score a forecast by the global holdout


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a decision keeps beside its words.

    Args:
        variant: The variant it is about, or None.
        forecast: The effect expected of a shipped variant, or None.
        holdback: What its file says of the customers held back, or None.
        within: Half the width of the interval the holdback will give; None when not known.
        unfit: Why the global holdout cannot score the forecast; empty where it can, or is not kept.
    """

    variant: str | None
    forecast: Forecast | None = None
    holdback: Mapping[str, Any] | None = None
    within: float | None = None
    unfit: Unfit = ""

    @property
    def blind(self) -> bool:
        """Whether the holdback is too small to tell the expected effect from none."""
        return (
            self.forecast is not None
            and self.within is not None
            and self.within > abs(self.forecast.value)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """An experiment about to be decided.

    Args:
        experiment: Its definition.
        journey: Its journey.
        metrics: The metrics by id.
        readout: What it says now.
        others: Treatments of the team's other tests that were read.
        today: The journey's local day.
        admission: Who is taken into it, by its frozen plan and the deeds since.
    """

    experiment: Experiment
    journey: Journey
    metrics: Mapping[str, Metric]
    readout: Readout
    others: Sequence[Compared] = ()
    today: date
    admission: Admission


def day_of(asked: Deciding, on: date | None) -> date:
    """The day of the decision.

    Args:
        asked: The experiment.
        on: The day given, or None for today.

    Returns:
        The day.

    Raises:
        ArgumentError: A day to come, or one before anybody could enter.
    """
    day = asked.today if on is None else on
    if day > asked.today:
        raise ArgumentError(f"on {day} came; it is {asked.today}, and a decision is kept once made")
    first = None if asked.experiment.is_draft else run_of(asked.experiment).first
    if first is not None and day < first:
        raise ArgumentError(f"on {day} came; the experiment began on {first}")
    return day


def prospect_of(
    asked: Deciding, decision: str, *, variant: str | None, words: str | None, on: date
) -> Prospect:
    """What a decision expects, and who is held back to check it.

    Args:
        asked: The experiment.
        decision: `ship`, `stop` or `iterate`.
        variant: The variant shipped; by default the one the verdict is about.
        words: The forecast as given, or None.
        on: Day of the decision.

    Returns:
        For `ship` the expected effect and the holdback; for others the variant alone.

    Raises:
        ArgumentError: An unknown variant, the control, a forecast that cannot be read, or one of an
            effect where nothing is shipped.
    """
    chosen = chosen_variant(asked, variant)
    if decision != "ship" or chosen is None:
        return Prospect(variant=chosen)
    control = asked.experiment.control
    if chosen == control:
        raise ArgumentError(
            f"'{control}' is the control and in use already; `stop` keeps it, `ship` replaces it"
        )
    readout, better = (
        published(asked.readout),
        windowed(asked.metrics, asked.readout.primary).better,
    )
    forecast = expected(asked.experiment, readout, chosen, better=better, others=asked.others)
    if forecast is not None and words:
        level = control_level(readout, control)
        forecast = stated(words, forecast, level) or forecast
    kept = asked.experiment.decide.after_ship if asked.experiment.decide else None
    if kept is None:
        return Prospect(
            variant=chosen,
            forecast=forecast and by_holdout(asked, forecast, on),
            unfit=unfit_holdout(asked.experiment, asked.journey),
        )
    start = max(on, asked.today)  # whoever qualified before today was given something else already
    record = holdback_record(asked.experiment, kept, chosen, start)
    if forecast is not None:
        record_of = {"holdback": record}
        drawn = holdback_of(asked.experiment, record_of)
        against = str(record["kept"])
        forecast = replace(forecast, against=against, days=kept.days)
        if drawn is not None and kept.scores and against == control:
            closes = checked_from(asked, drawn)
            forecast = replace(
                forecast, scored_by="holdback", check_by=checked(words, forecast, closes)
            )
    days = days_of(asked.experiment)
    within = None if not days else shows_to_within(readout, kept, entered_days(asked, days))
    return Prospect(variant=chosen, forecast=forecast, holdback=record, within=within)


def chosen_variant(asked: Deciding, variant: str | None) -> str | None:
    """The variant a decision is about.

    Raises:
        ArgumentError: When the experiment has none of that name.
    """
    known = asked.experiment.variants
    if variant is not None and variant not in known:
        hint = did_you_mean(variant, known) or f"There are: {', '.join(known)}"
        raise ArgumentError(f"unknown variant '{variant}'. {hint}")
    return variant or asked.readout.winner


def control_level(readout: Readout, control: str) -> float | None:
    """The control's level of the primary metric."""
    wanted = (readout.primary, "level", control)
    found = (e.value for e in readout.estimates if (e.metric, e.measure, e.variant) == wanted)
    return next(found, None)


def entered_days(asked: Deciding, planned: int) -> float:
    """Days in which all who qualified entered the test so far; one at half traffic is half a day.

    Args:
        asked: The experiment.
        planned: Local days on which it enrols.

    Returns:
        Days without pauses, each by its share of the traffic; the holdback takes everyone.
    """
    first, zone = run_of(asked.experiment).first, asked.journey.zone
    so_far = max(min((asked.today - first).days, planned), 1)
    start, end = (day_start_us(day, zone) for day in (first, first + timedelta(days=so_far)))
    return asked.admission.open_time(start, end) / DAY_US


def longest_window(asked: Deciding) -> int:
    """The longest window of what decides, µs."""
    names = (asked.experiment.primary, *guardrails_of(asked.experiment, asked.journey))
    return max(windowed(asked.metrics, name).window for name in names)


def checked_from(asked: Deciding, drawn: Experiment) -> date:
    """The local day from which every window of the customers drawn has closed."""
    return enrolment(drawn, asked.journey, longest_window(asked)).planned_end


def by_holdout(asked: Deciding, forecast: Forecast, on: date) -> Forecast:
    """A forecast scored by the global holdout where it stands for the control, else by nothing."""
    if not asked.journey.rules.holdout or unfit_holdout(asked.experiment, asked.journey):
        return replace(forecast, scored_by="nothing", check_by=None)
    days = followed_days(on, FOLLOWED_DAYS)
    window = windowed(asked.metrics, forecast.metric).window
    closes = days.last + timedelta(days=1 - (-window // 86_400_000_000))
    return replace(
        forecast, scored_by="holdout", days=FOLLOWED_DAYS, check_by=checked("", forecast, closes)
    )


def followed_days(on: date, days: int) -> DateSpan:
    """The local days after a decision whose entrants score it."""
    return DateSpan(on + timedelta(days=1), on + timedelta(days=days))


def checked(words: str | None, forecast: Forecast, closes: date) -> date:
    """The day a forecast is checked: the one stated, else the first on which it can be.

    Raises:
        ArgumentError: When it is stated before the customers' windows have closed.
    """
    if forecast.check_by is not None and forecast.check_by < closes:
        raise ArgumentError(
            f"forecast '{words or ''}': those held back can be read from {closes} on, "
            f"not by {forecast.check_by}"
        )
    return forecast.check_by or closes
