"""The facts archive: every number shown, one Parquet file a run, only ever added to."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.errors import ReportError
from stagelift.files import replace
from stagelift.reports.closed import PLAIN, is_restated

if TYPE_CHECKING:
    from pathlib import Path

Fact = Mapping[str, Any]

# Column → Parquet type. What a fact has beyond these is kept as JSON in `details`.
COLUMNS: Mapping[str, str] = {
    "name": "VARCHAR",
    "metric": "VARCHAR",
    "measure": "VARCHAR",
    "unit": "VARCHAR",
    "stage": "VARCHAR",
    "segment": "VARCHAR",
    "variant": "VARCHAR",
    "against": "VARCHAR",
    "period": "VARCHAR",
    "as_of": "VARCHAR",
    "value": "DOUBLE",
    "n": "BIGINT",
    "k": "BIGINT",
    "se": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "level": "DOUBLE",
    "method": "VARCHAR",
    "status": "VARCHAR",
    "note": "VARCHAR",
    "fingerprint": "VARCHAR",
}
ORIGIN: Mapping[str, str] = {
    "details": "VARCHAR",
    "report": "VARCHAR",
    "experiment": "VARCHAR",
    "run_id": "VARCHAR",
    "run_time": "VARCHAR",
    "position": "BIGINT",
}
REQUIRED = ("metric", "measure", "period", "value")
KEY = ("metric", "measure", "stage", "segment", "variant", "against", "period")
_OWN = f"""CASE WHEN variant IS NULL AND measure IN {PLAIN} THEN NULL
    ELSE [coalesce(name, ''), coalesce(experiment, '')] END"""
_LAST = f"""
SELECT * FROM archive WHERE $before IS NULL OR as_of < $before QUALIFY row_number() OVER (
    PARTITION BY {", ".join(KEY)}, {_OWN} ORDER BY run_time DESC, run_id DESC, position DESC
) = 1"""  # noqa: S608 - column names only


@dataclass(frozen=True, slots=True)
class Restatement:
    """A number that was published before and is another one now.

    Args:
        fact: The fact as it is now.
        before: The value last archived, None when it was undefined.
        now: The value now.
        run_id: The run that published the earlier value.
        redefined: Whether the definition's fingerprint changed in between.
        known: The instant whose knowledge the earlier value rests on, ISO text; empty without one.
    """

    fact: Fact
    before: float | None
    now: float | None
    run_id: str
    redefined: bool
    known: str = ""


def thing(fact: Fact) -> tuple[Any, ...]:
    """What a fact is a number of: two facts of one thing must be equal, or one restates the other.

    A level of everyone is one thing whatever it is called on a page; what an experiment gives is
    told raw and adjusted, look by look, so that its name is part of it, and on a page of its own it
    bears no experiment's name, so that the experiment is.

    Args:
        fact: The fact.

    Returns:
        A key.

    Example:
        >>> week = {"metric": "churn", "measure": "level", "period": "2026-W45"}
        >>> thing(week | {"name": "churn"}) == thing(week | {"name": "churn@2026-W45"})
        True
    """
    plain = fact.get("variant") is None and fact["measure"] in PLAIN
    own = ("", "") if plain else (fact.get("name") or "", fact.get("experiment") or "")
    return (*(fact.get(name) for name in KEY), *own)


def check_facts(facts: object) -> tuple[dict[str, Any], ...]:
    """The facts a notebook handed over, each with what the archive needs.

    Args:
        facts: What `facts.json` holds: a list of mappings.

    Returns:
        The facts.

    Raises:
        ReportError: It is no list of mappings, or a fact lacks a required field; all mistakes.
    """
    if not isinstance(facts, list) or not all(isinstance(fact, dict) for fact in facts):
        raise ReportError("facts.json must hold a list of mappings, one a fact")
    mistakes = [
        f"fact {number} ('{fact.get('name') or fact.get('metric')}') lacks {', '.join(lacks)}"
        for number, fact in enumerate(facts, start=1)
        if (lacks := [name for name in REQUIRED if name not in fact])
    ]
    if mistakes:
        raise ReportError("\n".join(mistakes))
    return tuple(facts)


def write(
    path: Path,
    facts: Sequence[Fact],
    *,
    run_id: str,
    report: str,
    run_time: str,
    experiment: str = "",
) -> None:
    """The facts stand in a Parquet file, with the run they come from.

    Args:
        path: The file to write; nothing is written when there are no facts.
        facts: The facts in the order in which they were shown.
        run_id: Id of the run.
        report: Id of the report.
        run_time: ISO instant of the run, UTC.
        experiment: Id of the experiment whose own page tells them; empty on other pages.

    Raises:
        ReportError: A value does not fit its column.
    """
    about = (report, experiment or None, run_id, run_time)
    _store(path, [_row(fact, (*about, place)) for place, fact in enumerate(facts)])


def write_again(path: Path, facts: Sequence[Fact]) -> None:
    """Facts of the archive stand in a Parquet file of their own, each with the run it comes from.

    Args:
        path: The file to write; nothing is written when there are no facts.
        facts: Facts as the archive gives them.

    Raises:
        ReportError: A value does not fit its column.
    """
    known = {**COLUMNS, **ORIGIN}
    rows = [{**fact, "details": _details(fact.get("details"))} for fact in facts]
    _store(path, [[row.get(name) for name in known] for row in rows])


def _store(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """The rows stand in a Parquet file in the order of their positions."""
    import duckdb

    if not rows:
        return
    types = {**COLUMNS, **ORIGIN}
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    marks = f"({', '.join('?' * len(types))})"
    insert = f"INSERT INTO facts VALUES {', '.join([marks] * len(rows))}"  # noqa: S608 - only marks
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE facts ({columns})")
        try:
            connection.execute(insert, [value for row in rows for value in row])
        except duckdb.Error as error:
            msg = f"a fact cannot be archived: {error}"
            raise ReportError(msg) from error
        order = "run_time, run_id, position"
        connection.table("facts").order(order).write_parquet(str(path))


def append(archive: Path, file: Path, run_id: str) -> None:
    """The run's facts are in the archive, whole or not at all; a repeat changes nothing.

    Args:
        archive: The archive's folder; made when missing.
        file: What `write` made; a run without facts has none.
        run_id: Id of the run; the name in the archive.
    """
    if not file.is_file():
        return
    archive.mkdir(parents=True, exist_ok=True)
    staged = archive / f".{run_id}.{secrets.token_hex(4)}.tmp"
    shutil.copyfile(file, staged)
    with staged.open("rb+") as copied:
        os.fsync(copied.fileno())
    replace(staged, archive / f"{run_id}.parquet")


def read(archive: Path) -> tuple[dict[str, Any], ...]:
    """Every archived fact, in the order in which they were published.

    Args:
        archive: The archive's folder; it need not exist.

    Returns:
        One mapping a fact: the columns of `COLUMNS` and `ORIGIN`, with `details` as a mapping.
    """
    return _query(archive, "SELECT * FROM archive ORDER BY run_time, run_id, position")


def restated(
    facts: Sequence[Fact], archive: Path, *, before: str | None = None, zone: str = "UTC"
) -> tuple[Restatement, ...]:
    """The facts whose value differs from the last one archived for the same thing.

    The same thing is what `thing` says: metric, measure, stage, segment, variant, against and
    period, and of an experiment the name. Only answers to a question that was closed when it was
    archived are compared, as `is_restated` says.

    Args:
        facts: The facts now.
        archive: The archive's folder; it need not exist.
        before: ISO instant, UTC: only facts that rest on an earlier instant's knowledge are
            compared with, so that pages of one instant agree in whatever order they are made.
        zone: IANA zone whose midnights end a period.

    Returns:
        The restatements in the order of the facts.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> from pathlib import Path
        >>> old = {"metric": "churn", "measure": "level", "period": "2026-W45", "value": 0.213}
        >>> old |= {"as_of": "2026-11-09T06:00:00+00:00"}
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "a.parquet")
        ...     write(file, [old], run_id="a", report="weekly", run_time="2026-11-09T06:00Z")
        ...     found = restated([old | {"value": 0.211}], Path(folder))
        >>> found[0].before, found[0].now
        (0.213, 0.211)
    """
    last = {thing(row): row for row in _query(archive, _LAST, before=before)}
    found = []
    for fact in facts:
        old = last.get(thing(fact))
        if old is None or not is_restated(old, fact, zone):
            continue
        redefined = (old["fingerprint"] or "") != (fact.get("fingerprint") or "")
        known = old["as_of"] or ""
        run_id = old["run_id"]
        found.append(Restatement(fact, old["value"], fact["value"], run_id, redefined, known))
    return tuple(found)


def _row(fact: Fact, origin: tuple[object, ...]) -> list[object]:
    """A fact as the archive's row."""
    details = {name: value for name, value in fact.items() if name not in COLUMNS}
    return [*(fact.get(name) for name in COLUMNS), _details(details), *origin]


