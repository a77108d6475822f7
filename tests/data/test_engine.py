from __future__ import annotations

import pytest

from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.data.engine import open_engine
from stagelift.definitions import Journey
from stagelift.errors import DataError, EngineError

CUSTOMERS = {"as": "customers", "customer": "id"}


def journey(connection=None, **reads):
    sources = {name: {"read": read, **CUSTOMERS} for name, read in reads.items()}
    connections = {"dw": connection} if connection else {}
    return Journey(zone="UTC", connections=connections, sources=sources, stages={"seen": "visited"})


def refused(definition, tmp_path, error=DataError):
    with pytest.raises(error) as caught:
        open_engine(definition, tmp_path)
    return str(caught.value)


def test_files_are_read_by_duckdb(tmp_path):
    engine = open_engine(journey(app="data/*.parquet", crm="crm.csv.gz"), tmp_path)
    assert isinstance(engine, DuckDBEngine)
    engine.close()


def test_sources_in_two_places_are_refused(tmp_path):
    mixed = journey({"postgresql": "$DW"}, app="a.csv", crm="dw.mart.crm")
    assert refused(mixed, tmp_path) == (
        "the sources of one journey must lie in one place; found 'app' in files, 'crm' in dw"
    )


def test_a_source_that_is_neither_file_nor_table_is_named(tmp_path):
    other = journey({"postgresql": "$DW"}, crm="dwh.mart.crm")
    assert "'dwh.mart.crm' is neither a file pattern" in refused(other, tmp_path)
    assert "Did you mean 'dw'?" in refused(other, tmp_path)


def test_the_address_comes_from_the_environment_only(tmp_path, monkeypatch):
    there = journey({"postgresql": "$STAGELIFT_NOT_SET"}, crm="dw.mart.crm")
    assert refused(there, tmp_path) == (
        "connection 'dw': the environment variable STAGELIFT_NOT_SET is not set"
    )
    monkeypatch.setenv("STAGELIFT_NOT_SET", "no address")
    assert "not a postgresql:// address" in refused(there, tmp_path, EngineError)


def test_a_connection_of_another_kind_is_named(tmp_path):
    there = journey({"dbt_profile": "analytics"}, crm="dw.mart.crm")
    assert "only `postgresql: $VARIABLE`" in refused(there, tmp_path)
