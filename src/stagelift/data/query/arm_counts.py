"""Experiments that come as counts: n units and k with the event, one row an arm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import casts, sql
from stagelift.data.counts import Counts
from stagelift.data.mapping import ROW, ROW_COLUMN, Field, resolve
from stagelift.data.reading import REASON
from stagelift.errors import DataError, DefinitionError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stagelift.data.engine import Engine
    from stagelift.data.mapping import Resolved
    from stagelift.definitions.sources import Source

MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class ArmCount:
    """One arm of one experiment.

    Args:
        experiment: Its experiment, as text.
        variant: Its variant; its place among the experiment's rows for `variant: row`.
        n: Units, ≥ 0; None when the row is rejected.
        k: Units with the event, 0 to n; None when the row is rejected.
        rejected: Why the row cannot be used; empty when it can.
    """

    experiment: str
    variant: str
    n: int | None
    k: int | None
    rejected: str = ""


@dataclass(frozen=True, slots=True)
class ArmTable:
    """The arms of one source.

    Args:
        source: Its definition.
        arms: In the order of the rows; rejected ones are among them, those without an experiment
            are not.
        counts: The rows by fate.
    """

    source: Source
    arms: tuple[ArmCount, ...]
    counts: Counts


def read_arms(engine: Engine, source: Source) -> ArmTable:
    """The arms of a source of counts.

    Args:
        engine: The engine that reads it.
        source: A source of `shape: counts`.

    Returns:
        Its arms and what became of its rows.

    Raises:
        DefinitionError: A mapping that does not fit the data.
        DataError: A source that is missing, empty or unreadable, or numbered arms of a table
            whose rows have no order.
    """
    resolved = resolved_arms(engine, source)
    rows = engine.run(_judged(engine, resolved, ()))
    arms: list[ArmCount] = []
    rejected: dict[str, int] = {}
    for experiment, variant, n, k, reason, _ in sorted(rows, key=lambda row: row[-1]):
        if reason is not None:
            rejected[reason] = rejected.get(reason, 0) + 1
        if experiment is not None:
            whole = [None if reason else int(value) // MICROS for value in (n or 0, k or 0)]
            arms.append(ArmCount(experiment, variant or "", whole[0], whole[1], reason or ""))
    counts = Counts(
        name=source.name,
        rows=len(rows),
        kept=len(rows) - sum(rejected.values()),
        rejected=dict(sorted(rejected.items())),
    )
    return ArmTable(source, tuple(arms), counts)


def resolved_arms(engine: Engine, source: Source) -> Resolved:
    """A source of counts whose mapping fits its data.

    Args:
        engine: The engine that reads it.
        source: A source of `shape: counts`.

    Returns:
        The resolved source.

    Raises:
        DefinitionError: All mistakes of the mapping.
        DataError: As for `read_arms`.
    """
    if source.columns.get("variant") == ROW and engine.dialect != "duckdb":
        raise DataError(
            f"source '{source.name}': variant: row numbers the arms by their place, and the rows "
            "of a table have none; name a column"
        )
    resolved, issues = resolve(engine, source)
    if resolved is None:
        raise DefinitionError(list(issues))
    return resolved


def write_rejected_arms(engine: Engine, source: Source, path: Path) -> None:
    """Writes the rejected rows of a source with their reason as one Parquet file.

    Args:
        engine: The engine that reads it.
        source: A source of `shape: counts`.
        path: The file, ending in `.parquet`; it appears whole or not at all.

    Raises:
        DefinitionError: A mapping that does not fit the data.
        DataError: As for `read_arms`.
        EngineError: The engine refused.
        OSError: The folder cannot be written.
    """
    resolved = resolved_arms(engine, source)
    own = tuple(name for name in resolved.columns if name != REASON)
    judged = _judged(engine, resolved, own).subquery("judged", copy=False)
    chosen = [*(sql.alias_(sql.column(f"own {name}"), name, quoted=True) for name in own)]
    rows = exp.select(*chosen, sql.column(REASON)).from_(judged, copy=False)
    engine.export(rows.where(sql.not_null(sql.column(REASON))), path)


def _judged(engine: Engine, resolved: Resolved, own: tuple[str, ...]) -> exp.Select:
    """Every row with experiment, variant, n, k, the reason for rejection and its place."""
    relation = engine.relation(resolved.source)
    place = sql.alias_(exp.Window(this=exp.RowNumber()), ROW_COLUMN, quoted=True)
    numbered = exp.select("*", place).from_(relation, copy=False).subquery("rows", copy=False)
    kept = [sql.alias_(sql.column(name), f"own {name}", quoted=True) for name in own]
    typed = _typed(resolved.fields, kept).from_(numbered, copy=False).subquery("typed", copy=False)
    variant: exp.Expr = sql.column("variant")
    reason: exp.Expr = sql.column(REASON)
    if "variant" in resolved.fields:
        several = exp.GT(this=_over("experiment", "variant"), expression=sql.number(1))
        copied = sql.and_(sql.is_null(reason), several)
        reason = sql.case([(copied, sql.text("duplicate_arm"))], reason)
    else:
        variant = sql.cast(_over("experiment", sorted_by=ROW_COLUMN), sql.TEXT)
    return exp.select(
        sql.column("experiment"),
        sql.alias_(variant, "variant", quoted=True),
        sql.column("n"),
        sql.column("k"),
        sql.alias_(reason, REASON, quoted=True),
        sql.column(ROW_COLUMN),
        *(sql.column(one.alias) for one in kept),
    ).from_(typed, copy=False)


def _over(*columns: str, sorted_by: str = "") -> exp.Expr:
    """How many rows share some columns, or the place of a row among them."""
    shared = [sql.column(name) for name in columns]
    if not sorted_by:
        return exp.Window(this=exp.Count(this=exp.Star()), partition_by=shared)
    order = exp.Order(expressions=[exp.Ordered(this=sql.column(sorted_by))])
    return exp.Window(this=exp.RowNumber(), partition_by=shared, order=order)


def _typed(fields: Mapping[str, Field], kept: list[exp.Expr]) -> exp.Select:
    """The columns of the contract, numbers in micros, with the first problem of the row."""
    labels = {
        name: casts.label(fields[name].value, fields[name].kind).value
        for name in ("experiment", "variant")
        if name in fields
    }
    problems = [(sql.is_null(value), f"missing_{name}") for name, value in labels.items()]
    numbers: dict[str, exp.Expr] = {}
    for name in ("n", "k"):
        numbers[name], found = _whole(fields[name])
        problems += found
    above = exp.GT(this=numbers["k"].copy(), expression=numbers["n"].copy())
    reason = sql.case(
        [(when, sql.text(why)) for when, why in (*problems, (above, "k_above_n"))],
        sql.cast(exp.null(), sql.TEXT),
    )
    named = {"variant": sql.cast(exp.null(), sql.TEXT), **labels, **numbers, REASON: reason}
    columns = [sql.alias_(value, name, quoted=True) for name, value in named.items()]
    return exp.select(*columns, sql.column(ROW_COLUMN), *kept)


def _whole(field: Field) -> tuple[exp.Expr, list[tuple[exp.Expr, str]]]:
    """A count in micros, and what may be wrong with it."""
    found = casts.micros(field.value, field.kind, reason=f"bad_{field.name}")
    problems = [(casts.not_a_number(text), f"bad_{field.name}") for text in field.texts]
    problems += found.problems
    part = exp.Mod(this=sql.paren(found.value.copy()), expression=sql.number(MICROS))
    problems += [
        (sql.is_null(found.value), f"missing_{field.name}"),
        (exp.NEQ(this=part, expression=sql.number(0)), f"{field.name}_not_whole"),
        (exp.LT(this=found.value.copy(), expression=sql.number(0)), f"{field.name}_negative"),
    ]
    return found.value, problems
