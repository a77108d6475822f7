"""What became of a source's rows: kept, rejected by reason, merged, not yet known."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data import instants, sql, zones
from stagelift.data.answers import Answer
from stagelift.data.reading import REASON, moment_of
from stagelift.data.steps import copy_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stagelift.data.reading import Reading

GRACE_US = 6 * 3_600 * 1_000_000  # rows ingested later than this after their time count as late
WATCHED_DAYS = 56  # eight weeks: a source's habits, without its long past
DAY = "local day"
_RUNNING, _FOUND = ("rows", "visible", "late"), ("merged", "conflicts")  # what is counted first
CONTENT_FREE = ("ingested",)  # a copy that only arrived at another time is no conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The rows of a role or of one source.

    Args:
        name: The role, or the source.
        rows: Rows read.
        kept: Rows in the contract table.
        rejected: Reason to rows in quarantine.
        rejected_events: Event to rows in quarantine, of the events that were asked for.
        duplicates: Visible rows merged into an earlier one of the same event id.
        conflicts: Event ids whose copies differ in more than the ingested time.
        invisible: Good rows not known before the instant.
        late: Visible rows ingested more than six hours after their time.
        not_point_in_time: Whether a source has no ingested time, so that past reports may change.
        no_dedupe: Whether a source has no event id, so that copies count twice.
        notes: What was detected, in words.
    """

    name: str
    rows: int = 0
    kept: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    rejected_events: Mapping[str, int] = field(default_factory=dict)
    duplicates: int = 0
    conflicts: int = 0
    invisible: int = 0
    late: int = 0
    not_point_in_time: bool = False
    no_dedupe: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What one reading of a source's rows says of them.

    Args:
        counts: What became of the rows.
        days: Local days of the last eight weeks that have visible rows, since 1970-01-01.
        first: First visible instant, µs; None without one.
        last: Last visible instant, µs.
    """

    counts: Counts
    days: tuple[int, ...]
    first: int | None
    last: int | None

    def as_answer(self) -> Answer:
        """The summary as one row of plain values, so that it can be kept."""
        names = tuple(self.__dataclass_fields__)
        return Answer(
            names, ((json.dumps(asdict(self.counts)), json.dumps(self.days), *self.ends),)
        )

    @classmethod
    def of_answer(cls, answer: Answer) -> Summary:
        """The summary of such a row."""
        ((counts, days, first, last),) = answer.rows
        found = json.loads(counts)
        found["notes"] = tuple(found["notes"])
        return cls(Counts(**found), tuple(json.loads(days)), first, last)

    @property
    def ends(self) -> tuple[int | None, int | None]:
        """First and last visible instant."""
        return self.first, self.last


def total(name: str, parts: Sequence[Counts]) -> Counts:
    """The sums of several sources.

    Args:
        name: What the sum is called.
        parts: Counts of the sources.

    Returns:
        Their sums; a flag of one is a flag of all.

    Example:
        >>> total("events", [Counts(name="a", rows=2), Counts(name="b", rows=3)]).rows
        5
    """
    return Counts(
        name=name,
        rows=sum(part.rows for part in parts),
        kept=sum(part.kept for part in parts),
        rejected=_added(part.rejected for part in parts),
        rejected_events=_added(part.rejected_events for part in parts),
        duplicates=sum(part.duplicates for part in parts),
        conflicts=sum(part.conflicts for part in parts),
        invisible=sum(part.invisible for part in parts),
        late=sum(part.late for part in parts),
        not_point_in_time=any(part.not_point_in_time for part in parts),
        no_dedupe=any(part.no_dedupe for part in parts),
        notes=tuple(note for part in parts for note in part.notes),
    )


def _added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Rows by name, summed over several sources."""
    found: dict[str, int] = {}
    for part in parts:
        for name, rows in part.items():
            found[name] = found.get(name, 0) + rows
    return dict(sorted(found.items()))


def summary_in(
    reading: Reading, rows: Iterable[Sequence[Any]], events: Sequence[str] = ()
) -> Summary:
    """The summary of one source.

    Args:
        reading: The source.
        rows: The rows that `count_query` gives: one a day, one an event among the rejected rows,
            and one for all other rows.
        events: The events that `count_query` was asked for.

    Returns:
        Its summary.
    """
    found = tuple(rows)
    width = len(_RUNNING) + len(_FOUND) + len(_reasons(reading)) + len(_observations(reading))
    columns = [[int(row[place] or 0) for row in found] for place in range(3, width + 3)]
    copies = range(len(_RUNNING), len(_RUNNING) + len(_FOUND))  # the same in every row
    instants = [int(row[place]) for row in found for place in (1, 2) if row[place] is not None]
    numbers = [
        max(column, default=0) if place in copies else sum(column)
        for place, column in enumerate(columns)
    ]
    keys = {int(row[0]): int(row[3]) for row in found if row[0] is not None}
    broken = {event: keys[-place] for place, event in enumerate(events, start=1) if -place in keys}
    return Summary(
        counts=replace(_counts(reading, numbers), rejected_events=broken),
        days=tuple(sorted(key for key in keys if key >= 0)),
        first=min(instants, default=None),
        last=max(instants, default=None),
    )


