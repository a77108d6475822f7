"""Commands over a database that a driver named in journey.yaml connects to (PEP 249)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

KPI = ("kpi", "--period", "2026-W45", "--json")
READOUT = ("readout", "reminder", "--json")
CSV = "data/events.csv"


def through(shop: Path, connection: str) -> None:
    """The shop's events as a table of a connection."""
    path = shop / "journey.yaml"
    text = path.read_text("utf-8").replace(
        CSV, "dw.faults.app" if "psycopg" in connection else "dw.app"
    )
    path.write_text(f"{text}connections:\n  dw: {connection}\n", encoding="utf-8")


def in_a_file(shop: Path) -> str:
    """The events in a file of DuckDB's own; its connection."""
    path = shop / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE app AS FROM read_csv('{shop / CSV}')")
        connection.execute('ALTER TABLE app ALTER "at" TYPE TIMESTAMP')
    settings = f'{{database: "{path}", read_only: "true"}}'
    return f"{{driver: duckdb, dialect: duckdb, settings: {settings}}}"


def plain(found: object) -> list[dict[str, object]]:
    """What a command printed as JSON, without what tells of the engine alone."""
    rows = json.loads(found.output)
    rows = rows if isinstance(rows, list) else rows["estimates"]
    return [{key: value for key, value in row.items() if key != "fingerprint"} for row in rows]


@pytest.mark.engine
def test_a_driver_gives_the_numbers_of_files(shop, run):
    here = [plain(run(shop, *words)) for words in (KPI, READOUT)]
    through(shop, in_a_file(shop))
    there = [plain(run(shop, *words)) for words in (KPI, READOUT)]
    assert there == here
    assert here[0][0]["value"] == 0.25


@pytest.mark.engine
def test_audience_files_are_written_through_a_driver(shop, run):
    through(shop, in_a_file(shop))
    launched = run(shop, "launch", "reminder", "--as-of", "2026-11-01")
    assert launched.exit_code == 0, launched.output + launched.stderr
    found = run(shop, "enrol", "reminder", "--as-of", "2026-11-02 06:00")
    assert found.exit_code == 0, found.output
    files = [path.read_text("utf-8") for path in shop.glob("out/reminder/2*/*.csv")]
    assert sum(len(text.splitlines()) - 1 for text in files) == 200


@pytest.mark.engine
def test_psycopg_as_any_driver(shop, run, postgres_url, monkeypatch):
    import psycopg

    here = [plain(run(shop, *words)) for words in (KPI, READOUT)]
    monkeypatch.setenv("STAGELIFT_TEST_DRIVER", postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP SCHEMA IF EXISTS faults CASCADE")
        server.execute("CREATE SCHEMA faults")
        server.execute("CREATE TABLE faults.app (who text, at timestamp, what text)")
        with server.cursor().copy("COPY faults.app FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write((shop / CSV).read_text("utf-8"))
        settings = "{conninfo: $STAGELIFT_TEST_DRIVER}"
        through(shop, f"{{driver: psycopg, dialect: postgres, settings: {settings}}}")
        assert [plain(run(shop, *words)) for words in (KPI, READOUT)] == here
        server.execute("DROP SCHEMA faults CASCADE")


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        ("{driver: no_such_driver, dialect: duckdb}", "'no_such_driver' is not installed here"),
        ("{driver: json, dialect: duckdb}", "'json' is no driver (PEP 249): it has no connect"),
        ("{driver: duckdb}", "a connection through a driver needs its dialect"),
        ("{dialect: duckdb}", "a connection through a driver needs its driver"),
        ("{driver: duckdb, dialect: sqlite}", "'sqlite' came"),
        (
            "{driver: duckdb, dialect: duckdb, settings: {password: secret}}",
            "never stands in a file",
        ),
        (
            '{driver: duckdb, dialect: duckdb, settings: {dsn: "pg://me:secret@host/db"}}',
            "never stands in a file",
        ),
        (
            "{driver: duckdb, dialect: duckdb, settings: {database: $STAGELIFT_NOT_SET}}",
            "the environment variable STAGELIFT_NOT_SET is not set",
        ),
        (
            '{driver: duckdb, dialect: duckdb, settings: {database: "/no/such/place.duckdb"}}',
            "duckdb, connection 'dw': IO Error",
        ),
    ],
)
def test_what_no_driver_takes_is_one_line(shop, run, connection, said):
    through(shop, connection)
    found = run(shop, *KPI)
    assert found.exit_code in (1, 2)
    assert said in found.output + found.stderr
    assert "secret" not in found.output.replace("a secret", "").replace("is a secret", "")


class Flaky(ModuleType):
    """DuckDB's driver, whose connection is lost at a query of some number, `times` times."""

    apilevel = "2.0"

    class Error(Exception):
        """What a driver raises."""

    def __init__(self, path: str, at: int, times: int) -> None:
        super().__init__("flaky")
        self.path, self.at, self.times, self.asked, self.opened = path, at, times, 0, 0

    def connect(self, **_: object) -> FlakyConnection:
        self.opened += 1
        return FlakyConnection(self)


class FlakyConnection:
    """A connection that answers nothing once it was lost."""

    def __init__(self, driver: Flaky) -> None:
        self.driver, self.lost = driver, False
        self.inner = duckdb.connect(driver.path, read_only=True)

    def cursor(self) -> FlakyConnection:
        return self

    def execute(self, text: str) -> None:
        self.driver.asked += 1
        if self.driver.asked >= self.driver.at and self.driver.opened <= self.driver.times:
            self.lost = True
        if self.lost:
            raise self.driver.Error("server closed the connection\nat byte 7")
        self.inner.execute(text)
        self.description = self.inner.description

    def fetchall(self) -> list[tuple[object, ...]]:
        return self.inner.fetchall()

    def close(self) -> None:
        """Nothing: the file is closed with the test."""


@pytest.mark.engine
@pytest.mark.parametrize(("times", "code"), [(1, 0), (9, 1)])
def test_a_lost_connection_is_opened_once_more(shop, run, monkeypatch, times, code):
    here = plain(run(shop, *KPI))
    through(shop, in_a_file(shop).replace("driver: duckdb", "driver: flaky"))
    driver = Flaky(str(shop / "shop.duckdb"), at=5, times=times)
    monkeypatch.setitem(sys.modules, "flaky", driver)
    found = run(shop, *KPI)
    assert found.exit_code == code
    assert driver.opened == 2
    if code == 0:
        assert plain(found) == here
    else:
        assert found.stderr == "stagelift: flaky, connection 'dw': server closed the connection\n"
