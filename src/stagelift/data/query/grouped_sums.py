"""The sums of outcome columns by the values of the small ones: one pass, and few additions a row.

Rows are grouped by variant and by the columns with few values, such as those of 0 and 1. Within
a group these are constants, so that only the other columns are added up, shifted, as whole
numbers of their own unit in doubles. Such a sum is exact as long as it stays below 2⁵³, and a sum
of squares bounds all sums of its column: the answer itself says whether it may be believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stagelift.data.query.value_specs import Outcome

MICROS = 1_000_000
EXACT = 2**52  # of a double's 2⁵³ whole numbers, with room for the comparison itself
SMALL = 511  # values of a small column; what lies beyond is seen, and asked in another way
FEW = 32  # different values of a small column among the rows that are looked at first
DIGITS, PLACES = 15, 6  # of a decimal whose every value a double holds
# beyond it a value may be too large to count; whatever squares prove lies within 10⁸ of the mean
FAR = 1_000_000_000_000
INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


@dataclass(frozen=True, slots=True)
class Column:
    """An outcome column as it is added up.

    Args:
        name: Its name in the source.
        unit: Micros in its own unit: 1,000,000 of whole numbers, 10,000 of cents.
        shift: What is taken off every value, in its unit.
        small: Whether rows are grouped by its values.
        gaps: Whether rows without a value are grouped apart.
    """

    name: str
    unit: int
    shift: int
    small: bool
    gaps: bool


def sample_query(rows: exp.Select, names: Sequence[str]) -> exp.Select:
    """What is asked of some rows first: type, how many values and different ones, mean.

    Args:
        rows: Some rows.
        names: Their columns.

    Returns:
        A statement with one row, four columns a name.
    """
    query = exp.select().from_(rows.subquery("some", copy=False), copy=False)
    for name in names:
        column = exp.column(name, quoted=True)
        mean = exp.Avg(this=exp.TryCast(this=column.copy(), to=exp.DataType.build("DOUBLE")))
        kind = exp.Max(this=exp.Anonymous(this="TYPEOF", expressions=[column.copy()]))
        gaps = exp.Sub(this=exp.Count(this=exp.Star()), expression=exp.Count(this=column.copy()))
        different = exp.Count(this=exp.Distinct(expressions=[column.copy()]))
        query = query.select(kind, gaps, different, mean, copy=False)
    return query


def columns_of(
    values: Sequence[Outcome], names: Sequence[str], told: Sequence[object]
) -> tuple[Column, ...] | None:
    """How each column is added up, from what some rows tell of it.

    Args:
        values: What is asked of each unit.
        names: The columns they read.
        told: The row of `sample_query`.

    Returns:
        The columns; None when one is no whole number or short decimal, when a column of 0 and 1
        has other values, when values are huge, or when there are no rows.
    """
    binary = {value.column for value in values if value.binary}
    found: list[Column] = []
    spare = True  # one more small column: with two, the groups would be too many
    for number, name in enumerate(names):
        kind, gaps, different, mean = told[4 * number : 4 * number + 4]
        unit = unit_of(str(kind))
        if unit is None or not isinstance(different, int):
            return None
        if name in binary and (unit != MICROS or different > 2):
            return None
        small = name in binary or (spare and unit == MICROS and different <= FEW)
        spare = spare and (name in binary or not small)
        average = float(mean) if isinstance(mean, int | float) else 0.0
        if abs(average) > FAR:
            return None
        shift = 0 if name in binary else round(average * MICROS / unit)
        found.append(Column(name, unit, shift, small, gaps != 0))
    return tuple(found)


def unit_of(kind: str) -> int | None:
    """The micros in the unit of a type: whole numbers, and decimals that a double holds.

    Args:
        kind: DuckDB's name of a type.

    Returns:
        Micros; None for other types.

    Example:
        >>> unit_of("INTEGER"), unit_of("DECIMAL(10,2)"), unit_of("DOUBLE")
        (1000000, 10000, None)
    """
    if kind in INTEGERS:
        return MICROS
    if not kind.startswith("DECIMAL("):
        return None
    digits, places = map(int, kind[8:-1].split(","))
    return 10 ** (PLACES - places) if digits <= DIGITS and places <= PLACES else None


def grouped_query(
    columns: tuple[Column, ...], values: Sequence[Outcome], units: Callable[[], exp.Select]
) -> exp.Select:
    """The statement: sums by variant, and in `unproven` how many things forbid to believe it.

    Args:
        columns: The columns, as `columns_of` found them.
        values: What is asked of each unit.
        units: Gives the good rows, with variant and every column.

    Returns:
        A statement with the columns of a measurement in wide integers, and `unproven`.
    """
    return GroupedSums(columns, values).query(units())


def as_written(text: str, name: str) -> exp.Alias:
    """A column of DuckDB's own SQL, as it stands: sqlglot need not read it to write it again.

    Args:
        text: An expression of names and numbers of this file; columns of the data are quoted.
        name: What the column is called.

    Returns:
        The expression under its name.

    Example:
        >>> as_written("SUM(d0 * d0)", "s2").sql("duckdb")
        'SUM(d0 * d0) AS s2'
    """
    return exp.Alias(this=exp.Var(this=text), alias=exp.to_identifier(name))


class GroupedSums:
    """The two steps of the query: sums by group, and from these what was asked by variant.

    Args:
        columns: The columns, as `columns_of` found them.
        values: What is asked of each unit.
    """

    def __init__(self, columns: tuple[Column, ...], values: Sequence[Outcome]) -> None:
        self._columns = columns
        self._values = values
        self._places = {column.name: place for place, column in enumerate(columns)}
        self._added: dict[str, str] = {}  # sums within a group by name, as later steps need them

    def query(self, units: exp.Select) -> exp.Select:
        """The statement: sums by variant, and in `unproven` how many things forbid to believe it.

        Args:
            units: The good rows, with variant and every column.

        Returns:
            A statement with the columns of a measurement in wide integers, and `unproven`.
        """
        asked = [
            item
            for number, value in enumerate(self._values)
            for item in self._of_value(number, value)
        ]
        asked.append(("unproven", self._unproven()))
        variant = exp.column("variant")
        keys = (exp.column(name) for name, _ in self._keys())
        added = (as_written(text, name) for name, text in self._added.items())
        cells = exp.select(variant, *keys, *added).from_(exp.to_table("shifted"), copy=False)
        cells.set("group", exp.Group(all=True))
        found = exp.select(variant, *(as_written(text, name) for name, text in asked))
        found = found.from_(exp.to_table("cells"), copy=False).group_by(variant, copy=False)
        found = found.with_("shifted", as_=self._shifted(units), copy=False)
        return found.with_("cells", as_=cells, copy=False)

    def _keys(self) -> Iterator[tuple[str, str]]:
        """What rows are grouped by beside the variant: small values, and who has no value."""
        for place, column in enumerate(self._columns):
            name = sql.column(column.name).sql("duckdb")
            if column.small:
                bounded = f"GREATEST(LEAST({name}, {SMALL + 1}), -{SMALL + 1})"
                # LEAST and GREATEST pass over NULL, which is a group of its own
                yield (
                    f"k{place}",
                    f"CASE WHEN NOT {name} IS NULL THEN CAST({bounded} AS INTEGER) END",
                )
            elif column.gaps:
                yield f"g{place}", f"{name} IS NULL"

    def _shifted(self, units: exp.Select) -> exp.Select:
        """The rows with what they are grouped by, and the other columns less their constants."""
        query = exp.select(exp.column("variant")).from_(
            units.subquery("contract", copy=False), copy=False
        )
        chosen = list(self._keys())
        for place, column in enumerate(self._columns):
            if not column.small:
                name = sql.column(column.name).sql("duckdb")
                whole = f"CAST({name} AS DOUBLE)"
                if column.unit != MICROS:
                    whole = f"ROUND({whole} * {MICROS // column.unit})"
                chosen.append((f"d{place}", f"{whole} - {column.shift}"))
        for name, text in chosen:
            query = query.select(as_written(text, name), copy=False)
        return query

    def _of_value(self, number: int, value: Outcome) -> Iterator[tuple[str, str]]:
        """The aggregates of one value, named as those in wide integers are."""
        a = self._places[value.column]
        second = value.per or value.before
        b = None if second is None else self._places[second]
        own = self._known(a) if value.per is None or b is None else self._known(a, b)
        n = f"COALESCE({self._total((), own)}, 0)"
        yield f"n{number}", n
        yield f"i{number}", f"{self._total((), '')} - {n}"
        yield f"s1_{number}", self._total((a,), own)
        if value.binary:
            other = f"{own} AND NOT k{a} IN (0, 1)"
            yield f"o{number}", f"COALESCE({self._total((), other)}, 0)"
        else:
            yield f"s2_{number}", self._total((a, a), own)
            yield f"s3_{number}", self._total((a, a, a), own)
            yield f"h{number}", str(self._shift(a))
        if b is not None:
            yield from self._of_pair(number, a, b)
            if value.per is not None:
                yield from self._of_cubes(number, a, b)

    def _of_pair(self, number: int, a: int, b: int) -> Iterator[tuple[str, str]]:
        """The sums of two columns over the units that have both, in the order of `Pair`."""
        both = self._known(a, b)
        yield f"p0_{number}", f"COALESCE({self._total((), both)}, 0)"
        for place, factors in enumerate(((a,), (b,), (a, a), (b, b), (a, b)), start=1):
            yield f"p{place}_{number}", self._total(factors, both)
        yield f"p6_{number}", str(self._shift(a))
        yield f"p7_{number}", str(self._shift(b))

    def _of_cubes(self, number: int, a: int, b: int) -> Iterator[tuple[str, str]]:
        """Sums of third powers, not shifted: every product written out over what is shifted."""
        for place, factors in enumerate(((a, a, a), (a, a, b), (a, b, b), (b, b, b))):
            terms = []
            for kept in product((True, False), repeat=3):
                left = tuple(f for f, stays in zip(factors, kept, strict=True) if stays)
                off = [f for f, stays in zip(factors, kept, strict=True) if not stays]
                times = prod(self._columns[f].shift for f in off)
                if times:
                    terms.append(f"CAST({self._within(left)} AS DOUBLE) * {times}")
            unit = prod(self._columns[f].unit for f in factors)
            both = self._known(a, b)
            yield (
                f"q{place}_{number}",
                f"SUM(CASE WHEN {both} THEN {' + '.join(terms)} END) * CAST({unit} AS DOUBLE)",
            )

    def _known(self, *places: int) -> str:
        """The condition that a group's units have these columns."""
        return " AND ".join(
            f"NOT k{place} IS NULL" if self._columns[place].small else f"{self._count(place)} > 0"
            for place in places
        )

    def _total(self, factors: tuple[int, ...], known: str) -> str:
        """The sum of a product of columns over groups, in micros to the power of its factors."""
        within = self._within(factors)
        chosen = f"CASE WHEN {known} THEN {within} END" if known else within
        unit = prod(self._columns[place].unit for place in factors)
        return f"SUM({chosen})" + (f" * CAST({unit} AS HUGEINT)" if factors else "")

    def _within(self, factors: tuple[int, ...]) -> str:
        """The sum of a product of columns within a group: constants times what is added up."""
        large = sorted(place for place in factors if not self._columns[place].small)
        name = "_".join(("s", *map(str, large)))
        if large:
            text = f"SUM({' * '.join(f'd{place}' for place in large)})"
            # third powers may leave what doubles hold exactly; nothing exact rests on them
            self._added[name] = text if len(large) == 3 else f"TRY_CAST({text} AS HUGEINT)"
        else:
            self._added[name] = "CAST(COUNT(*) AS HUGEINT)"
        small = (
            f"(k{place} - {self._columns[place].shift})"
            for place in factors
            if self._columns[place].small
        )
        return " * ".join((name, *small))

    def _count(self, place: int) -> str:
        """How many units of a group have a column that is added up."""
        self._added[f"c{place}"] = f"COUNT(d{place})"
        return f"c{place}"

    def _shift(self, place: int) -> int:
        """The constant taken off a column, in micros."""
        return self._columns[place].shift * self._columns[place].unit

    def _unproven(self) -> str:
        """Groups with squares beyond what a double counts, gaps not foreseen, values not small."""
        every = self._within(())
        doubts = []
        for place, column in enumerate(self._columns):
            if column.small:
                doubts.append(f"ABS(k{place}) > {SMALL}")
                continue
            squares, known = self._within((place, place)), self._count(place)
            doubts.append(f"{known} > 0 AND ({squares} IS NULL OR {squares} > {EXACT})")
            if not column.gaps:
                doubts.append(f"{known} < {every}")
        return f"COUNT(CASE WHEN {' OR '.join(doubts)} THEN 1 END)"
