"""Counts of survey scores by stage at invitation, period and segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.answers import Answer
from stagelift.data.contract import Contract
from stagelift.data.query.attributes import customer_table
from stagelift.data.query.by_occasion import AHEAD, Marked, Rests, answer_by_period, standing_of
from stagelift.data.query.event_table import entry_table, event_table
from stagelift.data.query.placing import member_table, needed_attributes, placed
from stagelift.data.query.populations import Ctes, period_number, read_from
from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.side_marks import ROWS
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.query.sums import exp_sql
from stagelift.data.query.value_specs import Term
from stagelift.data.query.written_segments import written_tables

SCORES = tuple(range(11))
PLACED = ("id_no", "customer", "score", "off", "answered", "invited", "period_no")
ANSWERED = ("customer", "score", "off", "answered", "invited", "stage", "at", "event")


@dataclass(frozen=True, slots=True)
class SurveyMeasurement:
    """Everything one query over the survey answers must say.

    Args:
        source: Name of the surveys source, or None for all of them.
        stages: The stages' ids with their enter terms, in journey order.
        periods: Reporting periods, by the instant of the answer, else of the invitation.
        segments: Named segments reported beside the total, evaluated at the invitation.
        attributes: Customer attributes reported beside the total.
        as_of: Instant of knowledge, µs UTC.
        instrument: The question whose rows count, or None for every row of the source.
        scale: The first and the last score that can be given; others are left out and counted.
    """

    source: str | None
    stages: tuple[tuple[str, tuple[Term, ...]], ...]
    periods: tuple[PeriodWindow, ...]
    segments: tuple[SegmentRule, ...]
    attributes: tuple[Attribute, ...]
    as_of: int
    instrument: str | None = None
    scale: tuple[int, int] = (0, 10)


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """The latest scores of the customers of one cell.

    Args:
        period: Index into the measurement's periods.
        stage: Stage id at invitation, or None for all stages together.
        segment: Segment id, `attribute=value`, or None for everyone.
        counts: Customers by score 0..10.
        missing: Answers that carry no score.
        silent: Invitations without an answer.
        off_scale: Answers with a score that lies outside the question's scale.
    """

    period: int
    stage: str | None
    segment: str | None
    counts: tuple[int, ...]
    missing: int
    silent: int
    off_scale: int = 0


def answer_table(source: exp.Query, plan: SurveyMeasurement, *, staged: bool) -> exp.Select:
    """The invitations and answers with their number, period and, if mapped, their stage.

    Args:
        source: The surveys contract.
        plan: What is measured.
        staged: Whether the source maps the stage itself.

    Returns:
        A query with customer, score (NULL off the scale), off, answered, invited, period_no, id_no
        and stage.
    """
    first, last = plan.scale
    on_scale = f"score BETWEEN {first} AND {last}"
    period = period_number(plan.periods, exp_sql("COALESCE(answered, invited)"))
    order = "customer, invited, answered, score" + (", stage" if staged else "")
    query = exp.select(
        "customer",
        f"CASE WHEN {on_scale} THEN score END AS score",
        f"CASE WHEN score IS NULL OR {on_scale} THEN 0 ELSE 1 END AS off",
        "answered",
        "COALESCE(invited, answered) AS invited",
        sql.alias_(period, "period_no"),
        f"ROW_NUMBER() OVER (ORDER BY {order}) AS id_no",
        "stage" if staged else "CAST(NULL AS TEXT) AS stage",
    ).from_(source.subquery("contract", copy=False))
    if plan.instrument is None:
        return query
    return query.where(sql.column("instrument").eq(sql.text(plan.instrument)))


def answers_of(contract: Contract, plan: SurveyMeasurement) -> tuple[exp.Select, bool]:
    """The invitations and answers of a measurement, and whether the source maps their stage.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        What `answer_table` gives, and whether it tells the stage.

    Raises:
        DataError: When no source holds surveys.
    """
    staged = any(reading.has("stage") for reading in contract.readings("surveys", plan.source))
    columns = ("score", "invited", "answered", *(("stage",) if staged else ()))
    columns = (*columns, "instrument") if plan.instrument is not None else columns
    surveys = contract.required("surveys", columns, source=plan.source)
    return answer_table(surveys, plan, staged=staged), staged


def marked_answers(contract: Contract, plan: SurveyMeasurement) -> exp.Select:
    """The answers as they are marked, dated as their periods are.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        A query with the columns of `ANSWERED`; who was invited after the answer is `ahead`, because
        the stage is that of the invitation.

    Raises:
        DataError: When no source holds surveys.
    """
    answers, _ = answers_of(contract, plan)
    kept = ("customer", "score", "off", "answered", "invited", "stage")
    ahead = f"CASE WHEN invited > answered THEN '{AHEAD}' ELSE '{ROWS}' END AS event"
    query = exp.select(*kept, "COALESCE(answered, invited) AS at", ahead)
    return query.from_(answers.subquery("a", copy=False))


def latest_table(groups: list[str]) -> exp.Select:
    """The answers with the marks of a customer's latest score in the period and in the stage.

    Args:
        groups: Segment columns to carry along.

    Returns:
        A query over `members` with latest_all and latest_stage (1 = the latest).
    """
    scored = "CASE WHEN score IS NULL THEN 1 ELSE 0 END"
    order = "answered DESC, invited DESC, score DESC, id_no"
    return exp.select(
        "period_no",
        "stage",
        "score",
        "off",
        "answered",
        *groups,
        f"ROW_NUMBER() OVER (PARTITION BY customer, period_no, {scored} ORDER BY {order})"
        " AS latest_all",
        f"ROW_NUMBER() OVER (PARTITION BY customer, period_no, stage, {scored} ORDER BY {order})"
        " AS latest_stage",
    ).from_("members")


def score_query(contract: Contract, plan: SurveyMeasurement) -> exp.Select:
    """The one query that answers a survey measurement.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        A statement whose rows are score counts by period, stage and segment.

    Raises:
        DataError: When no source holds surveys.
    """
    answers, staged = answers_of(contract, plan)
    tables: Ctes = []
    if not staged or any(rule.windows for rule in plan.segments):
        events = standing_of(plan)
        tables.append(("events", event_table(contract, events)))
        tables.extend(entry_table(contract, events))
    tables.append(("answers", answers))
    tables.append(("placed", placed(plan, "answers", PLACED, "invited", staged=staged)))
    if needed_attributes(plan):
        tables.append(("customers", customer_table(contract, needed_attributes(plan))))
    tables.extend(written_tables(contract, plan.segments))
    groups = [f"g{number}" for number in range(len(plan.segments) + len(plan.attributes))]
    tables.append(("members", member_table(plan)))
    tables.append(("latest", latest_table(groups)))
    return read_from(count_query(groups), tables)


def count_query(groups: list[str]) -> exp.Select:
    """Counts of the latest scores, of unscored answers and of silent invitations.

    Args:
        groups: Segment columns.

    Returns:
        A query over `latest` with grouping marks for stage and segments.
    """
    query = exp.select("period_no", "stage", "GROUPING(stage) AS stage_all")
    for group in groups:
        query = query.select(group, f"GROUPING({group}) AS {group}_all", copy=False)
    for scope in ("all", "stage"):
        for score in SCORES:
            hit = f"score = {score} AND latest_{scope} = 1"
            query = query.select(
                f"SUM(CASE WHEN {hit} THEN 1 ELSE 0 END) AS {scope}_{score}", copy=False
            )
    query = query.select(
        "SUM(CASE WHEN score IS NULL AND off = 0 AND answered IS NOT NULL THEN 1 ELSE 0 END)"
        " AS missing",
        "SUM(CASE WHEN score IS NULL AND off = 0 AND answered IS NULL THEN 1 ELSE 0 END) AS silent",
        "SUM(off) AS off_scale",
    )
    sets = ["(period_no)", "(period_no, stage)"]
    for group in groups:
        sets.extend((f"(period_no, {group})", f"(period_no, stage, {group})"))
    return query.from_("latest", copy=False).group_by(
        f"GROUPING SETS ({', '.join(sets)})", copy=False
    )


def measure_scores(contract: Contract, plan: SurveyMeasurement) -> tuple[ScoreCell, ...]:
    """The score counts of every cell, in a fixed order.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        Cells sorted by period, stage and segment; answers of no known stage are in the totals only.

    Raises:
        DataError: When no source holds surveys.
        EngineError: When the engine refuses the query.
    """

    def ask(periods: Sequence[PeriodWindow]) -> Answer:
        part = replace(plan, periods=tuple(periods))
        return contract.answer(("scores", part), lambda: score_query(contract, part))

    common = ("scores", replace(plan, periods=(), as_of=0))
    rows = Marked(ANSWERED, lambda: [("answers", marked_answers(contract, plan))])
    staged = any(reading.has("stage") for reading in contract.readings("surveys", plan.source))
    rests = Rests(rows, not staged or any(rule.windows for rule in plan.segments))
    found = answer_by_period(contract, common, plan, ask, rests)
    groups: list[SegmentRule | Attribute] = [*plan.segments, *plan.attributes]
    cells: list[ScoreCell] = []
    for row in found.dicts():
        by_stage = int(row["stage_all"]) == 0
        if by_stage and row["stage"] is None:
            continue
        segment, kept = None, True
        for number, group in enumerate(groups):
            if int(row[f"g{number}_all"]) == 0:
                name = row[f"g{number}"]
                kept = name is not None
                segment = f"{group.name}={name}" if isinstance(group, Attribute) else name
        if not kept:
            continue
        scope = "stage" if by_stage else "all"
        cells.append(
            ScoreCell(
                period=int(row["period_no"]),
                stage=str(row["stage"]) if by_stage else None,
                segment=segment,
                counts=tuple(int(row[f"{scope}_{score}"]) for score in SCORES),
                missing=int(row["missing"]),
                silent=int(row["silent"]),
                off_scale=int(row["off_scale"]),
            )
        )
    return tuple(sorted(cells, key=lambda c: (c.period, c.stage or "", c.segment or "")))
