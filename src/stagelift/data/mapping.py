"""A source's mapping, resolved against the columns its data have: every mistake at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sqlglot import exp

from stagelift.data.casts import NUMERIC, number_of_text
from stagelift.data.columns import column_names, own_name, parse_column
from stagelift.data.instants import NAIVE
from stagelift.data.nested import is_inside
from stagelift.definitions.presets import preset
from stagelift.definitions.sources import REQUIRED
from stagelift.errors import EngineError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stagelift.data.engine import ColumnType, Engine
    from stagelift.definitions.sources import Source

Use = Literal["id", "moment", "number", "score", "label", "attribute"]
ROW = "row"  # `customer: row`: the number of the row stands for the customer
ROW_COLUMN = "row number"
MOMENTS = (
    *("time", "ingested", "invited", "answered", "valid_from", "valid_to", "assigned", "sent"),
    *("held", "delivered", "opened", "clicked", "replied", "unsubscribed", "complained"),
    *("start", "end"),
)
NUMBERS = ("value", "cost", "mrr", "n", "k")
ALLOWED: Mapping[Use, tuple[ColumnType, ...]] = {
    "id": ("integer", "text"),
    "moment": (*NUMERIC, *NAIVE, "timestamptz", "text"),
    "number": (*NUMERIC, "text", "boolean"),
    "score": (*NUMERIC, "text"),
}
TEXT_FUNCTIONS = (
    *(exp.Lower, exp.Upper, exp.Trim, exp.Substring, exp.Replace, exp.Length, exp.Left, exp.Right),
    *(exp.SplitPart, exp.Cast, exp.TryCast),
)
WORDS: Mapping[ColumnType, str] = {
    "text": "text",
    "integer": "integers",
    "decimal": "decimals",
    "float": "floating-point numbers",
    "timestamp": "times without an offset",
    "timestamptz": "instants",
    "date": "dates",
    "boolean": "true and false",
    "json": "JSON",
    "structure": "several values each",
    "pairs": "lists of keys and values",
    "other": "nested or binary values",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the contract and where it comes from.

    Args:
        name: The contract's word; attributes keep their own names.
        use: What it is cast to.
        written: The mapping's right side as written.
        value: The expression over the source's columns.
        kind: Type of that expression.
        texts: Text columns that an arithmetic expression takes as numbers.
    """

    name: str
    use: Use
    written: str
    value: exp.Expr
    kind: ColumnType
    texts: tuple[exp.Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A source whose mapping fits its data.

    Args:
        source: Its definition.
        fields: Contract columns by the contract's word.
        columns: Type of each of the source's own columns.
    """

    source: Source
    fields: Mapping[str, Field]
    columns: Mapping[str, ColumnType]

    @property
    def by_row(self) -> bool:
        """Whether the row's number stands for the customer."""
        return self.source.columns.get("customer") == ROW


def use_of(name: str) -> Use:
    """What a contract column is cast to.

    Args:
        name: The contract's word.

    Returns:
        Its use.

    Example:
        >>> use_of("ingested"), use_of("channel")
        ('moment', 'label')
    """
    if name == "customer":
        return "id"
    if name == "score":
        return "score"
    if name in MOMENTS:
        return "moment"
    return "number" if name in NUMBERS else "label"


def check_source(engine: Engine, source: Source) -> tuple[Issue, ...]:
    """Every mistake in a source's mapping, found by looking at the data's columns.

    Args:
        engine: The engine that reads it.
        source: Its definition.

    Returns:
        Issues without a location, their `where` starting with `sources.NAME`.

    Raises:
        DataError: The source is missing, empty or unreadable.
    """
    return resolve(engine, source)[1]


def resolve(engine: Engine, source: Source) -> tuple[Resolved | None, tuple[Issue, ...]]:
    """A source's mapping over the columns its data have.

    Args:
        engine: The engine that reads it.
        source: Its definition.

    Returns:
        The resolved source, or None; and all mistakes found.

    Raises:
        DataError: The source is missing, empty or unreadable.
    """
    columns = engine.columns(source)
    fields: dict[str, Field] = {}
    issues: list[Issue] = []
    for name, use, written in _written(source):
        where = f"sources.{source.name}.{_key(source, name)}"
        if absent(source, name, written, columns):
            continue
        value, mistakes = _parsed(source, name, written, columns)
        issues.extend(replace(one, where=where) for one in mistakes)
        if value is not None:
            field = _typed(engine, source, Field(name, use, written, value, "other"), columns)
            problem = _problem(field, source) if isinstance(field, Field) else field
            if isinstance(field, Field):
                fields[name] = field
            if problem:
                issues.append(Issue(None, where, problem))
    resolved = None if issues else Resolved(source, fields, columns)
    return resolved, tuple(issues)


def absent(source: Source, name: str, written: str, columns: Mapping[str, ColumnType]) -> bool:
    """Whether a preset's column is left out because the export has nothing of it.

    Args:
        source: A source, with or without a preset.
        name: Our word, or an attribute.
        written: What it is mapped to.
        columns: The columns of the data.

    Returns:
        True for what the preset itself maps, when it is not required and only names columns that
        may be absent and are.
    """
    if name in REQUIRED[source.role] or not _of_preset(source, name, written):
        return False
    named = column_names(written)
    return bool(named) and not any(own_name(column, columns) for column in named)


def _of_preset(source: Source, name: str, written: str) -> bool:
    """Whether the preset, not the user, wrote an entry of the mapping."""
    if source.preset is None:
        return False
    filled = preset(source.preset)
    return (name, written) in (*filled.columns, *filled.keep)


def _parsed(
    source: Source, name: str, written: str, columns: Mapping[str, ColumnType]
) -> tuple[exp.Expr | None, tuple[Issue, ...]]:
    """The expression of an entry; a preset's optional columns that are absent are NULL in it."""
    named = column_names(written) if _of_preset(source, name, written) else ()
    optional = preset(str(source.preset)).optional if named else ()
    lacking = [one for one in named if one in optional and own_name(one, columns) is None]
    if len(lacking) == len(named):  # nothing is left to read: say so
        lacking = []
    return parse_column(written, columns, name, absent=lacking)


def _written(source: Source) -> list[tuple[str, Use, str]]:
    """The mapping's entries: contract columns, then attributes, then consent."""
    found: list[tuple[str, Use, str]] = [
        (name, use_of(name), written)
        for name, written in source.columns.items()
        if (name, written) not in numbered_rows(source)
    ]
    found += [(name, "attribute", written) for name, written in source.keep.items()]
    found += [(f"consent_{name}", "attribute", text) for name, text in source.consent.items()]
    return found


def maps_word(source: Source, column: str) -> bool:
    """Whether a source's mapping names a contract column or attribute; its data are not looked at.

    Args:
        source: Its definition.
        column: Our word, an attribute, or `at`.

    Returns:
        False when the source has no such column, whatever its data are.
    """
    sought = "time" if column == "at" else column
    return any(name == sought for name, _, _ in _written(source))


def numbered_rows(source: Source) -> tuple[tuple[str, str], ...]:
    """The entries for which the number of the row stands instead of a column.

    Args:
        source: A source.

    Returns:
        `customer: row`, and for counts `variant: row`, the arm's place in its experiment.
    """
    return ((("variant" if source.shape == "counts" else "customer"), ROW),)


def _key(source: Source, name: str) -> str:
    if name in source.columns:
        return name
    if name in source.keep:
        return f"keep.{name}"
    return f"consent.{name.removeprefix('consent_')}"


def _typed(
    engine: Engine, source: Source, field: Field, columns: Mapping[str, ColumnType]
) -> Field | str:
    """The field with the type of its expression, or what the engine has against it."""
    value: exp.Expr = field.value
    texts: tuple[exp.Expr, ...] = ()
    if isinstance(value, exp.Column):
        return Field(field.name, field.use, field.written, value, columns[value.name])
    if field.use in ("number", "score"):
        texts = tuple(_taken_as_numbers(value, columns))
        value = _with_numbers(value, columns)
    query = exp.select(exp.alias_(value.copy(), "found")).from_(engine.relation(source))
    try:
        kind = engine.describe(query)["found"]
    except EngineError as error:
        return f"'{field.written}' cannot be computed: {error}"
    return Field(field.name, field.use, field.written, value, kind, texts)


def _taken_as_numbers(value: exp.Expr, columns: Mapping[str, ColumnType]) -> Iterator[exp.Expr]:
    """The texts in an expression that stand where a number is meant."""
    for node in value.walk(prune=lambda node: is_inside(node) or _is_text_test(node)):
        is_text = isinstance(node, exp.Column) and columns.get(node.name) == "text"
        if (is_text or is_inside(node)) and not _is_text_test(node):
            yield node


def _with_numbers(value: exp.Expr, columns: Mapping[str, ColumnType]) -> exp.Expr:
    """The expression with the number each such text stands for."""
    found = value.copy()
    for node in list(_taken_as_numbers(found, columns)):
        number = number_of_text(node)
        if node is found:
            return number
        node.replace(number)
    return found


def _is_text_test(node: exp.Expr) -> bool:
    """Whether texts below a node are meant as texts: compared with one, or worked on as text."""
    if isinstance(node, TEXT_FUNCTIONS):
        return True
    compared = isinstance(node, exp.EQ | exp.NEQ | exp.In | exp.Like | exp.Case)
    if isinstance(node, exp.Case):
        compared = node.this is not None
    literals = node.find_all(exp.Literal) if compared else ()
    return any(literal.is_string for literal in literals)


def _problem(field: Field, source: Source) -> str:
    """What is wrong with a column's type, or nothing."""
    came = f"column '{field.written}' holds {WORDS[field.kind]}"
    if field.use == "moment" and field.kind in NAIVE and source.zone is None:
        return f"column '{field.written}' holds times without an offset; say zone: Asia/Seoul"
    allowed = ALLOWED.get(field.use)
    if allowed is None or field.kind in allowed:
        return ""
    listed = " or ".join(WORDS[kind] for kind in allowed if kind not in NAIVE)
    return f"{came}; {field.name} takes {listed}"
