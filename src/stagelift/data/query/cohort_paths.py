"""What a cohort does after it enters: its states at ages, its paths; and all moves of a period."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.members import counted_by, member_tables, segment_of, split_columns
from stagelift.data.query.populations import Ctes, period_number, read_from
from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.specs import DAY_US, PeriodWindow
from stagelift.data.query.spells import StageRules, spell_tables


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers followed from an entry.

    Args:
        rules: What decides in which stage a customer is.
        period: When they entered.
        stage: Number of the stage whose first entry ever counts; None for the first entry into any.
        segments: Named segments reported beside the total, evaluated at the entry.
        attributes: Attributes reported beside the total.
    """

    rules: StageRules
    period: PeriodWindow
    stage: int | None = None
    segments: tuple[SegmentRule, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class DayQuestion:
    """In which state the cohort is at given ages.

    Args:
        cohort: Who is followed.
        days: Ages in whole days of 24 hours, increasing, > 0.
    """

    cohort: Cohort
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DayStep:
    """Customers followed to an age, by their state then and at the age before.

    Args:
        step: Index of the age; the step before the first one is the entry itself.
        start: Number of the stage at the age before.
        end: Number of the stage at the age; None of customers not followed so far.
        segment: Segment id, `attribute=value`, or None for everyone.
        customers: How many.
    """

    step: int
    start: int
    end: int | None
    segment: str | None
    customers: int


@dataclass(frozen=True, slots=True)
class PathQuestion:
    """Which stages the cohort goes through.

    Args:
        cohort: Who is followed.
        length: How many stages of a path are told, ≥ 1.
        within: For how long each customer is followed, µs.
        goal: Number of the stage that is meant to be reached.
    """

    cohort: Cohort
    length: int
    within: int
    goal: int


@dataclass(frozen=True, slots=True)
class PathCount:
    """Customers who went the same way.

    Args:
        stages: Numbers of the stages in order; empty of customers whose time is not over.
        more: Whether further stages followed.
        segment: Segment id, `attribute=value`, or None for everyone.
        customers: How many.
        reached: How many of them reached the goal.
    """

    stages: tuple[int, ...]
    more: bool
    segment: str | None
    customers: int
    reached: int


def cohort_units(cohort: Cohort) -> exp.Select:
    """The customers followed, each at the entry.

    Args:
        cohort: Who is followed.

    Returns:
        A query over `spells` with population, period_no, customer, anchor and first_no (the number
        of the spell that begins then).
    """
    if cohort.stage is None:
        first = exp.select("customer", "at", "spell_no").from_("spells").where("spell_no = 1")
    else:
        place = "ROW_NUMBER() OVER (PARTITION BY customer ORDER BY at) AS nth"
        inside = exp.select("customer", "at", "spell_no", place).from_("spells")
        inside = inside.where(exp.column("stage_no").eq(cohort.stage))
        first = exp.select("customer", "at", "spell_no").from_(inside.subquery("i", copy=False))
        first = first.where("nth = 1")
    timed = exp.select(
        "customer",
        "at",
        "spell_no",
        sql.alias_(period_number((cohort.period,), exp.column("at")), "period_no"),
    ).from_(first.subquery("f", copy=False))
    return (
        exp.select(
            "0 AS population", "period_no", "customer", "at AS anchor", "spell_no AS first_no"
        )
        .from_(timed.subquery("t", copy=False))
        .where("period_no IS NOT NULL")
    )


def cohort_tables(contract: Contract, cohort: Cohort) -> Ctes:
    """The customers followed with their segments, and the spells.

    Args:
        contract: The contract tables.
        cohort: Who is followed.

    Returns:
        Tables ending in `entrants` (customer, anchor, first_no, g0, g1 …).

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    plan = cohort.rules.plan(contract, cohort.segments, cohort.attributes)
    tables: Ctes = spell_tables(contract, cohort.rules, cohort.segments, cohort.attributes)
    tables.append(("cohort", cohort_units(cohort)))
    keys = ("population", "period_no", "customer", "anchor")
    tables.append(("units", exp.select(*keys).from_("cohort")))
    tables.extend(member_tables(plan))
    entrants = exp.select(
        "c.customer AS customer",
        "c.anchor AS anchor",
        "c.first_no AS first_no",
        *(f"m.{name} AS {name}" for name in split_columns(plan)),
    ).from_("cohort AS c")
    tables.append(("entrants", entrants.join("members AS m", on="m.customer = c.customer")))
    return tables


def day_query(contract: Contract, asked: DayQuestion) -> exp.Select:
    """The one query that counts a cohort by its states at given ages.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        A statement whose rows are counts by step, state before, state and segment.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    cohort = asked.cohort
    plan = cohort.rules.plan(contract, cohort.segments, cohort.attributes)
    splits = split_columns(plan)
    tables = cohort_tables(contract, cohort)
    ages = (0, *(day * DAY_US for day in asked.days))
    states = exp.select("u.customer AS customer", "u.anchor AS anchor")
    for number, age in enumerate(ages):
        when = f"u.anchor + {age}"
        there = f"s.at <= {when} AND (s.until IS NULL OR s.until > {when})"
        states = states.select(f"MAX(CASE WHEN {there} THEN s.stage_no END) AS s{number}")
    states = states.from_("entrants AS u").join(
        "spells AS s", on="s.customer = u.customer AND s.spell_no >= u.first_no"
    )
    tables.append(("states", states.group_by("u.customer", "u.anchor")))
    steps: list[exp.Query] = []
    for number in range(1, len(ages)):
        followed = f"anchor + {ages[number]} <= {contract.as_of_us}"
        before = f"anchor + {ages[number - 1]} <= {contract.as_of_us}"
        one = exp.select(
            "customer",
            f"{number - 1} AS step",
            f"s{number - 1} AS start_no",
            f"CASE WHEN {followed} THEN s{number} END AS end_no",
        )
        steps.append(one.from_("states").where(before))
    tables.append(("steps", steps[0] if len(steps) == 1 else exp.union(*steps, distinct=False)))
    followed_steps = exp.select(
        "t.step AS step",
        "t.start_no AS start_no",
        "t.end_no AS end_no",
        *(f"u.{name} AS {name}" for name in splits),
    ).from_("steps AS t")
    followed_steps = followed_steps.join("entrants AS u", on="u.customer = t.customer")
    tables.append(("followed", followed_steps))
    counts = {"customers": exp.Count(this=exp.Star())}
    return read_from(counted_by("followed", ["step", "start_no", "end_no"], counts, plan), tables)


def measure_days(contract: Contract, asked: DayQuestion) -> tuple[DayStep, ...]:
    """Counts of a cohort by its states at given ages, in a fixed order.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        Counts by segment, step, state before and state.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    given = contract.answer(("days", asked), lambda: day_query(contract, asked))
    cohort = asked.cohort
    plan = cohort.rules.plan(contract, cohort.segments, cohort.attributes)
    found = [
        DayStep(
            step=int(row["step"]),
            start=int(row["start_no"]),
            end=None if row["end_no"] is None else int(row["end_no"]),
            segment=segment_of(row, plan),
            customers=int(row["customers"]),
        )
        for row in given.dicts()
    ]
    return tuple(sorted(found, key=lambda s: (s.segment or "", s.step, s.start, s.end or 0)))


def path_query(contract: Contract, asked: PathQuestion) -> exp.Select:
    """The one query that counts a cohort by the stages it goes through.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        A statement whose rows are counts by path and segment.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    cohort = asked.cohort
    plan = cohort.rules.plan(contract, cohort.segments, cohort.attributes)
    splits = split_columns(plan)
    tables = cohort_tables(contract, cohort)
    over = f"u.anchor + {asked.within} <= {contract.as_of_us}"
    names = [f"p{place}" for place in range(asked.length)]
    walked = exp.select("u.customer AS customer")
    for place, name in enumerate(names):
        here = f"{over} AND s.spell_no = u.first_no + {place}"
        walked = walked.select(f"MAX(CASE WHEN {here} THEN s.stage_no END) AS {name}")
    beyond = f"{over} AND s.spell_no >= u.first_no + {asked.length}"
    goal = f"{over} AND s.stage_no = {asked.goal}"
    walked = walked.select(
        f"MAX(CASE WHEN {beyond} THEN 1 ELSE 0 END) AS more",
        f"MAX(CASE WHEN {goal} THEN 1 ELSE 0 END) AS reached",
    )
    inside = "s.customer = u.customer AND s.spell_no >= u.first_no"
    inside = f"{inside} AND s.at < u.anchor + {asked.within}"
    walked = walked.from_("entrants AS u").join("spells AS s", on=inside).group_by("u.customer")
    tables.append(("walked", walked))
    paths = exp.select(
        *(f"w.{name} AS {name}" for name in (*names, "more", "reached")),
        *(f"u.{name} AS {name}" for name in splits),
    ).from_("walked AS w")
    tables.append(("paths", paths.join("entrants AS u", on="u.customer = w.customer")))
    sums: dict[str, exp.Expr] = {
        "customers": exp.Count(this=exp.Star()),
        "arrived": exp.Sum(this=exp.column("reached")),
    }
    return read_from(counted_by("paths", [*names, "more"], sums, plan), tables)


def measure_paths(contract: Contract, asked: PathQuestion) -> tuple[PathCount, ...]:
    """Counts of a cohort by the stages it goes through, in a fixed order.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        Counts by segment and path.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    given = contract.answer(("paths", asked), lambda: path_query(contract, asked))
    cohort = asked.cohort
    plan = cohort.rules.plan(contract, cohort.segments, cohort.attributes)
    found = []
    for row in given.dicts():
        stages = (row[f"p{place}"] for place in range(asked.length))
        found.append(
            PathCount(
                stages=tuple(int(stage) for stage in stages if stage is not None),
                more=bool(int(row["more"])),
                segment=segment_of(row, plan),
                customers=int(row["customers"]),
                reached=int(row["arrived"]),
            )
        )
    return tuple(sorted(found, key=lambda p: (p.segment or "", p.stages, p.more)))
