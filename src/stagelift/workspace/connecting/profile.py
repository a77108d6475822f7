"""What the columns of a source hold: types, fill, forms, and examples that point to nobody.

Everything is counted where the data lie. Values of columns that may point to a person leave it by
their form alone: every letter as `a`, every digit as `9`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import instants, sql
from stagelift.data.casts import NUMBER_PATTERN, NUMERIC
from stagelift.workspace.connecting.words import perhaps_personal, personal

if TYPE_CHECKING:
    from stagelift.data.engine import ColumnType, Engine
    from stagelift.definitions import Source

SAMPLE_ROWS = 5_000  # enough to tell forms apart; counts of events are taken over all rows
EXAMPLES = 3
PARTS = 25  # columns a query asks for examples of
NESTED = ("json", "structure", "pairs", "other")  # anything may be in them: never shown
LONGEST_EXAMPLE = 28
_numbers = count(1)
# Forms a text may have; a column has a form when nearly all of its values do.
SLASHED_DAY = "^[0-9]{1,4}[./][0-9]{1,2}[./][0-9]{1,4}([ T].*)?$"
FORMS: Mapping[str, str] = {
    "unix": instants.DIGITS_PATTERN,
    "instant": instants.OFFSET_PATTERN,
    "wall": instants.NAIVE_PATTERN,
    "other_day": SLASHED_DAY,
    "number": NUMBER_PATTERN,
    "decimal_id": "^[0-9]+[.]0+$",
    "scale": "^(10|[0-9])([.]0+)?$",
    "email": "^[^@ ]+@[^@ ]+[.][A-Za-z]+$",
    # Korean mobile numbers, also without their zero, and international ones
    "phone": "^(([+]?82[- ]?)?0?10[- ]?[0-9]{4}[- ]?[0-9]{4}|[+][0-9][0-9 -]{7,}[0-9])$",
    "long_number": "[0-9]{4}",  # somewhere in it: a number of somebody, perhaps
    "yes_no": "^([yYnN01]|yes|no|Yes|No|true|false|True|False|TRUE|FALSE)$",
}
FORMS_OF_NUMBERS = ("unix", "decimal_id", "scale", "phone", "yes_no")
MASKS = (("[A-Z]", "A"), ("[a-z]", "a"), ("[1-9]", "9"), ("[^ -~]", "*"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a source, as a sample shows it.

    Args:
        name: As the source spells it.
        kind: Its type.
        rows: Rows of the sample.
        filled: Rows with a value.
        distinct: Different values among them.
        forms: Form to the values that have it.
        padded: Values with blanks around them.
        examples: The most frequent values; by form alone when `masked`.
        masked: Whether the values may point to a person.
        meaning: Words about it from a catalogue; may be empty.
    """

    name: str
    kind: ColumnType
    rows: int
    filled: int
    distinct: int
    forms: Mapping[str, int]
    padded: int = 0
    examples: tuple[str, ...] = ()
    masked: bool = False
    meaning: str = ""

    def mostly(self, form: str, share: float = 0.95) -> bool:
        """Whether nearly all values have a form.

        Args:
            form: A key of `FORMS`.
            share: How many of them, 0–1.

        Returns:
            False for a column without values.
        """
        return self.filled > 0 and self.forms.get(form, 0) >= share * self.filled

    @property
    def unique(self) -> bool:
        """Whether no value came twice."""
        return self.filled > 1 and self.distinct == self.filled

    @property
    def is_moment(self) -> bool:
        """Whether it holds times: typed ones, or texts and numbers that look like some."""
        if self.kind in ("timestamp", "timestamptz", "date"):
            return True
        if self.kind not in ("text", *NUMERIC):
            return False
        times = sum(self.forms.get(form, 0) for form in ("unix", "instant", "wall", "other_day"))
        return self.filled > 0 and times >= 0.8 * self.filled

    @property
    def is_naive(self) -> bool:
        """Whether some of its times carry no offset."""
        return self.kind in instants.NAIVE or self.forms.get("wall", 0) > 0

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers, typed or as text."""
        return self.kind in NUMERIC or (self.kind == "text" and self.mostly("number"))


def profile(
    engine: Engine, source: Source, meanings: Mapping[str, str] | None = None
) -> tuple[Column, ...]:
    """The columns of a source.

    Args:
        engine: The engine that reads it.
        source: At least its `read`.
        meanings: Column to what a catalogue says about it.

    Returns:
        One entry per column, in order; three queries over at most 5,000 rows.

    Raises:
        DataError: The source is missing, empty or unreadable.
    """
    kinds = engine.columns(source)
    rows = exp.select(*map(sql.column, kinds)).from_(engine.relation(source)).limit(SAMPLE_ROWS)
    sample = engine.materialise(f"sample {next(_numbers)}", rows)
    found = [_counted(one, sample, engine) for one in _chunks(tuple(kinds.items()))]
    columns = [column for part in found for column in part]
    shown = _examples(columns, sample, engine)
    said = meanings or {}
    return tuple(
        replace(
            column,
            examples=tuple(_short(text, column) for text in shown.get(number, ())),
            meaning=said.get(column.name, ""),
        )
        for number, column in enumerate(columns)
    )


def _chunks(
    columns: Sequence[tuple[str, ColumnType]], size: int = 50
) -> list[Sequence[tuple[str, ColumnType]]]:
    """Parts of a wide table: one query has a longest form on every engine."""
    return [columns[start : start + size] for start in range(0, len(columns), size)]


def _text(name: str, kind: ColumnType) -> exp.Expr:
    """The value as trimmed text, NULL when blank."""
    value = exp.Trim(this=sql.cast(sql.column(name), sql.TEXT))
    return exp.Nullif(this=value, expression=sql.text(""))


def _sum(test: exp.Expr) -> exp.Expr:
    return exp.Sum(this=sql.case([(test, sql.number(1))], sql.number(0)))


def _counted(
    columns: Sequence[tuple[str, ColumnType]], sample: exp.Table, engine: Engine
) -> list[Column]:
    chosen: list[exp.Expr] = [exp.Count(this=exp.Star())]
    for name, kind in columns:
        text = _text(name, kind)
        chosen += [exp.Count(this=text), exp.Count(this=exp.Distinct(expressions=[text.copy()]))]
        whole = sql.cast(sql.column(name), sql.TEXT)
        longer = exp.NEQ(this=exp.Length(this=whole), expression=exp.Length(this=text.copy()))
        chosen += [_sum(exp.and_(sql.not_null(text), longer))]
        chosen += [_sum(sql.matches(text, FORMS[form])) for form in _forms(kind)]
    named = [exp.alias_(one, f"c{number}") for number, one in enumerate(chosen)]
    (row,) = engine.run(exp.select(*named).from_(sample.copy()))
    rows, *numbers = (int(value or 0) for value in row)
    left = iter(numbers)
    found = []
    for name, kind in columns:
        filled, distinct, padded = (next(left) for _ in range(3))
        forms = {**dict.fromkeys(FORMS, 0), **{form: next(left) for form in _forms(kind)}}
        column = Column(name, kind, rows, filled, distinct, forms, padded)
        found.append(replace(column, masked=_is_personal(column)))
    return found


def _forms(kind: ColumnType) -> tuple[str, ...]:
    """The forms a column of a type may have; a type tells the others by itself."""
    if kind == "text":
        return tuple(FORMS)
    return FORMS_OF_NUMBERS if kind in NUMERIC else ()


def _is_personal(column: Column) -> bool:
    """Whether the values may point to a person: by name, by form, or because few come twice."""
    typed_times = column.kind in ("timestamp", "timestamptz", "date")
    if typed_times or column.kind == "boolean" or column.mostly("yes_no"):
        return False
    nested = column.kind in NESTED
    if nested or column.mostly("email", 0.2) or column.mostly("phone", 0.2):
        return True
    if column.is_moment:
        return False
    if personal(column.name) or (not column.is_number and column.mostly("long_number", 0.2)):
        return True
    many = column.distinct > max(5, column.filled // 5)
    return many and (perhaps_personal(column.name) or not column.is_number)


def _examples(columns: Sequence[Column], sample: exp.Table, engine: Engine) -> dict[int, list[str]]:
    """The most frequent values of each column by its place, by form alone where masked."""
    found: dict[int, list[str]] = {}
    shown = [place for place, column in enumerate(columns) if column.kind not in NESTED]
    for start in range(0, len(shown), PARTS):
        parts = [_frequent(one, columns[one], sample) for one in shown[start : start + PARTS]]
        query = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
        for number, value, _ in sorted(
            engine.run(query), key=lambda row: (row[0], -row[2], row[1])
        ):
            found.setdefault(int(number), []).append(str(value))
    return found


def _frequent(number: int, column: Column, sample: exp.Table) -> exp.Select:
    text = _text(column.name, column.kind)
    shown = _masked(text) if column.masked else text
    cut = exp.Left(this=shown, expression=sql.number(200))
    values = exp.select(exp.alias_(cut, "value"), exp.alias_(exp.Count(this=exp.Star()), "n"))
    values = values.from_(sample.copy()).where(sql.not_null(text)).group_by(cut.copy())
    ranked = values.order_by(
        exp.Ordered(this=exp.column("n"), desc=True, nulls_first=False),
        exp.Ordered(this=exp.column("value"), desc=False, nulls_first=False),
    ).limit(EXAMPLES)
    return exp.select(
        exp.alias_(sql.number(number), "place"), exp.column("value"), exp.column("n")
    ).from_(ranked.subquery("frequent", copy=False))


def _masked(text: exp.Expr) -> exp.Expr:
    """The form of a text: its letters and digits replaced, zeros, blanks and marks kept."""
    for pattern, sign in MASKS:
        text = exp.RegexpReplace(
            this=text.copy(),
            expression=sql.text(pattern),
            replacement=sql.text(sign),
            modifiers=sql.text("g"),
        )
    return text


def _short(text: str, column: Column) -> str:
    line = " ".join(text.split())
    if column.kind in ("timestamp", "timestamptz"):
        return line.partition(".")[0]  # parts of a second tell nothing here
    return line if len(line) <= LONGEST_EXAMPLE else line[: LONGEST_EXAMPLE - 1] + "…"
