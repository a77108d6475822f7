"""How far each unit comes through the steps of a path, from each of its entries."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.derived import ORDERED, Path, StageExit
from stagelift.data.query.event_table import kept_name
from stagelift.data.query.population_specs import Actors, Entrants
from stagelift.data.query.populations import Ctes, matches, period_number
from stagelift.data.query.specs import Measurement
from stagelift.data.query.value_specs import Term

KEYS = ("population", "period_no", "customer", "anchor")
TRY = (*KEYS, "entered", "held", "left_at")
NEVER = "CAST(NULL AS BIGINT)"


def selected(names: tuple[str, ...], table: str) -> exp.Select:
    """A query with some columns of one table."""
    return exp.select(*(exp.column(name, table) for name in names))


def unit_keys() -> list[str]:
    """The key of a unit `u`, each column under its own name."""
    return [f"u.{name} AS {name}" for name in KEYS]


def path_tables(place: int, path: Path, plan: Measurement) -> Ctes:
    """The tables that follow one path.

    Args:
        place: The path's number, for the names of its tables.
        path: The path.
        plan: What is measured; `units`, `events` and what its populations need are there.

    Returns:
        Tables ending in `path_N`: one row per unit with r1 … (whether each step was reached),
        s0, s1 … (from how many entries; s0 counts the entries), both2 … (the step and the one
        before it), had (whether the first event it asks for came before), last (the last entry).
    """
    tables: Ctes = [(f"tries_{place}", tries(path, plan))]
    follow = in_order if path.order in ORDERED else in_any_order
    tables.extend(follow(place, path))
    tables.append((f"reached_{place}", reached(place, path)))
    tables.append((f"path_{place}", per_unit(place, path)))
    return tables


def tries(path: Path, plan: Measurement) -> exp.Select:
    """Every entry from which the path is followed, with what is held and until when it counts.

    Args:
        path: The path.
        plan: What is measured.

    Returns:
        A query with the unit's key, entered, held (NULL when nothing is) and left_at.
    """
    query = exp.select(*unit_keys()).from_("units AS u")
    entered = "u.anchor"
    if path.of is not None:
        query = query.where(exp.column("population", "u").eq(plan.populations.index(path.of)))
    if path.tries != "one" and path.of is not None:
        query, entered = of_period(query, path.of, plan), "n.at"
    query = query.select(f"{entered} AS entered", copy=False)
    if path.hold is None:
        query = query.select("CAST(NULL AS TEXT) AS held", copy=False)
    else:
        value = exp.column(kept_name(path.hold), "h", quoted=True)
        query = query.select(sql.alias_(value, "held"), copy=False)
        query = query.join("events AS h", on=holder(path, entered), join_type="left", copy=False)
    if path.while_in_stage and isinstance(path.of, Entrants):
        query = query.select("m.left_at AS left_at", copy=False)
        stage = f"m.customer = u.customer AND m.at = {entered} AND m.stage_no = {path.of.stage}"
        query = query.join("moves AS m", on=stage, join_type="left", copy=False)
    else:
        query = query.select(f"{NEVER} AS left_at", copy=False)
    return query.distinct()


def of_period(query: exp.Select, of: Entrants | Actors, plan: Measurement) -> exp.Select:
    """A query over units `u` joined with all their entries of the period, as `n`."""
    if isinstance(of, Entrants):
        same = f"n.customer = u.customer AND n.period_no = u.period_no AND n.stage_no = {of.stage}"
        return query.join("timed AS n", on=same, copy=False)
    number = period_number(plan.periods, exp.column("at", "n"))
    same_period = number.eq(exp.column("period_no", "u"))
    on = sql.and_("n.customer = u.customer", matches(of.terms, table="n"), same_period)
    return query.join("events AS n", on=on, copy=False)


def holder(path: Path, entered: str) -> exp.Expr:
    """Which event `h` says what must stay the same: the entry, or an experiment's first step."""
    at, same = exp.column("at", "h"), exp.condition("h.customer = u.customer")
    if path.of is None:
        within = f"h.at >= {entered} AND h.at < {entered} + {path.window}"
        return sql.and_(same, matches(path.steps[0], table="h"), within)
    return sql.and_(same, at.eq(sql_of(entered)), entry_event(path.of, "h"))


def sql_of(name: str) -> exp.Expr:
    """A column of ours from `table.name`."""
    table, _, column = name.partition(".")
    return exp.column(column, table)


def entry_event(of: Entrants | Actors, table: str) -> exp.Expr:
    """The condition that an event at the instant of an entry is the entry itself."""
    if isinstance(of, Entrants):
        return exp.column("stage_no", table).eq(of.stage)
    return matches(of.terms, table=table)


