"""Columns that several sources of one role share: one name, one type, NULL where one lacks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import casts, sql
from stagelift.data.columns import own_name
from stagelift.data.mapping import use_of
from stagelift.data.reading import NAMES
from stagelift.definitions.sources import COLUMNS
from stagelift.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.data.engine import ColumnType
    from stagelift.data.reading import Reading

WORDS_IN_FILES = {name: word for word, name in NAMES.items()}


def refuse_unknown(role: str, names: Sequence[str], readings: Sequence[Reading]) -> None:
    """Stops at columns that no source of the role has and no contract knows.

    Args:
        role: Which table.
        names: The columns asked for.
        readings: The role's sources.

    Raises:
        DataError: Names every such column, and the nearest one.
    """
    known = {NAMES.get(name, name) for name in COLUMNS.get(role, ())} | {"customer"}
    for reading in readings:
        known |= set(reading.columns)
        known |= set(reading.resolved.columns) if role == "units" else set()
    missing = [name for name in names if name not in known and own_name(name, known) is None]
    if missing:
        sources = ", ".join(f"'{reading.name}'" for reading in readings) or "none"
        asked = ", ".join(f"'{name}'" for name in missing)
        hint = did_you_mean(missing[0], known)
        listed = ", ".join(sorted(known))
        message = f"no column {asked} in {role} (source {sources}); there are {listed}. {hint}"
        raise DataError(message.rstrip())


def raw_columns(reading: Reading, names: Sequence[str]) -> tuple[str, ...]:
    """The source's own columns that a table of units is asked for.

    Args:
        reading: The source.
        names: The columns asked for.

    Returns:
        Names as the source spells them; none for other roles.
    """
    if reading.role != "units":
        return ()
    mapped = reading.columns
    own = [own_name(name, reading.resolved.columns) for name in names if name not in mapped]
    return tuple(name for name in own if name is not None)


def kind_of(name: str, reading: Reading) -> ColumnType | None:
    """The type of a contract column in one source.

    Args:
        name: The column's name in queries.
        reading: The source.

    Returns:
        Its type after the casts, or None when the source does not have it.
    """
    if name == "customer":
        return "text" if reading.text_ids else "integer"
    field = reading.resolved.fields.get(WORDS_IN_FILES.get(name, name))
    if field is None:
        own = own_name(name, reading.resolved.columns) if reading.role == "units" else None
        return reading.resolved.columns[own] if own else None
    if field.use == "attribute":
        return field.kind if field.kind in casts.NUMERIC else "text"
    return "text" if field.use == "label" else "integer"


def shared_kind(name: str, readings: Sequence[Reading]) -> ColumnType:
    """The type of a column in the union of sources: text where they differ.

    Args:
        name: The column's name in queries.
        readings: The role's sources.

    Returns:
        The type; of a column no source has, the type the contract gives it.
    """
    found = {kind for reading in readings if (kind := kind_of(name, reading)) is not None}
    if len(found) == 1:
        return found.pop()
    if found:
        return "text"
    return "text" if use_of(WORDS_IN_FILES.get(name, name)) == "label" else "integer"


def shared_column(name: str, reading: Reading, readings: Sequence[Reading]) -> exp.Expr:
    """One source's column in the union, under the shared name and type.

    Args:
        name: The column's name in queries.
        reading: The source.
        readings: All sources of the role.

    Returns:
        A named expression over the source's contract rows.
    """
    kind, own = shared_kind(name, readings), kind_of(name, reading)
    spelled = name
    if reading.role == "units" and name not in reading.columns:
        spelled = own_name(name, reading.resolved.columns) or name
    value: exp.Expr = sql.column(spelled)
    if own is None:
        to = {"integer": sql.BIGINT, "decimal": sql.DOUBLE, "float": sql.DOUBLE}
        value = sql.cast(exp.null(), to.get(kind, sql.TEXT))
    elif own != kind:
        value = sql.cast(value, sql.TEXT)
    return sql.alias_(value, name, quoted=True)
