"""One unit's finished value: which events it reads, when its window closes, and the aggregate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.derived import Derived
from stagelift.data.query.population_specs import Alive, Entrants
from stagelift.data.query.populations import matches
from stagelift.data.query.specs import Measurement, later_terms
from stagelift.data.query.value_specs import (
    ContractEnd,
    EventCount,
    EventRatio,
    EventTotal,
    EventValue,
    Flag,
    LatestScore,
    StageAdvance,
    Term,
    Value,
    has_covariate,
    value_terms,
)
from stagelift.data.zones import day_number, from_us, local_day

MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class Clock:
    """The journey's local days as expressions.

    Args:
        zone: Its time zone.
        span: First and last instant of the data, for the zone's offsets.
        as_of: Instant of knowledge, µs UTC.
    """

    zone: str
    span: tuple[int, int]
    as_of: int

    def day(self, at: exp.Expr) -> exp.Expr:
        """The local day of an instant, days since 1970-01-01."""
        return sql.paren(local_day(at, self.zone, self.span))

    @property
    def today(self) -> int:
        """The local day of the instant of knowledge; it is not over."""
        return day_number(from_us(self.as_of).astimezone(ZoneInfo(self.zone)).date())


def indicator(condition: exp.Expr) -> exp.Case:
    """1 where the condition holds, else 0: engines disagree about booleans in sums.

    Args:
        condition: A boolean expression.

    Returns:
        A CASE of integers.
    """
    return sql.either(condition, exp.Literal.number(1), exp.Literal.number(0))


def counted(value: Flag) -> exp.Expr:
    """The condition that event `e` is one the flag counts, wherever it lies.

    Args:
        value: The flag.

    Returns:
        A boolean expression; of a `first` flag, the first row of each term.
    """
    if not value.first:
        return matches(value.terms)
    firsts: list[exp.Expr] = [
        sql.and_(exp.column("event", "e").eq(event), exp.column("nth", "e").eq(occurrence))
        for event, occurrence in value.terms
    ]
    return sql.paren(sql.or_(*firsts))


def inside(value: Value, plan: Measurement, clock: Clock) -> exp.Expr:
    """The condition that event `e` lies in the value's window from unit `u`'s anchor.

    Args:
        value: Any value over events.
        plan: What is measured.
        clock: The journey's local days.

    Returns:
        A boolean expression: half-open in time; whole local days when the flag counts days.
    """
    opens = value.opens if isinstance(value, Flag) else 0
    start = f"e.at >= u.anchor + {opens}" if opens else "e.at >= u.anchor"
    found = exp.condition(f"{start} AND e.at < u.anchor + {value.window}")
    if not isinstance(value, Flag):
        return found
    if value.absent:
        # an event keeps a customer active from its own instant, until the window later
        return exp.condition(f"e.at > u.anchor AND e.at <= u.anchor + {value.window}")
    since = exp.Sub(this=clock.day(at("e")), expression=clock.day(anchor()))
    if value.days is not None:
        first, last = (exp.Literal.number(day) for day in value.days)
        found = sql.and_(found, exp.Between(this=since, low=first, high=last))
    if value.later_day:
        place = later_terms(plan).index(value.terms)
        first_day = clock.day(exp.column(f"first_{place}", "e"))
        found = sql.and_(found, exp.GT(this=clock.day(at("e")), expression=first_day))
    return found


def at(table: str) -> exp.Column:
    """The instant of an event row."""
    return exp.column("at", table)


def anchor() -> exp.Column:
    """The instant a unit's window starts."""
    return exp.column("anchor", "u")


def looked_back(value: Value) -> exp.Expr | None:
    """Which earlier events decide whether a unit counts at all.

    Args:
        value: Any value over events.

    Returns:
        For a `first` flag, an event before the anchor (such units had it already); for an `absent`
        flag, an event in the window before the anchor (others were not active); else None.
    """
    if not isinstance(value, Flag):
        return None
    if value.first:
        return sql.and_(counted(value), "e.at < u.anchor")
    if value.absent:
        return sql.and_(counted(value), f"e.at <= u.anchor AND e.at > u.anchor - {value.window}")
    return None