def step_terms(terms: tuple[Term, ...], *, first: bool) -> exp.Expr:
    """The condition that event `e` is of a step; of the customer's first, its very occurrence."""
    if not first:
        return matches(terms)
    exact: list[exp.Expr] = [
        sql.and_(exp.column("event", "e").eq(event), exp.column("nth", "e").eq(occurrence))
        for event, occurrence in terms
    ]
    return sql.paren(sql.or_(*exact))


def allowed(path: Path, table: str) -> list[exp.Expr]:
    """What every event `e` of a step must meet, whatever the order: window, holding, no entry."""
    window = f"e.at < {table}.entered + {path.window}"
    found = [exp.condition(f"e.customer = {table}.customer AND {window}")]
    if path.hold is not None:
        held = exp.column(kept_name(path.hold), "e", quoted=True)
        found.append(held.eq(exp.column("held", table)))
    if path.of is not None and not path.own:
        own = sql.and_(exp.condition(f"e.at = {table}.entered"), entry_event(path.of, "e"))
        # an event that opens no stage is not the entry: its stage is NULL
        found.append(sql.not_(exp.func("COALESCE", sql.paren(own), exp.false())))
    if path.while_in_stage:
        found.append(exp.condition(f"({table}.left_at IS NULL OR e.at < {table}.left_at)"))
    return found


def in_order(place: int, path: Path) -> Ctes:
    """One table a step: the instant at which it is reached after the step before.

    The first event that fits is the best for every later step (an exchange argument), so a chain of
    minima is exact.

    Args:
        place: The path's number.
        path: The path.

    Returns:
        Tables ending in `steps_N`: the tries with t1, t2 …, NULL where a step is not reached.
    """
    tables: Ctes = []
    before = f"tries_{place}"
    known: tuple[str, ...] = TRY
    for step, terms in enumerate(path.steps, start=1):
        name = f"steps_{place}" if step == len(path.steps) else f"step_{place}_{step}"
        previous = "entered" if step == 1 else f"t{step - 1}"
        hit = sql.and_(step_terms(terms, first=path.first), *later(path, step, previous))
        found = exp.Min(this=exp.Case().when(hit, exp.column("at", "e")))
        asked: exp.Expr = hit.copy()
        query = selected(known, "t").select(sql.alias_(found, "found"))
        if path.excluding:
            between = sql.and_(matches(path.excluding), f"e.at > t.{previous}")
            barred = exp.Min(this=exp.Case().when(between, exp.column("at", "e")))
            query = query.select(sql.alias_(barred, "barred"))
            asked = sql.paren(sql.or_(asked, between.copy()))
        query = query.from_(f"{before} AS t")
        on = sql.and_(*allowed(path, "t"), f"NOT t.{previous} IS NULL", asked)
        query = query.join("events AS e", on=on, join_type="left", copy=False)
        query = query.group_by(*(exp.column(column, "t") for column in known), copy=False)
        barred_first = "CASE WHEN f.barred < f.found THEN NULL ELSE f.found END"
        reached_at = barred_first if path.excluding else "f.found"
        outer = selected(known, "f").select(f"{reached_at} AS t{step}")
        tables.append((name, outer.from_(query.subquery("f", copy=False))))
        before, known = name, (*known, f"t{step}")
    return tables


def later(path: Path, step: int, previous: str) -> list[exp.Expr]:
    """When event `e` may reach a step: after the step before, and no happening counts twice."""
    sign = ">" if path.order == "strict" else ">="
    since = f"t.{previous} - {path.tolerance}" if path.tolerance else f"t.{previous}"
    found = [exp.condition(f"e.at {sign} {since}")]
    kinds = {event for event, _ in path.steps[step - 1]}
    for number, earlier in enumerate(path.steps[: step - 1], start=1):
        both = sorted(kinds & {event for event, _ in earlier})
        if both:
            other = sql.not_(exp.column("event", "e").isin(*both))
            found.append(sql.paren(sql.or_(other, f"e.at > t.t{number}")))
    return found


def in_any_order(place: int, path: Path) -> Ctes:
    """One table: the first instant of each step in the window, whatever came before.

    Args:
        place: The path's number.
        path: The path.

    Returns:
        The table `steps_N`, as of steps in order.
    """
    query = selected(TRY, "t")
    hits = [step_terms(terms, first=path.first) for terms in path.steps]
    for step, hit in enumerate(hits, start=1):
        at = exp.Min(this=exp.Case().when(hit, exp.column("at", "e")))
        query = query.select(sql.alias_(at, f"t{step}"), copy=False)
    since = f"e.at >= t.entered - {path.tolerance}" if path.tolerance else "e.at >= t.entered"
    asked = sql.paren(sql.or_(*(hit.copy() for hit in hits)))
    on = sql.and_(*allowed(path, "t"), since, asked)
    query = query.from_(f"tries_{place} AS t").join("events AS e", on=on, join_type="left")
    return [(f"steps_{place}", query.group_by(*(exp.column(column, "t") for column in TRY)))]