def _counts(reading: Reading, numbers: Sequence[int]) -> Counts:
    """The counts of a source from the sums of `count_query` in their order."""
    reasons = _reasons(reading)
    rows, visible, late, merged, conflicts, *rest = numbers
    rejected = {why: n for why, n in zip(reasons, rest, strict=False) if n}
    history = reading.role == "customers" and bool(_history(reading))
    return Counts(
        name=reading.name,
        rows=rows,
        kept=visible - merged,
        rejected=rejected,
        duplicates=0 if history else merged,
        conflicts=0 if history else conflicts,
        invisible=rows - sum(rejected.values()) - visible,
        late=late,
        not_point_in_time=not reading.has("ingested"),
        no_dedupe=copy_key(reading) is None,
        notes=(*reading.file_notes(), *_notes(reading, rest[len(reasons) :])),
    )


def _history(reading: Reading) -> tuple[str, ...]:
    """Columns that order a customer's rows: then older rows are history, not duplicates."""
    return tuple(name for name in ("valid_from", "ingested") if reading.has(name))


def count_query(
    reading: Reading,
    as_of_us: int,
    copied: exp.Table | None,
    zone: str,
    events: Sequence[str] = (),
) -> exp.Select:
    """The query that counts a source's rows and finds its days, in one reading.

    Args:
        reading: The source.
        as_of_us: The instant, µs.
        copied: A relation of its rows that have copies, or None.
        zone: The journey's zone, whose days are found.
        events: Events whose rejected rows are counted; of others only how many there are, since
            what stands in a rejected row may be anything.

    Returns:
        One row per local day of the last eight weeks with visible rows, one per event among the
        rejected rows, one for all others: the day, the event's place below 0 or NULL, first and
        last visible instant, rows, visible, late, merged, conflicts, then rows by reason, then
        noted rows.
    """
    noted = [_as(_one(test), f"noted {n}") for n, test in _noted(reading)]
    typed = reading.typed().select(*noted, copy=False)
    good = sql.is_null(sql.column(REASON))
    seen = sql.and_(good, reading.visible(as_of_us))
    day = _as(_day(reading, seen, as_of_us, zone, _broken(reading, events)), DAY)
    dated = exp.select(exp.Star(), day, copy=False)
    dated = dated.from_(typed.subquery("typed", copy=False), copy=False)
    counted = [_sum(test) for test in (sql.all_of([]), seen, sql.and_(seen.copy(), _late(reading)))]
    copies = [sql.column(name, "copies") for name in _FOUND]
    reasons = [
        _sum(exp.EQ(this=sql.column(REASON), expression=sql.text(why))) for why in _reasons(reading)
    ]
    notes = [exp.Sum(this=sql.column(f"noted {n}")) for n, _ in _noted(reading)]
    columns = [*counted, *(exp.Max(this=one) for one in copies), *reasons, *notes]
    named = [sql.alias_(one, f"c{number}") for number, one in enumerate(columns)]
    day = sql.alias_(sql.column(DAY), "day")
    query = exp.select(day, *_ends(reading, seen), *named, copy=False)
    query = query.from_(dated.subquery("rows", copy=False), copy=False)
    query = query.group_by(sql.column(DAY), copy=False)
    found = _copies(reading, copied).subquery("copies", copy=False)
    return query.join(found, join_type="cross", copy=False)


def _as(value: exp.Expr, name: str) -> exp.Expr:
    """A value that nothing else holds, under a name; to copy it would take longer than to ask."""
    return sql.alias_(value, name, quoted=True)


def _ends(reading: Reading, seen: exp.Expr) -> list[exp.Expr]:
    """First and last visible instant."""
    time = reading.row_time() or sql.cast(exp.null(), sql.BIGINT)
    shown = sql.case([(seen, time)])
    return [
        sql.alias_(exp.Min(this=shown), "first"),
        sql.alias_(exp.Max(this=shown.copy()), "last"),
    ]


