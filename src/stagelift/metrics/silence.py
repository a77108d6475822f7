"""The window of churn by silence, chosen from how long customers were silent and came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.silences import measure_silences
from stagelift.data.query.value_specs import Term
from stagelift.data.zones import from_us
from stagelift.definitions import EventPattern
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.frames import Tabular
from stagelift.journey.figures import round_significant
from stagelift.journey.rules import terms_of
from stagelift.metrics.churn import Churn
from stagelift.metrics.cohorts import words
from stagelift.metrics.kpi_table import SMALL_CELL
from stagelift.statistics.silence import Silences, return_risk, smallest_window

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions.metric import Metric
    from stagelift.statistics.inference import Status

USUAL_DAYS = (30, 60, 90)  # shown beside the window chosen, so that its effect can be seen
HORIZON_DAYS = 90
AT_MOST = 0.10
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class SilenceQuestion:
    """What is asked of the silences between two events.

    Args:
        terms: Events that end a silence.
        metric: Id of the churn metric it is asked for, or None.
        own_days: The metric's own window in days, or None.
        horizon_days: How long after the window a customer may come back, > 0.
        at_most: Share of returns that is tolerated, between 0 and 1.
        days: Windows shown beside the one chosen.
    """

    terms: tuple[Term, ...]
    metric: str | None = None
    own_days: int | None = None
    horizon_days: int = HORIZON_DAYS
    at_most: float = AT_MOST
    days: tuple[int, ...] = USUAL_DAYS


@dataclass(frozen=True, slots=True)
class SilenceRow:
    """What a window of so many days would mean.

    Args:
        days: The window.
        n: Silences that lasted so long and were followed beyond.
        value: Share of them that ended within the horizon, 0–1; None when it cannot be known.
        low: Lower end of its interval.
        high: Upper end.
        silent: Customers who are silent that long where the data end.
        customers: All customers with an event.
        status: `ok`, or why there is no value.
        note: The reason in words.
    """

    days: int
    n: int
    value: float | None
    low: float | None
    high: float | None
    silent: int
    customers: int
    status: Status = "ok"
    note: str = ""


@dataclass(frozen=True, slots=True)
class SilenceWindow(Tabular):
    """The shortest silence after which few enough customers come back.

    Args:
        asked: What was asked.
        days: The window, or None when no window in the data keeps the share.
        rows: By window: the usual ones, the metric's own and the one chosen.
        returns: Silences that ended by a return, all lengths together.
        longest: Days of silence about which anything is known.
        as_of: Instant of knowledge as ISO text.
        minimum_cell: Rows of fewer silences or customers are suppressed wherever they are shown.
    """

    asked: SilenceQuestion
    days: int | None
    rows: tuple[SilenceRow, ...]
    returns: int
    longest: int
    as_of: str
    minimum_cell: int = SMALL_CELL

    @property
    def status(self) -> Status:
        """`ok`, or `not_identifiable` when no window in the data keeps the share."""
        return "ok" if self.days is not None else "not_identifiable"

    def row(self, days: int) -> SilenceRow:
        """One window.

        Args:
            days: A window shown.

        Returns:
            Its row.

        Raises:
            ArgumentError: When it is not shown.
        """
        for found in self.rows:
            if found.days == days:
                return found
        shown = ", ".join(str(row.days) for row in self.rows)
        raise ArgumentError(f"days: {days} came; shown are {shown}")

    def to_dicts(self) -> list[dict[str, Any]]:
        """The windows as JSON-ready rows; small numbers are null.

        Returns:
            One dict per window with the event, the horizon and whether it was chosen.
        """
        return [self._shown(row) for row in self.rows]

    def _shown(self, row: SilenceRow) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "event": words(self.asked.terms),
            "horizon_days": self.asked.horizon_days,
            "chosen": row.days == self.days,
            **{name: getattr(row, name) for name in SilenceRow.__dataclass_fields__},
        }
        if 0 < row.n < self.minimum_cell:
            shown.update(dict.fromkeys(("n", "value", "low", "high")), status="low_n")
            shown["note"] = f"fewer than {self.minimum_cell} silences"
        if 0 < row.silent < self.minimum_cell:
            shown["silent"] = None
        return shown

    def text(self, language: str = "en") -> str:
        """What the metric's own window means, the window that keeps the share, the table.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.metrics.silence_text import silence_text

        return silence_text(self, language)

    def __str__(self) -> str:
        return self.text()


