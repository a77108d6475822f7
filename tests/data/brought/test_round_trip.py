"""One query per warehouse, its result brought as a file: the same numbers, or one error."""

from __future__ import annotations

import csv
from datetime import timedelta

import duckdb
import pytest
from sqlglot import exp, parse_one

import stagelift
from message_logs import at, shop
from stagelift.errors import ArgumentError, DataError
from tiny import WEEK, day, workspace

METRICS = """\
  order: {conversion: ordered, within: 7 days}
  spent: {sum: ordered.value, within: 7 days}
  basket: {ratio: ordered.value, per: ordered, within: 7 days}
  unsubscribed: {conversion: unsubscribed, within: 7 days}
"""
DRAWN = """\
question: Which?
audience: everyone
run: 2026-01-05..2026-01-11
primary: order
secondary: [spent, basket]
variants: {mail: email, push: push}
looks: once
"""


def events():
    rows = []
    for n in range(240):
        rows.append((f"kim{n}", day(0.2 + n % 6), "visited", "", f"v{n}"))
        if n % 3:
            rows.append((f"kim{n}", day(1.5 + n % 6), "ordered", f"{n % 50}.25", f"o{n}"))
        if n % 7 == 0:  # sent twice, and as expensive before the test
            rows.append((f"kim{n}", day(1.5 + n % 6), "ordered", f"{n % 50}.25", f"o{n}"))
            rows.append((f"kim{n}", day(-9), "ordered", "12.5", f"b{n}"))
    return [*rows, ("late", day(40), "visited", "", "late")]


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    people = [(f"kim{n}", "given", ("mail", "push")[n % 2], day(0.1)) for n in range(240)]
    return workspace(
        tmp_path_factory.mktemp("brought"),
        events(),
        metrics=METRICS,
        experiments={"drawn": DRAWN, "given": DRAWN},
        assignments=people,
        segments="  early: {did: visited, within: 3 days}\n",
    )


def run_on_duckdb(ws, text, path):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE VIEW log AS FROM '{ws.root}/events.parquet'")
        connection.execute(f"CREATE VIEW sent AS FROM read_csv('{ws.root}/assignments.csv')")
        query = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
        form = "FORMAT parquet" if path.suffix == ".parquet" else "HEADER"
        connection.execute(f"COPY ({query.rstrip(';')}) TO '{path}' ({form})")
    return path


def told(readout):
    return [
        (e.metric, e.measure, e.variant, e.n, e.value, e.low, e.high, e.p_value, e.status)
        for e in (*readout.estimates, *readout.adjusted)
    ]


def same(found, expected):
    assert len(told(found)) == len(told(expected)) > 5
    for one, other in zip(told(found), told(expected), strict=True):
        figures = [(a, b) for a, b in zip(one, other, strict=True) if isinstance(b, float)]
        assert [a for a in one if not isinstance(a, float)] == [
            b for b in other if not isinstance(b, float)
        ]
        assert all(a == pytest.approx(b, rel=1e-9) for a, b in figures)


@pytest.mark.parametrize(
    ("name", "ending"), [("drawn", "csv"), pytest.param("given", "parquet", marks=pytest.mark.slow)]
)
def test_a_readout_is_finished_with_equal_numbers(ws, tmp_path, name, ending):
    text = ws.sql(name, dialect="duckdb")
    file = run_on_duckdb(ws, text, tmp_path / f"result.{ending}")
    found = ws.readout_from(file, name)
    expected = ws.experiments[name].readout(around=False)
    same(found, expected)
    assert found.sentence == expected.sentence
    assert [(c.name, c.status) for c in found.health] == [
        (c.name, c.status) for c in expected.health
    ]
    assert b"kim17" not in file.read_bytes()  # no customer


@pytest.mark.slow
def test_kpis_are_finished_with_equal_numbers(ws, tmp_path):
    text = ws.sql("kpis", dialect="duckdb", period=WEEK)
    file = run_on_duckdb(ws, text, tmp_path / "kpis.csv")
    own = {name: ws.metrics[name] for name in ("order", "spent", "basket")}
    expected = {
        (e.metric, e.stage): (e.n, e.value, e.low, e.high) for e in ws.kpis(WEEK, metrics=own)
    }
    found = {(e.metric, e.stage): (e.n, e.value, e.low, e.high) for e in ws.kpis_from(file)}
    assert expected
    assert {key: found[key] for key in expected} == expected