def _broken(reading: Reading, events: Sequence[str]) -> list[tuple[exp.Expr, exp.Expr]]:
    """When a rejected row names one of the events, and that event's place below 0."""
    if reading.role != "events" or not events:
        return []
    named = [
        (sql.column("event").eq(sql.text(event)), sql.cast(sql.number(-place), sql.BIGINT))
        for place, event in enumerate(events, start=1)
    ]
    return [(sql.not_null(sql.column(REASON)), sql.case(named))]


def _day(
    reading: Reading,
    seen: exp.Expr,
    as_of_us: int,
    zone: str,
    broken: list[tuple[exp.Expr, exp.Expr]],
) -> exp.Expr:
    """The local day of a row that was visible in the last eight weeks, NULL for others."""
    time = reading.row_time()
    if time is None:
        return sql.case(broken) if broken else sql.cast(exp.null(), sql.BIGINT)
    start = as_of_us - WATCHED_DAYS * zones.DAY_US
    recent = exp.GTE(this=time.copy(), expression=sql.number(start))
    day = zones.local_day(time, zone, (start, as_of_us))
    return sql.case([(sql.and_(seen, recent), day), *broken])


def _one(test: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=test.copy(), true=sql.number(1))], default=sql.number(0))


def _sum(test: exp.Expr) -> exp.Expr:
    return exp.Sum(this=_one(test))


def _late(reading: Reading) -> exp.Expr:
    time = reading.row_time()
    if time is None or not reading.has("ingested"):
        return exp.false()
    return exp.GT(this=sql.column("ingested"), expression=sql.plus(time, GRACE_US))


def _reasons(reading: Reading) -> tuple[str, ...]:
    found = [why for cast in reading.columns.values() for _, why in cast.problems]
    return tuple(dict.fromkeys(found))


def _copies(reading: Reading, copied: exp.Table | None) -> exp.Select:
    """One row: copies beyond the first, and keys whose copies differ."""
    key = copy_key(reading)
    if key is None or copied is None:
        zero = [sql.alias_(sql.number(0), name) for name in ("merged", "conflicts")]
        return exp.select(*zero)
    names = [name for name in reading.columns if name not in (key, *CONTENT_FREE)]
    differs = sql.any_of(_differs(name) for name in names)
    groups = exp.select(
        sql.alias_(exp.Count(this=exp.Star()), "copies"), sql.alias_(_one(differs), "differs")
    )
    groups = groups.from_(copied.copy()).group_by(sql.column(key))
    beyond = exp.Sum(this=sql.plus(sql.column("copies"), -1))
    return exp.select(
        sql.alias_(exp.func("COALESCE", beyond, sql.number(0)), "merged"),
        sql.alias_(
            exp.func("COALESCE", exp.Sum(this=sql.column("differs")), sql.number(0)), "conflicts"
        ),
    ).from_(groups.subquery("groups", copy=False), copy=False)


def _differs(name: str) -> exp.Expr:
    """A test over a group: several values, or a value beside NULL."""
    value = sql.column(name)
    several = exp.NEQ(this=exp.Min(this=value), expression=exp.Max(this=value.copy()))
    filled = exp.Count(this=value.copy())
    some = exp.GT(this=filled, expression=sql.number(0))
    not_all = exp.LT(this=filled.copy(), expression=exp.Count(this=exp.Star()))
    return sql.or_(several, sql.and_(some, not_all))


def _noted(reading: Reading) -> list[tuple[int, exp.Expr]]:
    return list(enumerate(test for _, test in _observations(reading)))


def _observations(reading: Reading) -> list[tuple[str, exp.Expr]]:
    """What is worth saying of rows: ids printed as numbers, Unix units, changes of the clock."""
    found: list[tuple[str, exp.Expr]] = list(reading.float_ids())
    fields = [field for field in reading.resolved.fields.values() if field.use == "moment"]
    for one in fields:
        moment = moment_of(reading.resolved, one)
        for unit, test in instants.unix_units(moment):
            found.append((f"'{one.written}' holds Unix times in {unit}", test))
        if moment.may_be_naive:
            wall = instants.wall_time(moment, reading.engine)
            touched = zones.in_clock_change(wall, str(moment.zone), reading.span)
            text = f"'{one.written}' falls in a clock change of {moment.zone}"
            found.append((f"{text}, the first offset was taken", touched))
    return found


def _notes(reading: Reading, numbers: Sequence[int]) -> tuple[str, ...]:
    return tuple(
        f"source '{reading.name}': {text} ({n:,} {'row' if n == 1 else 'rows'})"
        for (text, _), n in zip(_observations(reading), numbers, strict=True)
        if n
    )