def own_entry(value: Value, plan: Measurement) -> exp.Expr | None:
    """The condition that event `e` is the one by which unit `u` entered its stage.

    Args:
        value: Any value over events.
        plan: What is measured.

    Returns:
        A boolean expression, or None when no population enters by an event the value reads.
    """
    read = {event for event, _ in value_terms(value)}
    found = [
        sql.and_(
            exp.column("population", "u").eq(code),
            "e.at = u.anchor",
            exp.column("stage_no", "e").eq(population.stage),
        )
        for code, population in enumerate(plan.populations)
        if isinstance(population, Entrants)
        and read & {event for event, _ in plan.stages[population.stage - 1]}
    ]
    return sql.paren(sql.or_(*found)) if found else None


def unit_value(value: EventValue, plan: Measurement, clock: Clock) -> exp.Expr:
    """The aggregate that gives one unit's value; the event that let it in is not counted again.

    Args:
        value: Any value over events; of a ratio, its top.
        plan: What is measured.
        clock: The journey's local days.

    Returns:
        0/1 for a flag, micros for a total or a count.
    """
    if isinstance(value, EventRatio):
        # both sides of a ratio see the same events, the first one too
        return total(value.top, inside(value.top, plan, clock))
    entry = own_entry(value, plan)
    within = inside(value, plan, clock)
    if entry is not None:
        within = sql.and_(within, sql.not_(entry))
    if not isinstance(value, Flag):
        return total(value, within)
    found = exp.Max(this=indicator(sql.and_(counted(value), within)))
    if value.absent:
        return exp.Sub(this=exp.Literal.number(1), expression=found)
    back = looked_back(value)
    if not value.first or back is None or len(value.terms) == 1:
        return found
    # the first of one kind is not the customer's first when another kind came before
    fresh = exp.Max(this=indicator(back)).eq(0)
    return exp.Case().when(fresh, found).else_(exp.Literal.number(0))


def total(value: EventTotal | EventCount, within: exp.Expr) -> exp.Expr:
    """The capped sum of the events' values, or their number, in micros.

    Args:
        value: A total or a count.
        within: The condition that an event lies in the window.

    Returns:
        A BIGINT expression, 0 without events.
    """
    hit = sql.and_(matches(value_terms(value)), within)
    one = exp.Literal.number(MICROS)
    amount = exp.column("value", "e") if isinstance(value, EventTotal) else one
    case = sql.either(hit, amount, exp.Literal.number(0))
    summed = exp.func("COALESCE", exp.Sum(this=case), exp.Literal.number(0))
    summed = exp.cast(summed, "BIGINT")
    if isinstance(value, EventTotal) and value.cap is not None:
        return exp.func("LEAST", summed, exp.Literal.number(value.cap))
    return summed


def before_value(value: EventValue, lookback: int) -> exp.Expr:
    """The same value over the time before the anchor: its own covariate.

    Args:
        value: A flag, total or count.
        lookback: Length of that time in µs.

    Returns:
        Micros; a flag gives 0 or one million.
    """
    within = exp.condition(f"e.at < u.anchor AND e.at >= u.anchor - {lookback}")
    if isinstance(value, EventTotal | EventCount):
        return total(value, within)
    flag = exp.Max(this=indicator(sql.and_(matches(value_terms(value)), within)))
    return exp.Mul(this=sql.paren(flag), expression=exp.Literal.number(MICROS))


def mature(value: Value, clock: Clock, number: int) -> exp.Expr:
    """The condition that a unit's whole window has closed.

    Args:
        value: Any value over events.
        clock: The journey's local days.
        number: The value's place in the measurement.

    Returns:
        A condition on the unit's anchor, on its local day when the flag counts days, or on the
        instant at which a value of several events says that it closes.
    """
    if isinstance(value, Derived):
        return exp.column(f"l{number}") <= clock.as_of
    if isinstance(value, Flag) and value.days is not None:
        return exp.column("day") <= clock.today - value.days[1] - 1
    if isinstance(value, ContractEnd) or (isinstance(value, Flag) and value.absent):
        return exp.column("anchor") < clock.as_of - value.window
    return exp.column("anchor") <= clock.as_of - value.window


