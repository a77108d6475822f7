"""What units did that other tables than the events say: answers, contracts, and where they stood.

Each such value has a table of its own with one row per unit, so that joining it multiplies nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.populations import Ctes, matches, stage_number
from stagelift.data.query.specs import Measurement
from stagelift.data.query.sums import exp_sql
from stagelift.data.query.value_specs import (
    ContractEnd,
    LatestScore,
    SideValue,
    StageAdvance,
    value_terms,
)

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

UNIT = ("population", "period_no", "customer", "anchor")
POINTS = 100 * 1_000_000  # of a promoter, in micros
KINDS = 4  # an instant and the kind of its answer in one number: 0 detractor, 1 passive, 2 promoter


def side_values(plan: Measurement) -> list[tuple[int, SideValue]]:
    """The values of a measurement that need a table of their own.

    Args:
        plan: What is measured.

    Returns:
        Pairs of the value's place and the value.
    """
    return [
        (number, value)
        for number, (_, value) in enumerate(plan.values)
        if isinstance(value, LatestScore | ContractEnd | StageAdvance)
    ]


def side_tables(contract: Contract, plan: Measurement) -> Ctes:
    """The tables of all such values; they read `units`, and `events` where a stage is asked.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        Tables named `side_` and the value's place.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    tables: Ctes = []
    for number, value in side_values(plan):
        if isinstance(value, LatestScore):
            tables.append((f"rows_{number}", answer_rows(contract, value)))
            found = latest_scores(number, value, plan.lookback)
        elif isinstance(value, ContractEnd):
            tables.append((f"rows_{number}", contract_rows(contract)))
            found = contract_ends(number, value)
        else:
            found = stage_advances(value)
        tables.append((f"side_{number}", found))
    return tables


def per_unit() -> exp.Select:
    """A query with one row per unit, its columns and tables still to be named."""
    keys = [f"u.{name}" for name in UNIT]
    return exp.select(*(f"{key} AS {name}" for key, name in zip(keys, UNIT, strict=True))).group_by(
        *keys
    )


def answer_rows(contract: Contract, value: LatestScore) -> exp.Select:
    """The scored answers with their instant and kind.

    Args:
        contract: The contract tables.
        value: Which surveys.

    Returns:
        A query with customer, at and kind (0 detractor, 1 passive, 2 promoter; or 0 and 2 for
        scores that are not, or are, among the good ones).

    Raises:
        DataError: When no source holds surveys.
    """
    asked = ("instrument",) if value.instrument is not None else ()
    columns = ("score", "invited", "answered", *asked)
    rows = contract.required("surveys", columns, source=value.source)
    first, last = value.good or (9, 10)
    kind = f"CASE WHEN score BETWEEN {first} AND {last} THEN 2"
    kind += " WHEN score >= 7 THEN 1" if value.good is None else ""
    query = exp.select(
        "customer", "COALESCE(answered, invited) AS at", exp_sql(f"{kind} ELSE 0 END AS kind")
    )
    query = query.from_(rows.subquery("contract", copy=False))
    query = query.where(f"score BETWEEN {value.scale[0]} AND {value.scale[1]}")
    if value.instrument is not None:
        query = query.where(sql.column("instrument").eq(sql.text(value.instrument)))
    return query


def latest_scores(number: int, value: LatestScore, lookback: int) -> exp.Select:
    """The kind of each unit's latest answer in its window, and in the time before its anchor.

    Args:
        number: The value's place in the measurement.
        value: Its window.
        lookback: Length in µs of the time before the anchor, 0 for none.

    Returns:
        A query with the unit's key, `latest` and `earlier`: distance in time × 4 + kind, so that
        the greatest is the latest answer; NULL without one.
    """
    after = "a.at - u.anchor"
    # instants far apart are never subtracted: a CASE looks at rows inside its window only
    latest = f"CASE WHEN a.at >= u.anchor THEN ({after}) * {KINDS} + a.kind END"
    earlier = f"CASE WHEN a.at < u.anchor THEN ({after} + {lookback}) * {KINDS} + a.kind END"
    within = f"a.at >= u.anchor - {lookback} AND a.at < u.anchor + {value.window}"
    return (
        per_unit()
        .select(f"MAX({latest}) AS latest", f"MAX({earlier}) AS earlier")
        .from_("units AS u")
        .join(f"rows_{number} AS a", on=f"a.customer = u.customer AND {within}")
    )


def contract_rows(contract: Contract) -> exp.Select:
    """The contracts with their terms.

    Args:
        contract: The contract tables.

    Returns:
        A query with customer, starts and ends (NULL while it runs).

    Raises:
        DataError: When no source holds contracts.
    """
    ends = contract.maps("contracts", "end")
    rows = contract.required("contracts", ("start", "end") if ends else ("start",))
    return exp.select(
        "customer",
        '"start" AS starts',
        '"end" AS ends' if ends else "CAST(NULL AS BIGINT) AS ends",
    ).from_(rows.subquery("contract", copy=False))