def churn_asked(metrics: Mapping[str, Metric], name: str | None) -> Churn:
    """The metric of churn by silence that is meant.

    Args:
        metrics: Metrics by id.
        name: One of them; the first of that kind when left out.

    Returns:
        The metric.

    Raises:
        ArgumentError: When there is none, or it is of another kind.
    """
    churns = {found.name: found for found in metrics.values() if isinstance(found, Churn)}
    if name is None and churns:
        return next(iter(churns.values()))
    if name is not None and name in churns:
        return churns[name]
    listed = f"There are: {', '.join(churns)}" if churns else "Name an event instead"
    if name is not None and name in metrics:
        raise ArgumentError(f"metric '{name}' ({metrics[name].kind}) has no silence. {listed}")
    hint = did_you_mean(str(name), churns) or listed
    came = f"unknown metric '{name}'" if name else "no metric of churn by silence"
    raise ArgumentError(f"{came}. {hint}")


def silence_question(
    metrics: Mapping[str, Metric],
    metric: str | None,
    event: str | None,
    *,
    horizon_days: int = HORIZON_DAYS,
    at_most: float = AT_MOST,
    days: Iterable[int] = USUAL_DAYS,
) -> SilenceQuestion:
    """The question from a churn metric, or from an event.

    Args:
        metrics: Metrics by id, the workspace's first.
        metric: A metric of churn by silence; the first one when neither is named.
        event: Or events that show activity, such as `visited | ordered`.
        horizon_days: How long after the window a customer may come back, > 0.
        at_most: Share of returns that is tolerated, between 0 and 1.
        days: Windows shown beside the one chosen, each > 0.

    Returns:
        The question.

    Raises:
        ArgumentError: When both are named, or an argument is not allowed.
    """
    shown = tuple(days)
    for name, value in (("horizon_days", horizon_days), *(("days", day) for day in shown)):
        if value < 1:
            raise ArgumentError(f"{name}: {value} came; 1 or more is allowed")
    if not 0 < at_most < 1:
        raise ArgumentError(f"at_most: {at_most:g} came; a share between 0 and 1 is allowed")
    if metric is not None and event is not None:
        raise ArgumentError("silence: name a metric or an event, not both")
    if event is not None:
        terms = terms_of(EventPattern.parse(event))
        return SilenceQuestion(terms, None, None, horizon_days, at_most, shown)
    found = churn_asked(metrics, metric)
    own = found.silent_for.microseconds // DAY_US or None
    return SilenceQuestion(found.events(), found.name, own, horizon_days, at_most, shown)


def silence_window(
    contract: Contract, asked: SilenceQuestion, *, confidence: float = 0.95
) -> SilenceWindow:
    """The window, from one query that counts silences by length.

    Args:
        contract: The contract tables.
        asked: The question.
        confidence: Level of the intervals, 0–1.

    Returns:
        The window and what others would mean.

    Raises:
        DataError: When no source holds events.
        EngineError: When the engine refuses the query.
    """
    counts = measure_silences(contract, asked.terms)
    silences = Silences.from_counts(
        (one.group, one.days, one.ending == "returned", one.silences) for one in counts
    )
    open_days = [(one.days, one.silences) for one in counts if one.ending == "open"]
    chosen = smallest_window(silences, asked.horizon_days, asked.at_most)
    days = {*asked.days, *(found for found in (asked.own_days, chosen) if found is not None)}
    risk = silences.at_risk
    rows = []
    for window in sorted(days):
        found = return_risk(silences, window, asked.horizon_days, level=confidence)
        rows.append(
            SilenceRow(
                days=window,
                n=int(risk[window]) if window < silences.longest else 0,
                value=round_significant(found.value),
                low=round_significant(found.low),
                high=round_significant(found.high),
                silent=sum(many for length, many in open_days if length >= window),
                customers=sum(many for _, many in open_days),
                status=found.status,
                note=found.note,
            )
        )
    return SilenceWindow(
        asked=asked,
        days=chosen,
        rows=tuple(rows),
        returns=sum(one.silences for one in counts if one.ending != "open"),
        longest=silences.longest,
        as_of=from_us(contract.as_of_us).isoformat(),
    )