def reach(value: Value) -> int:
    """How far after its anchor a unit's events are read, in µs; the end is not included.

    Args:
        value: Any value over events.

    Returns:
        The window's length; an `absent` flag also reads the last instant of its window.
    """
    return value.window + 1 if isinstance(value, Flag) and value.absent else value.window


def member_instant(plan: Measurement, table: str = "u") -> str:
    """The instant at which it is asked whether unit `u` is in a segment.

    Args:
        plan: What is measured.
        table: Alias of the units.

    Returns:
        SQL: the anchor; for customers active at the start of a period, that start.
    """
    alive = [code for code, one in enumerate(plan.populations) if isinstance(one, Alive)]
    if not alive or not plan.periods:
        return f"{table}.anchor"
    starts = " ".join(f"WHEN {n} THEN {period.start}" for n, period in enumerate(plan.periods))
    codes = ", ".join(map(str, alive))
    start = f"CASE {table}.period_no {starts} END"
    return f"CASE WHEN {table}.population IN ({codes}) THEN {start} ELSE {table}.anchor END"


def joined_events(plan: Measurement) -> exp.Expr:
    """Which event rows a unit needs: those in a window, those something looks back on.

    Args:
        plan: What is measured.

    Returns:
        The join condition between units `u` and events `e`.
    """
    longest: dict[Term, int] = {}
    back: dict[Term, int] = {}
    earlier: list[exp.Expr] = []
    for _, value in plan.values:
        if isinstance(value, LatestScore | ContractEnd | StageAdvance | Derived):
            continue  # a table of its own reads what it needs
        for term in value_terms(value):
            longest[term] = max(longest.get(term, 0), reach(value))
            if plan.lookback and has_covariate(value):
                back[term] = plan.lookback
        found = looked_back(value)
        if found is not None:
            earlier.append(found)
    ahead = [
        sql.and_(matches(terms), f"e.at >= u.anchor AND e.at < u.anchor + {window}")
        for window, terms in by_length(longest)
    ]
    ahead.extend(
        sql.and_(matches(terms), f"e.at < u.anchor AND e.at >= u.anchor - {window}")
        for window, terms in by_length(back)
    )
    instant = member_instant(plan)
    for rule in plan.segments:
        for part in rule.windows:
            seen = sql.and_(matches(part.reads), f"e.at <= {instant}")
            if part.within is not None:
                seen = sql.and_(seen, f"e.at > {instant} - {part.within}")
            earlier.append(seen)
    if not ahead and not earlier:
        return exp.false()
    return sql.and_("e.customer = u.customer", sql.or_(*ahead, *earlier))


def kinds_joined(plan: Measurement) -> tuple[str, ...]:
    """The events any unit's row is joined with: far fewer than those that show who is a unit.

    Args:
        plan: What is measured.

    Returns:
        Event names, sorted.
    """
    terms: set[Term] = set()
    for _, value in plan.values:
        if not isinstance(value, LatestScore | ContractEnd | StageAdvance | Derived):
            terms.update(value_terms(value))
    terms.update(term for rule in plan.segments for part in rule.windows for term in part.reads)
    return tuple(sorted({event for event, _ in terms}))


def by_length(windows: dict[Term, int]) -> Iterable[tuple[int, list[Term]]]:
    """Terms gathered by the length of their window.

    Args:
        windows: Length in µs by term.

    Returns:
        Pairs of length and terms, shortest first.

    Example:
        >>> list(by_length({("a", 1): 2, ("b", 1): 2}))
        [(2, [('a', 1), ('b', 1)])]
    """
    return [
        (window, [term for term in windows if windows[term] == window])
        for window in sorted(set(windows.values()))
    ]
