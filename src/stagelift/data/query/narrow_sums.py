"""The sums of outcome columns in 64 bits: a third of the time, where the values are small enough.

Products of 128 bits cost several times as much as those of 64, whose sums are still added up in
128. Values within 3,000 of their mean fit, in their own unit; beyond that the engine refuses the
product, and the same sums are asked in wide integers. Each column is read, shifted and squared
once, however many metrics share it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.value_specs import Outcome

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

MICROS = 1_000_000
REFUSED = "verflow"  # what the engine says of a product beyond 64 bits


class NarrowColumns:
    """The columns of a measurement, each once.

    Args:
        values: What is asked of each unit.
    """

    def __init__(self, values: tuple[Outcome, ...]) -> None:
        self.names = tuple(dict.fromkeys(name for value in values for name in value.columns))
        binary = {value.column for value in values if value.binary}
        self._shifted = {name for name in self.names if name not in binary}

    def place(self, name: str) -> int:
        """The number of a column."""
        return self.names.index(name)

    def read(self, units: exp.Select, contract: Contract) -> exp.Select:
        """The units with every column in micros, x0 and on."""
        for number, name in enumerate(self.names):
            units = units.select(sql.alias_(contract.number(name), f"x{number}"), copy=False)
        return units

    def shifts(self) -> exp.Select:
        """The constants taken off, m0 and on, in one row; 0 for columns of 0 and 1."""
        means = (
            f"CAST(ROUND(COALESCE(AVG(x{number}), 0)) AS BIGINT) AS m{number}"
            if name in self._shifted
            else f"CAST(COALESCE(MIN(0), 0) AS BIGINT) AS m{number}"  # a sum, so that one row comes
            for number, name in enumerate(self.names)
        )
        return exp.select(*means)

    def shifted(self, keys: tuple[str, ...]) -> exp.Select:
        """The units with every column less its constant, d0 and on."""
        less = (f"x{number} - m{number} AS d{number}" for number in range(len(self.names)))
        constants = (f"m{number}" for number in range(len(self.names)))
        query = exp.select(*keys, *less, *constants).from_("units")
        return query.join("shifts", join_type="cross", copy=False)

    def sums(self, number: int, value: Outcome) -> list[exp.Expr]:
        """The aggregates of one value, named as those in wide integers are.

        Args:
            number: The value's place in the measurement.
            value: The outcome column.

        Returns:
            Aliased expressions over `shifted`.
        """
        first = self.place(value.column)
        a, m = f"d{first}", f"m{first}"
        known = f"COUNT({a})"
        if value.per is not None:
            known = both(a, f"d{self.place(value.per)}")
        found = {"n": known, "i": f"COUNT(*) - {known}"}
        if value.binary:
            found |= {"o": f"COUNT(CASE WHEN NOT {a} IN (0, {MICROS}) THEN 1 END)"}
            found |= {"s1_": f"SUM({a})"}
        else:
            own = a if value.per is None else given(a, f"d{self.place(value.per)}")
            cube = f"CAST({own} AS DOUBLE) * CAST({own} AS DOUBLE) * CAST({own} AS DOUBLE)"
            found |= {"s1_": f"SUM({own})", "s2_": f"SUM({own} * {own})"}
            found |= {"s3_": f"SUM({cube})", "h": f"MAX({m})"}
        second = value.per or value.before
        if second is not None:
            found |= pair_sums(first, self.place(second))
        if value.per is not None:
            found |= cube_sums(first, self.place(value.per))
        names = (f"{name}_" if name[0] in "pq" else name for name in found)
        return [
            sql.alias_(exp.maybe_parse(text), f"{name}{number}")
            for name, text in zip(names, found.values(), strict=True)
        ]


def both(a: str, b: str) -> str:
    """How many units have both columns."""
    return f"COUNT(CASE WHEN NOT {a} IS NULL AND NOT {b} IS NULL THEN 1 END)"


def given(a: str, b: str) -> str:
    """A column where the other is known too."""
    return f"CASE WHEN NOT {b} IS NULL THEN {a} END"


def pair_sums(first: int, second: int) -> dict[str, str]:
    """The sums of two columns over the units that have both, in the order of `Pair`."""
    a, b = f"d{first}", f"d{second}"
    x, y = given(a, b), given(b, a)
    terms = (x, y, f"{x} * {a}", f"{y} * {b}", f"{a} * {b}")
    sums = {f"p{place}": f"SUM({term})" for place, term in enumerate(terms, start=1)}
    return {"p0": both(a, b), **sums, "p6": f"MAX(m{first})", "p7": f"MAX(m{second})"}


def cube_sums(first: int, second: int) -> dict[str, str]:
    """Sums of third powers of a ratio's two columns, not shifted, in the order of `Pair.cubes`."""
    pair = ((first, second), (second, first))
    x, y = (f"CAST({given(f'd{n} + m{n}', f'd{other}')} AS DOUBLE)" for n, other in pair)
    terms = ((x, x, x), (x, x, y), (x, y, y), (y, y, y))
    return {f"q{place}": f"SUM({' * '.join(term)})" for place, term in enumerate(terms)}
