"""What customers say in each stage, all of it in one row: scores, mood, waits and topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.zones import from_us
from stagelift.formatting import default_spec
from stagelift.frames import frame
from stagelift.journey.rules import stage_terms
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kpis import score_kpis
from stagelift.metrics.own_query import OwnQuery
from stagelift.metrics.privacy import MINIMUM, is_small, key_of, withheld
from stagelift.metrics.scored import ScoreMetric
from stagelift.metrics.voice import tables
from stagelift.metrics.voice.contact import Contact
from stagelift.metrics.voice.emotion import Emotion
from stagelift.metrics.voice.emotions import longest_run, readable
from stagelift.metrics.voice.topics import TopicRow, Topics, topics

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.kpis import KpiRequest

MOST_TOPICS = 3


@dataclass(frozen=True, slots=True)
class StageVoice:
    """What customers say in one stage.

    Args:
        stage: Stage id, or None for all stages together.
        estimates: Every metric of what customers say, in the workspace's order.
        topics: What they ask about, most frequent first; those of few customers are left out.
    """

    stage: str | None
    estimates: tuple[Estimate, ...]
    topics: tuple[TopicRow, ...]

    def of(self, metric: str) -> Estimate | None:
        """One metric of the stage.

        Args:
            metric: Its id.

        Returns:
            The estimate, None where there is no such metric.
        """
        return next((one for one in self.estimates if one.metric == metric), None)


@dataclass(frozen=True, slots=True)
class Voice:
    """What customers say in each stage during one period.

    Args:
        period: Its label.
        metrics: Ids of the metrics, by kind: what `nps`, `csat`, `ces`, `emotion`, `response`,
            `waiting`, `contained`, `follow_up` and `contact` metrics there are.
        stages: All stages together, then each in the order of the journey.
        longest_below: By mood metric, the longest run of stages whose mean is below 0.
        as_of: Instant of knowledge as ISO text.
        minimum_cell: Numbers of fewer customers are withheld wherever they are shown.
    """

    period: str
    metrics: tuple[tuple[str, str], ...]
    stages: tuple[StageVoice, ...]
    longest_below: tuple[tuple[str, tuple[str, ...]], ...]
    as_of: str
    minimum_cell: int = MINIMUM

    def row(self, stage: str | None = None) -> StageVoice:
        """One stage.

        Args:
            stage: Its id, None for all stages together.

        Returns:
            What is said there.

        Raises:
            KeyError: When there is no such stage.
        """
        for one in self.stages:
            if one.stage == stage:
                return one
        raise KeyError(stage)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The stages as JSON-ready mappings; small numbers are null.

        Returns:
            One dict a stage: `metrics` by id with value, low, high, n, method, status and note, and
            `topics` with name, enquiries, customers and share.
        """
        hidden = withheld((e for row in self.stages for e in row.estimates), self.minimum_cell)
        kinds = dict(self.metrics)
        return [
            {
                "stage": row.stage,
                "period": self.period,
                "as_of": self.as_of,
                "metrics": {
                    one.metric: _told(one, kinds[one.metric], hidden=key_of(one) in hidden)
                    for one in row.estimates
                },
                "topics": [
                    {
                        "topic": one.topic,
                        "enquiries": one.enquiries,
                        "customers": one.customers,
                        "share": one.share.value,
                        "per_thousand": None if one.rate.value is None else 1000 * one.rate.value,
                    }
                    for one in row.topics
                ],
            }
            for row in self.stages
        ]

    def to_frame(self) -> Any:
        """The metrics as a pandas frame, one row a stage and metric, small numbers withheld.

        Returns:
            A DataFrame with stage, period, metric and what `to_dicts` says of it.

        Raises:
            MissingExtraError: When pandas is not installed (the extra `frames`).
        """
        return frame(
            [
                {"stage": row["stage"], "period": row["period"], "metric": name, **told}
                for row in self.to_dicts()
                for name, told in row["metrics"].items()
            ]
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `cells`."""
        return ("stage", *(name for name, _ in self.metrics), "topics")

    def cells(self) -> list[tuple[str, ...]]:
        """The stages as text under `columns`, each number with its interval.

        Returns:
            One row a stage.
        """
        hidden = withheld((e for row in self.stages for e in row.estimates), self.minimum_cell)
        found = []
        for row in self.stages:
            cells = [self._cell(one, hidden=key_of(one) in hidden) for one in row.estimates]
            asked = ", ".join(
                f"{one.topic} {tables.shown(one.share.value, '.0%')}"
                for one in row.topics[:MOST_TOPICS]
            )
            found.append((row.stage or tables.EVERY, *cells, asked))
        return found

    def _cell(self, one: Estimate, *, hidden: bool) -> str:
        if hidden:
            return tables.few(self.minimum_cell) if is_small(one) else tables.UNKNOWN
        if one.value is None:
            return tables.UNKNOWN
        spec = "+.2f" if one.unit == "score" and one.value <= 1 else default_spec(one.unit)
        mark = "" if one.status == "ok" else f" {one.status}"
        return f"{tables.shown(one.value, spec)} {tables.interval(one.low, one.high, spec)}{mark}"

    def __str__(self) -> str:
        head = f"What customers say, {self.period}, as of {self.as_of}, intervals at 95%"
        below = (
            f"{name}: longest run of stages below zero: {', '.join(run)}."
            for name, run in self.longest_below
            if run
        )
        return tables.text_table(head, self.columns, self.cells(), *below)


def _told(one: Estimate, kind: str, *, hidden: bool) -> dict[str, Any]:
    row = one.to_dict()
    names = ("unit", "value", "low", "high", "level", "n", "k", "method", "status", "note")
    told = {"kind": kind, **{name: row[name] for name in names}, "excluded": row["excluded"]}
    if hidden:
        return tables.without(told, "too few to show", ("kind", "unit", "level"))
    return told


def voice(
    contract: Contract, journey: Journey, metrics: Mapping[str, Metric], request: KpiRequest
) -> Voice:
    """What customers say in each stage during one period.

    Args:
        contract: The contract tables.
        journey: The journey.
        metrics: Metrics of any kind; those about what customers say are asked.
        request: One period.

    Returns:
        One row a stage.

    Raises:
        DataError: When a table or a column that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    asked = [one for one in metrics.values() if isinstance(one, ScoreMetric | OwnQuery)]
    found: dict[str | None, list[Estimate]] = {}
    breakdown: Topics | None = None
    for metric in asked:
        if isinstance(metric, OwnQuery):
            estimates = metric.kpis(contract, journey, request)
        else:
            estimates = score_kpis(contract, journey, metric, request)
        for one in estimates:
            found.setdefault(one.stage, []).append(one)
        if isinstance(metric, Contact) and metric.topic and breakdown is None:
            breakdown = topics(contract, journey, metric, request)
    stages = [None, *(name for name, _ in stage_terms(journey))]
    moods = [metric.name for metric in asked if isinstance(metric, Emotion)]
    rows = tuple(
        StageVoice(stage, tuple(found.get(stage, ())), shown_topics(breakdown, stage))
        for stage in stages
    )
    return Voice(
        period=request.periods[0].label,
        metrics=tuple((metric.name, metric.kind) for metric in asked),
        stages=rows,
        longest_below=tuple((name, run_of(rows, name)) for name in moods),
        as_of=from_us(request.as_of).isoformat(),
    )


def shown_topics(breakdown: Topics | None, stage: str | None) -> tuple[TopicRow, ...]:
    """The topics of a stage that may be published.

    Args:
        breakdown: Topics of all stages, None without any.
        stage: Stage id, None for all stages together.

    Returns:
        Rows, most frequent first.
    """
    if breakdown is None:
        return ()
    hidden = breakdown.withheld
    return tuple(
        one for one in breakdown.of(stage) if (one.stage, one.segment, one.topic) not in hidden
    )


def run_of(rows: tuple[StageVoice, ...], metric: str) -> tuple[str, ...]:
    """The longest run of stages whose mood is below 0.

    Args:
        rows: What is said in each stage.
        metric: Id of a mood metric.

    Returns:
        Stages.
    """
    means = []
    for row in rows:
        one = row.of(metric)
        if row.stage is not None:
            means.append((row.stage, None if one is None else readable(one)))
    return longest_run(means)