def contract_ends(number: int, value: ContractEnd) -> exp.Select:
    """Whether each unit is under contract at its anchor, and at the end of its window.

    Args:
        number: The value's place in the measurement.
        value: Its window.

    Returns:
        A query with the unit's key, `held` and `kept` (0 or 1), for units with any contract.
    """

    def in_force(at: str) -> str:
        held = f"c.starts <= {at} AND (c.ends IS NULL OR c.ends > {at})"
        return f"MAX(CASE WHEN {held} THEN 1 ELSE 0 END)"

    return (
        per_unit()
        .select(f"{in_force('u.anchor')} AS held")
        .select(f"{in_force(f'u.anchor + {value.window}')} AS kept")
        .from_("units AS u")
        .join(f"rows_{number} AS c", on="c.customer = u.customer")
    )


def stage_advances(value: StageAdvance) -> exp.Select:
    """The stage each unit stood in at its anchor, and whether it reached each later one.

    Args:
        value: The stages and the window.

    Returns:
        A query with the unit's key, `stood` (0 for none) and `reached_2`, `reached_3` and so on.
    """
    base = len(value.stages) + 1
    opens = sql.paren(stage_number(value.stages))
    before = sql.and_(
        "e.at <= u.anchor", sql.not_(exp.Is(this=opens.copy(), expression=exp.null()))
    )
    mark = exp.Add(this=exp_sql(f"e.at * {base}"), expression=opens)
    last = exp.Max(this=exp.Case().when(before, mark))
    # the remainder of an instant before 1970 is negative
    stages = exp.Literal.number(base)
    rest = exp.Add(this=exp.Mod(this=sql.paren(last), expression=stages), expression=stages.copy())
    stood = exp.Mod(this=sql.paren(rest), expression=stages.copy())
    query = per_unit().select(
        sql.alias_(exp.func("COALESCE", stood, exp.Literal.number(0)), "stood")
    )
    within = exp.condition(f"e.at > u.anchor AND e.at < u.anchor + {value.window}")
    for place, terms in enumerate(value.stages[1:], start=2):
        hit = exp.Case().when(sql.and_(matches(terms), within.copy()), exp.Literal.number(1))
        reached = exp.Max(this=hit.else_(exp.Literal.number(0)))
        query = query.select(sql.alias_(reached, f"reached_{place}"), copy=False)
    joined = sql.and_(
        "e.customer = u.customer",
        f"e.at < u.anchor + {value.window}",
        matches(value_terms(value)),
    )
    return query.from_("units AS u").join("events AS e", on=joined)


def side_join(query: exp.Select, plan: Measurement) -> exp.Select:
    """A query over units `u` with the tables of its side values joined.

    Args:
        query: It reads `units AS u`.
        plan: What is measured.

    Returns:
        The same query; each table as `s` and its number.
    """
    for number, _ in side_values(plan):
        same = sql.and_(*(f"s{number}.{name} = u.{name}" for name in UNIT))
        query = query.join(f"side_{number} AS s{number}", on=same, join_type="left", copy=False)
    return query


def side_columns(number: int, value: SideValue, lookback: int) -> list[exp.Expr]:
    """The columns of one unit that its side table gives.

    Args:
        number: The value's place in the measurement.
        value: The value.
        lookback: Length in µs of the time before the anchor, 0 for none.

    Returns:
        Aliased aggregates over the one joined row: v, and b (whether the unit is in the base) or w
        (the covariate) where the value has one.
    """
    if isinstance(value, LatestScore):
        return score_columns(number, value, lookback)
    if isinstance(value, ContractEnd):
        gone = f"1 - COALESCE(MAX(s{number}.kept), 0) AS v{number}"
        return [exp_sql(gone), exp_sql(f"COALESCE(MAX(s{number}.held), 0) AS b{number}")]
    stood = f"COALESCE(MAX(s{number}.stood), 0)"
    last = len(value.stages)
    branches = " ".join(
        f"WHEN {place - 1} THEN MAX(s{number}.reached_{place})" for place in range(2, last + 1)
    )
    reached = f"CASE {stood} {branches} ELSE 0 END" if branches else "0"
    inside = f"CASE WHEN {stood} BETWEEN 1 AND {last - 1} THEN 1 ELSE 0 END"
    return [exp_sql(f"{reached} AS v{number}"), exp_sql(f"{inside} AS b{number}")]


def score_columns(number: int, value: LatestScore, lookback: int) -> list[exp.Expr]:
    """The columns of a unit's latest answer.

    Args:
        number: The value's place in the measurement.
        value: Whether points are asked, or an answer at all.
        lookback: Length in µs of the time before the anchor, 0 for none.

    Returns:
        v, and w when there is a covariate.
    """
    if value.given:
        return [exp_sql(f"CASE WHEN MAX(s{number}.latest) IS NULL THEN 0 ELSE 1 END AS v{number}")]
    if value.good is not None:
        is_good = f"MAX(s{number}.latest) % {KINDS} = 2"
        return [exp_sql(f"CASE WHEN {is_good} THEN 1 ELSE 0 END AS v{number}")]

    def points(column: str) -> str:
        return f"COALESCE((MAX(s{number}.{column}) % {KINDS} - 1) * {POINTS}, 0)"

    columns = [exp_sql(f"{points('latest')} AS v{number}")]
    if lookback:
        columns.append(exp_sql(f"{points('earlier')} AS w{number}"))
    return columns