def numbers(kpis):
    return [
        (e.metric, e.stage, e.n, e.value, e.low, e.high, e.status, e.excluded, e.note) for e in kpis
    ]


def test_scores_off_the_scale_are_left_out_as_the_contract_rejects_them(tmp_path):
    """An 11 is no answer without a score: its row is in no count, here and in a warehouse."""
    answers = [(f"kim{n}", "", day(1), day(2)) for n in range(3)]  # three gave no score
    answers += [(f"lee{n}", (11, -1, 8.5)[n % 3], day(1), day(2)) for n in range(6)]
    answers += [(f"han{n}", (10, 8, 3)[n % 3], day(1), day(2)) for n in range(60)]
    metrics = "  nps: {nps: surveys}\n"
    header = ("customer", "score", "invited", "answered")
    rows = [(name, day(0.2), "visited") for name, *_ in answers]
    with workspace(tmp_path, rows, metrics=metrics, surveys=(header, answers)) as ws:
        query = ws.sql("nps", dialect="duckdb", period=WEEK)
        expected = numbers(ws.kpis(WEEK))
        with duckdb.connect() as connection:
            connection.execute(f"CREATE VIEW log AS FROM '{tmp_path}/events.parquet'")
            connection.execute(f"CREATE VIEW surveys AS FROM read_csv('{tmp_path}/surveys.csv')")
            written = "\n".join(x for x in query.splitlines() if not x.startswith("--"))
            connection.execute(f"COPY ({written.rstrip(';')}) TO '{tmp_path}/r.csv' (HEADER)")
        found = numbers(ws.kpis_from(tmp_path / "r.csv"))
    assert found[0][2] == 60
    assert ("missing_score", 3) in found[0][7]
    assert found == expected


def test_a_log_of_messages_is_read_with_its_copies_and_without_moments_it_lacks(tmp_path):
    sent = [
        {"customer": f"kim{n}", "message": "news", "channel": "sms", "experiment": f"m{n}"}
        | {"assigned": at(1), "sent": at(1.1), "delivered": at(1.2), "cost": "3"}
        for n in range(40)
    ]
    log = ("customer", "message", "channel", "assigned", "sent", "delivered", "cost")
    seen = [{"customer": f"kim{n}", "time": at(0.5), "event": "visited"} for n in range(40)]
    shop(tmp_path, seen, [*sent, *sent[:9]], columns=log).close()
    (tmp_path / "metrics").mkdir()
    path, metric = tmp_path / "journey.yaml", "cost: messages\nwithin: 7 days\n"
    (tmp_path / "metrics" / "spent.yaml").write_text(metric, encoding="utf-8")
    ids = "as: messages, event_id: experiment, ingested: assigned,"
    path.write_text(path.read_text("utf-8").replace("as: messages,", ids), encoding="utf-8")
    with stagelift.open(tmp_path, as_of="2026-03-02") as ws:
        query = ws.sql("spent", dialect="duckdb", period=WEEK)
        expected = numbers(ws.kpis(WEEK))
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for name, file in (("log", "events"), ("sendlog", "sendlog")):
                table = f"read_csv('{tmp_path}/{file}.csv')"
                connection.execute(f"CREATE VIEW {name} AS FROM {table}")
            written = "\n".join(x for x in query.splitlines() if not x.startswith("--"))
            connection.execute(f"COPY ({written.rstrip(';')}) TO '{tmp_path}/r.csv' (HEADER)")
        found = numbers(ws.kpis_from(tmp_path / "r.csv"))
    assert (found[0][2], found[0][3]) == (40, 3.0)
    assert found == expected


@pytest.mark.parametrize("name", ["kpis", "unsubscribed", "drawn"])
@pytest.mark.parametrize("dialect", ["duckdb", "bigquery"])
def test_a_statement_reads_no_table_but_those_of_the_sources(ws, name, dialect):
    # several stages share what they read where an engine keeps tables; a statement has none
    found = parse_one(ws.sql(name, dialect=dialect, period=WEEK), dialect=dialect)
    parts = {part.alias for part in found.find_all(exp.CTE)}
    assert {table.name for table in found.find_all(exp.Table)} - parts <= {"log", "sent"}


