"""One world per test, on DuckDB and on PostgreSQL: the same test must pass on both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stagelift.data.spark.session import Address, open_session

from .worlds import VARIABLE, World

ENGINES = ("duckdb", pytest.param("postgres", marks=pytest.mark.engine))
SPARK = pytest.param("spark", marks=pytest.mark.engine)  # seconds a question: chosen tests alone


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "world" in metafunc.fixturenames:
        too = metafunc.definition.get_closest_marker("on_spark")
        engines = (*ENGINES, SPARK) if too else ENGINES
        metafunc.parametrize("world", engines, indirect=True)


@pytest.fixture
def world(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Small tables on one engine after the other."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    if url is not None:
        monkeypatch.setenv(VARIABLE, url)
    spark = request.getfixturevalue("spark_address") if request.param == "spark" else None
    made = World(tmp_path, url, spark=None if spark is None else spark.master)
    if spark is not None:
        running(spark)
    yield made
    made.close()


def running(spark: Address) -> None:
    """Starts Spark with the settings of the tests: the first to ask decides them."""
    open_session(spark)


@pytest.fixture
def files(tmp_path: Path) -> Iterator[World]:
    """Small tables as files, for what only files can do."""
    made = World(tmp_path, None)
    yield made
    made.close()


@pytest.fixture
def tables(tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Small tables of a database, for what only tables do."""
    monkeypatch.setenv(VARIABLE, postgres_url)
    made = World(tmp_path, postgres_url)
    yield made
    made.close()
