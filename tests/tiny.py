"""A workspace from a few rows, for tests that count by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

import stagelift

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)  # the first day of 2026-W02
WEEK = "2026-W02"
LATER = datetime(2026, 3, 2, tzinfo=UTC)  # every window of the tests has closed by then
STAGES = """\
  looking: visited
  buying: ordered
  staying: ordered x2
  telling: reviewed | invited
"""
TYPES = {"time": "TIMESTAMPTZ", "ingested": "TIMESTAMPTZ", "value": "DECIMAL(18, 6)"}
EVENTS = ("customer", "time", "event", "value", "id", "ingested")


def day(days: float = 0, **more: float) -> str:
    """An instant counted from Monday 5 January 2026, 00:00 UTC."""
    return (MONDAY + timedelta(days=days, **more)).isoformat()


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in rows:
            writer.writerow([*row, *[""] * (len(header) - len(row))])


def write_events(root: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Typed events as Parquet: cheaper to query than text, and what most warehouses export."""
    write_csv(root / "raw" / "events.csv", header, rows)
    types = {name: TYPES.get(name, "VARCHAR") for name in header}
    path = root / "raw" / "events.csv"
    query = f"FROM read_csv('{path}', header = true, auto_detect = false, columns = {types})"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{root / 'events.parquet'}' (FORMAT parquet)")


def workspace(
    root: Path,
    events: Iterable[Sequence[object]],
    *,
    metrics: str = "",
    experiments: Mapping[str, str] | None = None,
    stages: str = STAGES,
    segments: str = "",
    rules: str = "",
    zone: str = "UTC",
    country: str = "",
    customers: tuple[Sequence[str], Iterable[Sequence[object]]] | None = None,
    surveys: tuple[Sequence[str], Iterable[Sequence[object]]] | None = None,
    assignments: Iterable[Sequence[object]] | None = None,
    as_of: datetime = LATER,
) -> stagelift.Workspace:
    """Write the definitions and files of a workspace and open it.

    Events are (customer, time, event[, value[, id[, ingested]]]); `id` and `ingested` are mapped
    only when a row has them.
    """
    rows = [tuple(row) for row in events]
    width = max((len(row) for row in rows), default=3)
    mapped = ["customer", "time", "event", *EVENTS[3 : max(width, 4)]]
    names = {"id": "event_id"}
    columns = ", ".join(f"{names.get(name, name)}: {name}" for name in mapped)
    write_events(root, mapped, rows)
    sources = [f"  log: {{read: events.parquet, as: events, {columns}}}"]
    for name, table in (("customers", customers), ("surveys", surveys)):
        if table is not None:
            header, lines = table
            write_csv(root / f"{name}.csv", header, lines)
            sources.append(_source(name, header))
    if assignments is not None:
        header = ("customer", "experiment", "variant", "time")
        write_csv(root / "assignments.csv", header, assignments)
        kept = ", ".join(f"{name}: {name}" for name in header)
        sources.append(f"  sent: {{read: assignments.csv, as: assignments, {kept}}}")
    text = f"journey: tiny\nzone: {zone}\ncurrency: EUR\nsources:\n" + "\n".join(sources)
    text = f"country: {country}\n{text}" if country else text
    text += f"\nstages:\n{stages}"
    text += f"segments:\n{segments}" if segments else ""
    text += f"rules:\n{rules}" if rules else ""
    (root / "journey.yaml").write_text(text, encoding="utf-8")
    _definitions(root, metrics, experiments or {})
    return stagelift.open(root, as_of=as_of)


def _source(name: str, header: Sequence[str]) -> str:
    known = {"customer", "score", "invited", "answered", "stage", "instrument", "comment"}
    known |= {"valid_from", "valid_to", "household"}
    columns = [f"{one}: {one}" for one in header if one in known]
    kept = [f"{one}: {one}" for one in header if one not in known]
    keep = f", keep: {{{', '.join(kept)}}}" if kept else ""
    return f"  {name}: {{read: {name}.csv, as: {name}, {', '.join(columns)}{keep}}}"


def _definitions(root: Path, metrics: str, experiments: Mapping[str, str]) -> None:
    (root / "metrics").mkdir(exist_ok=True)
    if metrics:
        (root / "metrics" / "all.yaml").write_text(f"metrics:\n{metrics}", encoding="utf-8")
    (root / "experiments").mkdir(exist_ok=True)
    for name, text in experiments.items():
        (root / "experiments" / f"{name}.yaml").write_text(text, encoding="utf-8")


def kpi(ws: stagelift.Workspace, metric: str, *, period: str = WEEK, **where: object) -> object:
    """One estimate of one period; `by` asks for segments, `segment` and `stage` pick one."""
    by = where.pop("by", ())
    found = [
        estimate
        for estimate in ws.kpis(period, by=by)
        if estimate.metric == metric
        and all(
            getattr(estimate, name) == value for name, value in {"segment": None, **where}.items()
        )
    ]
    assert len(found) == 1, found
    return found[0]