@pytest.fixture(scope="module")
def result(ws, tmp_path_factory):
    path = tmp_path_factory.mktemp("result") / "drawn.csv"
    run_on_duckdb(ws, ws.sql("drawn", dialect="duckdb"), path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(tmp_path, rows, names=None):
    path = tmp_path / "bad.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names or rows[0], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_what_is_wrong_with_a_result_is_said(ws, tmp_path, result):
    names = list(result[0])
    upper = [{name.upper(): value for name, value in row.items()} for row in result]
    assert ws.readout_from(written(tmp_path, upper), "drawn").primary == "order"
    cases = [
        (written(tmp_path, result, names[1:]), "drawn", "column about missing"),
        (None, "drawn", "no such file"),
    ]
    for path, name, words in cases:
        with pytest.raises(DataError, match=words):
            ws.readout_from(path or tmp_path / "none.csv", name)
    with pytest.raises(DataError, match="about 'drawn', and 'given' is asked"):
        ws.readout_from(written(tmp_path, result), "given")
    full = next(row for row in result if int(row["answer_rows"]) > 1)
    short = [row for row in result if row is not full]
    with pytest.raises(DataError, match="bring the whole result"):
        ws.readout_from(written(tmp_path, short), "drawn")
    gone = [row for row in result if row["question"] != full["question"]]
    with pytest.raises(DataError, match="print it again"):
        ws.readout_from(written(tmp_path, gone), "drawn")
    narrow = [name for name in names if name != names[-1]]
    with pytest.raises(DataError, match=f"column {names[-1]} missing"):
        ws.readout_from(written(tmp_path, result, narrow), "drawn")
    other = [{**row, "fingerprint": "older"} for row in result]
    with pytest.raises(DataError, match="asked by definitions older"):
        ws.readout_from(written(tmp_path, other), "drawn")
    both = [*result, *other]
    with pytest.raises(DataError, match="several results"):
        ws.readout_from(written(tmp_path, both), "drawn")
    with pytest.raises(DataError, match="use readout"):
        ws.kpis_from(written(tmp_path, result))


@pytest.mark.slow
def test_the_instant_is_that_of_the_query(ws, tmp_path):
    text = ws.seen(ws.as_of - timedelta(days=20)).sql("drawn", dialect="duckdb")
    file = run_on_duckdb(ws, text, tmp_path / "early.csv")
    assert ws.readout_from(file, "drawn").as_of == ws.as_of - timedelta(days=20)


@pytest.mark.slow
def test_unknown_names_and_dialects_are_refused(ws):
    with pytest.raises(ArgumentError, match="dialect 'postgre' came"):
        ws.sql("drawn", dialect="postgre")
    with pytest.raises(ArgumentError, match="unknown name 'drwan'"):
        ws.sql("drwan", dialect="spark")
    for dialect in ("bigquery", "snowflake"):
        assert "--moments FILE" in ws.sql("drawn", dialect=dialect)


@pytest.mark.engine
def test_postgresql_gives_the_same(ws, tmp_path, postgres_url):
    import psycopg

    text = ws.sql("drawn", dialect="postgres")
    file = tmp_path / "postgres.csv"
    with psycopg.connect(postgres_url) as connection:
        connection.execute(
            "CREATE TEMP TABLE log (customer text, time timestamptz, event text, "
            "value numeric(18, 6), id text)"
        )
        connection.execute(
            "CREATE TEMP TABLE sent (customer text, experiment text, variant text, "
            "time timestamptz)"
        )
        with connection.cursor().copy("COPY log FROM STDIN") as copy:
            for row in events():
                copy.write_row([value if value != "" else None for value in row])
        rows = connection.execute(text)
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([column.name for column in rows.description])
            writer.writerows(rows)
    found = ws.readout_from(file, "drawn")
    expected = ws.experiments["drawn"].readout(around=False)
    same(found, expected)


@pytest.mark.engine
def test_spark_gives_the_same(ws, tmp_path, spark_address):
    from stagelift.data.spark.session import open_session

    text = ws.sql("drawn", dialect="spark")
    session = open_session(spark_address)
    session.read.parquet(f"{ws.root}/events.parquet").createOrReplaceTempView("log")
    session.read.csv(f"{ws.root}/assignments.csv", header=True).createOrReplaceTempView("sent")
    rows = session.sql(text.rstrip(";"))
    file = tmp_path / "spark.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(rows.columns)
        writer.writerows(rows.collect())
    same(ws.readout_from(file, "drawn"), ws.experiments["drawn"].readout(around=False))
