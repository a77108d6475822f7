"""The query behind a number and the engine's plan of it, where a user asks for them."""

from __future__ import annotations

import duckdb
import psycopg
import pytest

from stagelift.data.plans import EnginePlan, plan_of

WEEK = ("--period", "2026-W45")


def test_a_query_is_printed_with_its_comments_and_runs_alone(shop, run):
    found = run(shop, "kpi", *WEEK, "--sql")
    assert found.exit_code == 0
    assert found.stdout == run(shop, "sql", "kpis", *WEEK).stdout
    assert "/* what each unit did in its windows */" in found.stdout
    rows = duckdb.sql(found.stdout.strip().removesuffix(";")).fetchall()
    assert rows[0][4] == 80  # everyone who visited in that week


@pytest.mark.parametrize(
    "words", [("kpi", *WEEK), ("readout", "reminder"), ("sql", "first_order", *WEEK)]
)
def test_duckdb_tells_what_it_read(shop, run, words):
    found = run(shop, *words, "--explain")
    assert found.exit_code == 0, found.output
    about, cost, first, *steps = found.stdout.splitlines()
    assert about.startswith("-- ")
    assert cost.startswith("-- it was run: ")
    assert "rows" in cost
    assert not first.startswith(" ")
    assert any("SCAN" in step for step in steps)


def test_what_shows_no_figure_takes_no_option_of_figures(shop, run):
    found = run(shop, "kpi", "--sql", "--json")
    assert found.exit_code == 2
    assert "leave --json out" in found.stderr
    assert run(shop, "sql", "kpis", "--explain", "--dialect", "spark").exit_code == 2


class Server:
    """An engine that answers every question with a plan."""

    def __init__(self, dialect: str, plan: str) -> None:
        self.dialect, self.plan, self.asked = dialect, plan, ""

    def run(self, query):
        self.asked = query.sql(self.dialect)
        return [(line,) for line in self.plan.splitlines()]


def test_a_server_is_asked_for_its_plan_alone():
    from sqlglot import exp

    told = "Aggregate  (cost=24.00..25.50 rows=7 width=12)\n  ->  Seq Scan on app"
    server = Server("postgres", told)
    found = plan_of(server, exp.select("1"))
    assert server.asked == "EXPLAIN SELECT 1"
    assert found == EnginePlan(tuple(told.splitlines()), rows=7, cost=25.5)
    lake = Server("spark", "Project, Statistics(sizeInBytes=1.5 GiB, rowCount=3)")
    assert plan_of(lake, exp.select("1")).size == "1.5 GiB"
    assert lake.asked == "EXPLAIN COST SELECT 1"


@pytest.mark.engine
def test_postgresql_tells_its_cost(shop, run, postgres_url, monkeypatch):
    text = (shop / "journey.yaml").read_text("utf-8").replace("data/events.csv", "dw.plans.app")
    connection = "connections:\n  dw: {postgresql: $STAGELIFT_TEST_PLANS}\n"
    (shop / "journey.yaml").write_text(text + connection, encoding="utf-8")
    monkeypatch.setenv("STAGELIFT_TEST_PLANS", postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP SCHEMA IF EXISTS plans CASCADE")
        server.execute("CREATE SCHEMA plans")
        server.execute("CREATE TABLE plans.app (who text, at timestamp, what text)")
        server.execute("INSERT INTO plans.app VALUES ('a', '2026-11-04', 'visited')")
        found = run(shop, "kpi", *WEEK, "--explain")
        server.execute("DROP SCHEMA plans CASCADE")
    assert found.exit_code == 0, found.output
    assert "-- it was not run; the engine expects: cost " in found.stdout
    assert "Seq Scan on app" in found.stdout