def _details(details: object) -> str | None:
    """What a fact has beyond its columns, as text; None for nothing."""
    return json.dumps(details, ensure_ascii=False, sort_keys=True) if details else None


def query(
    archive: Path, text: str, values: Mapping[str, Any] | Sequence[Any] = ()
) -> list[dict[str, Any]]:
    """The rows of a query over the archive.

    Args:
        archive: The archive's folder; it need not exist.
        text: The query; the facts stand in the view `archive`.
        values: Values of its marks, by place or by name.

    Returns:
        One mapping a row, none when there is no file.
    """
    import duckdb

    files = sorted(str(path) for path in archive.glob("*.parquet"))
    if not files:
        return []
    with duckdb.connect() as connection:
        # widened by name: files of earlier versions may have fewer columns
        found = connection.read_parquet(files, union_by_name=True)
        known = {**COLUMNS, **ORIGIN}
        lacks = [f'NULL::{kind} AS "{n}"' for n, kind in known.items() if n not in found.columns]
        found.project(", ".join(["*", *lacks])).create_view("archive")
        answer = connection.execute(text, values)
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _query(archive: Path, text: str, **values: str | None) -> tuple[dict[str, Any], ...]:
    """Whole rows of the archive, with `details` as a mapping."""
    rows = query(archive, text, values)
    for row in rows:
        row["details"] = json.loads(row["details"]) if row["details"] else {}
    return tuple(rows)
