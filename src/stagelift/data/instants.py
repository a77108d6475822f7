"""Moments in a source → instants: with an offset as they are, without one by the declared zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql, zones
from stagelift.data.casts import NUMERIC, Cast, blank

if TYPE_CHECKING:
    from stagelift.data.engine import ColumnType, Engine

NAIVE: tuple[ColumnType, ...] = ("timestamp", "date")
# dates that exist, so that no cast can fail: 31, 30 and 28 days, and 29 February of leap years
_LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)-02-29"
_DAY = (
    "([1-9][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|" + _LEAP + ")"
)
_CLOCK = "[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?"
_OFFSET = "(Z| UTC|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
OFFSET_PATTERN = f"^{_DAY}{_CLOCK}{_OFFSET}$"
NAIVE_PATTERN = f"^{_DAY}({_CLOCK})?$"
DIGITS_PATTERN = "^([0-9]{9,18}|[1-4][0-9]{18})$"  # a 64-bit integer holds them all
BELOW_MICROSECOND = "([.][0-9]{6})[0-9]+"  # engines differ in how they round the rest
# Unix times between 1990 and 2100 tell their unit by their size; the four ranges do not meet
FIRST_SECOND, LAST_SECOND = 631_152_000, 4_102_444_800
UNITS = (("seconds", 0), ("milliseconds", 3), ("microseconds", 6), ("nanoseconds", 9))
EARLIEST_US, LATEST_US = -30_610_224_000_000_000, 253_402_300_800_000_000  # years 1000 to 9999


@dataclass(frozen=True, slots=True)
class Moment:
    """A column of moments in a source.

    Args:
        name: The contract's word, such as `time`.
        value: The source's expression.
        kind: Its type.
        zone: Zone of moments without an offset, or None.
        wall_unix: Whether Unix times count from 1970 on the wall clock of the zone.
    """

    name: str
    value: exp.Expr
    kind: ColumnType
    zone: str | None
    wall_unix: bool = False

    @property
    def may_be_naive(self) -> bool:
        """Whether the declared zone is needed for some of the moments."""
        return self.zone is not None and (self.wall_unix or self.kind in (*NAIVE, "text"))


def instant(moment: Moment, engine: Engine, span: tuple[int, int]) -> Cast:
    """A moment as µs since 1970-01-01 UTC.

    Args:
        moment: The column.
        engine: Gives the epoch of its own types.
        span: First and last wall time of moments without an offset, µs.

    Returns:
        A BIGINT expression, NULL when missing; rejected as `bad_…` (unreadable, or outside the
        years 1000–9999) and `naive_…` (no offset and no zone), with the column's name.
    """
    if moment.kind == "text":
        return _of_text(moment, engine, span)
    if moment.kind in NUMERIC:
        unix = _unix(moment)
        return Cast(_placed(unix.value, moment, span), unix.problems)
    found = engine.epoch(moment.value, moment.kind)
    inside = exp.Between(this=found, low=sql.number(EARLIEST_US), high=sql.number(LATEST_US))
    if moment.kind in NAIVE:
        found = zones.instant_from_naive(found, moment.zone or "UTC", span)
    bad = sql.and_(sql.not_null(moment.value), sql.not_(_surely(inside)))
    return Cast(sql.case([(inside, found)]), ((bad, f"bad_{moment.name}"),))


def _surely(condition: exp.Expr) -> exp.Expr:
    """The condition with NULL read as false."""
    return exp.Coalesce(this=condition.copy(), expressions=[exp.false()])


def _unix(moment: Moment) -> Cast:
    # a 32-bit column times a million would overflow: widened first
    wide = {"integer": sql.BIGINT, "decimal": sql.MONEY, "float": sql.DOUBLE}[moment.kind]
    value, whole = sql.cast(moment.value, wide), moment.kind == "integer"
    found = sql.case(
        [(when, _unix_us(value, power, whole=whole)) for when, power in _ranges(moment)]
    )
    known = sql.not_(blank(moment.value, moment.kind))
    bad = sql.and_(known, sql.is_null(found))
    return Cast(found, ((bad, f"bad_{moment.name}"),))


def _ranges(moment: Moment) -> list[tuple[exp.Expr, int]]:
    """A test for each unit of Unix times, with its power of ten per second."""
    return [
        (
            exp.Between(
                this=moment.value.copy(),
                low=sql.number(FIRST_SECOND * 10**power),
                high=sql.number(LAST_SECOND * 10**power),
            ),
            power,
        )
        for _, power in UNITS
    ]


def _unix_us(value: exp.Expr, power: int, *, whole: bool) -> exp.Expr:
    if power > 6:
        return sql.divide_whole(sql.cast(value, sql.BIGINT), 10 ** (power - 6))
    scaled = exp.Mul(this=value.copy(), expression=sql.number(10 ** (6 - power)))
    return scaled if whole else sql.cast(exp.Floor(this=scaled), sql.BIGINT)


def _of_text(moment: Moment, engine: Engine, span: tuple[int, int]) -> Cast:
    trimmed = exp.Trim(this=moment.value.copy())
    short = _to_microsecond(trimmed)
    unix = _placed(_unix(_digits(moment)).value, moment, span)
    with_offset = engine.epoch(sql.try_cast(short, "timestamptz"), "timestamptz")
    is_naive = sql.matches(trimmed, NAIVE_PATTERN)
    branches = [(sql.matches(trimmed, OFFSET_PATTERN), with_offset)]
    problems: list[tuple[exp.Expr, str]] = []
    if moment.zone is None:
        problems.append((_surely(is_naive), f"naive_{moment.name}"))
    else:
        wall = engine.epoch(sql.try_cast(short, "timestamp"), "timestamp")
        branches.append((is_naive, zones.instant_from_naive(wall, moment.zone, span)))
    found = sql.case(branches, unix)
    bad = sql.and_(sql.not_(blank(moment.value, "text")), sql.is_null(found))
    return Cast(found, (*problems, (bad, f"bad_{moment.name}")))


def _digits(moment: Moment) -> Moment:
    """The whole numbers among texts."""
    trimmed = exp.Trim(this=moment.value.copy())
    whole = sql.try_cast(trimmed, sql.BIGINT)
    value = sql.case([(sql.matches(trimmed, DIGITS_PATTERN), whole)])
    return Moment(moment.name, value, "integer", None)


def _placed(unix: exp.Expr, moment: Moment, span: tuple[int, int]) -> exp.Expr:
    """Unix times as instants: as they are, or from the wall clock they were counted on."""
    if not moment.wall_unix:
        return unix
    return zones.instant_from_naive(unix, moment.zone or "UTC", span)


def _to_microsecond(value: exp.Expr) -> exp.Expr:
    return exp.RegexpReplace(
        this=value.copy(), expression=sql.text(BELOW_MICROSECOND), replacement=sql.text("\\1")
    )


def wall_time(moment: Moment, engine: Engine) -> exp.Expr:
    """The wall time of moments without an offset, NULL for all others.

    Args:
        moment: A naive or text column.
        engine: Gives the epoch of its own types.

    Returns:
        A BIGINT expression, µs since 1970-01-01 of the wall clock.
    """
    if moment.kind in NAIVE:
        return engine.epoch(moment.value, moment.kind)
    if moment.kind in NUMERIC:
        return _unix(moment).value
    trimmed = exp.Trim(this=moment.value.copy())
    cast = sql.try_cast(_to_microsecond(trimmed), "timestamp")
    naive = (sql.matches(trimmed, NAIVE_PATTERN), engine.epoch(cast, "timestamp"))
    return sql.case([naive], _unix(_digits(moment)).value if moment.wall_unix else None)


def unix_units(moment: Moment) -> tuple[tuple[str, exp.Expr], ...]:
    """Tests that tell in which unit a Unix time is written; empty for other columns.

    Args:
        moment: Any column of moments.

    Returns:
        (unit, condition) pairs.
    """
    if moment.kind not in (*NUMERIC, "text"):
        return ()
    whole = _digits(moment) if moment.kind == "text" else moment
    ranges = _ranges(Moment(moment.name, whole.value, "integer", None))
    return tuple((unit, when) for (unit, _), (when, _) in zip(UNITS, ranges, strict=True))