def reached(place: int, path: Path) -> exp.Select:
    """Which steps each entry reached, whatever value was held.

    Args:
        place: The path's number.
        path: The path.

    Returns:
        A query with the unit's key, entered, r1 … and both2 … (0 or 1).
    """
    query = selected((*KEYS, "entered"), "t")
    count = len(path.steps)
    for step in range(1, count + 1):
        query = query.select(f"MAX({one_if(path, step, count)}) AS r{step}", copy=False)
    for step in range(2, count + 1):
        both = f"NOT t.t{step - 1} IS NULL AND NOT t.t{step} IS NULL"
        query = query.select(f"MAX(CASE WHEN {both} THEN 1 ELSE 0 END) AS both{step}", copy=False)
    columns = (exp.column(name, "t") for name in (*KEYS, "entered"))
    return query.from_(f"steps_{place} AS t").group_by(*columns)


def one_if(path: Path, step: int, count: int) -> str:
    """1 where an entry reached a step by the path's order, else 0."""
    asked = {
        "any_order": " AND ".join(f"NOT t.t{number} IS NULL" for number in range(1, step + 1)),
        "furthest": " OR ".join(f"NOT t.t{number} IS NULL" for number in range(step, count + 1)),
    }.get(path.order, f"NOT t.t{step} IS NULL")
    return f"CASE WHEN {asked} THEN 1 ELSE 0 END"


def per_unit(place: int, path: Path) -> exp.Select:
    """What all entries of a unit come to.

    Args:
        place: The path's number.
        path: The path.

    Returns:
        The query behind `path_N`.
    """
    query = selected(KEYS, "r").select("COUNT(*) AS s0", "MAX(r.entered) AS last")
    for step in range(1, len(path.steps) + 1):
        query = query.select(f"MAX(r.r{step}) AS r{step}", f"SUM(r.r{step}) AS s{step}")
    for step in range(2, len(path.steps) + 1):
        query = query.select(f"MAX(r.both{step}) AS both{step}")
    query = query.from_(f"reached_{place} AS r")
    if not path.first:
        query = query.select("0 AS had")
    else:
        earlier = sql.and_(
            "e.customer = r.customer", "e.at < r.anchor", step_terms(path.steps[0], first=True)
        )
        asked = exp.select("1").from_("events AS e").where(earlier)
        had = exp.Case().when(exp.Exists(this=asked), exp.Literal.number(1))
        query = query.select(sql.alias_(exp.Max(this=had.else_(exp.Literal.number(0))), "had"))
    return query.group_by(*(exp.column(name, "r") for name in KEYS))


def move_table() -> exp.Select:
    """Every entry of a stage with the entry that ended the stay.

    Returns:
        A query over `entries` with customer, at, stage_no, left_at and next_no (NULL at the end).
    """
    after = "OVER (PARTITION BY customer ORDER BY at, stage_no)"
    return exp.select(
        "customer",
        "at",
        "stage_no",
        f"LEAD(at) {after} AS left_at",
        f"LEAD(stage_no) {after} AS next_no",
    ).from_("entries")


def exit_table(value: StageExit, plan: Measurement) -> exp.Select:
    """Whether each entrant's next stage within the window is one of the kind asked for.

    Args:
        value: Entrants, window and kind of exit.
        plan: What is measured.

    Returns:
        A query with the unit's key and hit (0 or 1).
    """
    stage = value.of.stage
    kinds = {
        "next": f"m.next_no = {stage + 1}",
        "later": f"m.next_no > {stage}",
        "earlier": f"m.next_no < {stage}",
        "any": "NOT m.next_no IS NULL",
    }
    hit = f"{kinds[value.to]} AND m.left_at < u.anchor + {value.window}"
    same = f"m.customer = u.customer AND m.at = u.anchor AND m.stage_no = {stage}"
    return (
        exp.select(*unit_keys(), f"MAX(CASE WHEN {hit} THEN 1 ELSE 0 END) AS hit")
        .from_("units AS u")
        .join("moves AS m", on=same)
        .where(exp.column("population", "u").eq(plan.populations.index(value.of)))
        .group_by(*(f"u.{name}" for name in KEYS))
    )
