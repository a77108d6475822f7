"""One world per test, on DuckDB and on PostgreSQL: the same test must pass on both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .worlds import VARIABLE, World


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.engine)])
def world(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Small tables on one engine after the other."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    if url is not None:
        monkeypatch.setenv(VARIABLE, url)
    made = World(tmp_path, url)
    yield made
    made.close()


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
