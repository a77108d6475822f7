"""How often and how much of its files a question reads, as the engine's own plan tells."""

from __future__ import annotations

import json
from datetime import timedelta

import duckdb
import pytest
from sqlglot import exp

import stagelift
from stagelift.data.duckdb_engine import DuckDBEngine
from tiny import MONDAY, write_csv

JOURNEY = """\
journey: tiny
zone: UTC
currency: EUR
as_of: 2026-03-02
sources:
  log: {{read: "{read}", customer: customer, time: time, event: event}}
  sent: {{read: sent.csv, as: assignments, customer: customer, experiment: experiment,
         variant: variant, time: time}}
stages: {{looking: visited, buying: ordered}}
segments:
{segments}
"""
SEGMENTS = """\
  buyers: {did: ordered, within: 9 days}
  lookers: {did: visited, within: 2 days}
  open_cart: {did: cart_added, but_not: ordered, within: 4 days}
  keen: {did: visited, at_least: 3 times, within: 9 days}
"""
METRICS = {
    "order_week": "{conversion: ordered, within: 7 days}",
    "visits": "{ratio: ordered, per: visited, within: 7 days}",
    "carts": "{conversion: cart_added, within: 3 days}",
    "back": "{retention: visited, days: 3..5}",
    "returns": "{conversion: returned, within: 5 days, better: down}",
}
TEST = """\
question: Does b sell more?
audience: everyone
variants: {{a: email, b: push}}
primary: order_week
secondary: [{secondary}]
run: 2026-01-05..2026-01-07
looks: once
"""
DAYS = 40
ROWS = f"""
SELECT
  'c' || (i % 60) AS customer,
  ['visited', 'cart_added', 'ordered', 'returned', 'opened'][1 + CAST(i * 7 % 5 AS INT)] AS event,
  TIMESTAMPTZ '2025-12-20 00:00:00+00' + to_hours(CAST(i AS BIGINT)) AS time,
  'e' || i AS id,
  CAST(TIMESTAMPTZ '2025-12-20 00:00:00+00' + to_hours(CAST(i AS BIGINT)) AS DATE) AS day
FROM range({DAYS} * 24) AS n(i)
"""


def write(folder, pattern, *, partitioned=(), metrics=1, tests=("x",), segments=""):
    """A workspace over events in Parquet files, as one file or a folder for each partition."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        options = f", PARTITION_BY ({', '.join(partitioned)})" if partitioned else ""
        to = folder / ("events" if partitioned else "events.parquet")
        connection.execute(f"COPY ({ROWS}) TO '{to}' (FORMAT parquet{options})")
    sent = [
        (f"c{n}", test, "ab"[n % 2], (MONDAY + timedelta(hours=n)).isoformat())
        for test in tests
        for n in range(60)
    ]
    write_csv(folder / "sent.csv", ("customer", "experiment", "variant", "time"), sent)
    text = JOURNEY.format(read=pattern, segments=segments or "  {}")
    (folder / "journey.yaml").write_text(text, encoding="utf-8")
    chosen = list(METRICS)[:metrics]
    lines = "".join(f"  {name}: {METRICS[name]}\n" for name in chosen)
    for name, body in [("metrics/all", f"metrics:\n{lines}")] + [
        (f"experiments/{test}", TEST.format(secondary=", ".join(chosen[1:]))) for test in tests
    ]:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / f"{name}.yaml").write_text(body, encoding="utf-8")
    return folder


def scans(plan):
    """The readings of Parquet files in a plan, wherever they stand."""
    nodes = plan if isinstance(plan, list) else [plan]
    found = []
    for node in nodes:
        if node.get("extra_info", {}).get("Function") == "READ_PARQUET":
            found.append(node)
        found += scans(node.get("children", []))
    return found


@pytest.fixture
def read(monkeypatch):
    """Every reading of the events that a question makes of the engine, by question."""
    found = []
    run = DuckDBEngine.run

    def watched(engine, query):
        if isinstance(query, exp.Select) and "READ_PARQUET" in (text := query.sql("duckdb")):
            told = engine._connection.execute(f"EXPLAIN (ANALYZE, FORMAT json) {text}").fetchall()
            found.append((text, scans(json.loads(told[0][1])["operator"])))
        return run(engine, query)

    monkeypatch.setattr(DuckDBEngine, "run", watched)
    return found


def readings(read):
    """How often the events are read."""
    number = sum(len(some) for _, some in read)
    read.clear()
    return number


def values_of(read):
    """The readings of the question that adds up every unit's values: of its events, and all."""
    return next(some for text, some in read if "unit_values" in text)


def test_a_readout_reads_no_more_often_for_more_metrics_and_segments(tmp_path, read):
    found = []
    for metrics, segments in ((2, ""), (5, SEGMENTS)):
        folder = tmp_path / str(metrics)
        folder.mkdir()
        write(folder, "events.parquet", metrics=metrics, segments=segments)
        with stagelift.open(folder) as ws:
            assert len({one.metric for one in ws.experiments["x"].readout().estimates}) == metrics
        assert len(values_of(read)) == 2  # what units did, and since when they are known
        found.append(readings(read))
    assert found[0] == found[1] > 0


def test_ten_experiments_read_as_often_as_two(tmp_path, read):
    found = []
    for number in (2, 10):
        folder = tmp_path / str(number)
        folder.mkdir()
        write(folder, "events.parquet", metrics=2, tests=[f"t{n}" for n in range(number)])
        with stagelift.open(folder) as ws:
            assert len(ws.monitor()) == number
        together = [some for text, some in read if "unit_values" in text]
        found.append((len(together), *map(len, together)))
        read.clear()
    assert found[0] == found[1]


def test_kinds_and_instants_are_left_out_where_the_files_are_read(tmp_path, read):
    """Assigned from 5 to 7 January, followed for 7 days, looked back on for 28."""
    write(tmp_path, "events.parquet")
    with stagelift.open(tmp_path) as ws:
        ws.experiments["x"].readout()
    (needed,) = [one for one in values_of(read) if "ordered" in str(one["extra_info"]["Filters"])]
    assert "opened" not in str(needed["extra_info"]["Filters"])
    assert needed["rows_scanned"] <= DAYS * 24 / 5


def test_files_of_other_kinds_and_days_are_not_read(tmp_path, read):
    write(tmp_path, "events/*/*/*.parquet", partitioned=("event", "day"))
    with stagelift.open(tmp_path) as ws:
        partitioned = ws.experiments["x"].readout().estimates
    ordered, known = sorted(values_of(read), key=lambda one: one["total_row_groups_to_scan"])
    assert ordered["extra_info"]["Scanning Files"] == f"{DAYS}/{5 * DAYS}"
    # 20 December to 14 January of 40 days, one day more at the end; 3 January's are known too late
    assert ordered["row_groups_scanned"] < DAYS * 0.8
    assert known["row_groups_scanned"] < 5 * DAYS / 2
    whole = tmp_path / "whole"
    whole.mkdir()
    write(whole, "events.parquet")
    with stagelift.open(whole) as ws:
        assert ws.experiments["x"].readout().estimates == partitioned


def test_hundreds_of_files_are_one_source(tmp_path):
    write(tmp_path, "many/*/*.parquet")
    copies = 400
    for number in range(copies):
        path = tmp_path / "many" / f"{number % 40:02d}" / f"part-{number}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.hardlink_to(tmp_path / "events.parquet")
    with stagelift.open(tmp_path) as ws:
        assert ws.contract.counts("events").rows == copies * DAYS * 24
