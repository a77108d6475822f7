"""How much of the machine the embedded engine takes, and that too little memory spills to disk."""

from __future__ import annotations

import pytest
from sqlglot import parse_one

from stagelift.data.resources import MEMORY, resources
from stagelift.errors import ArgumentError, EngineError
from tiny import day, workspace


def test_without_variables_the_engine_takes_a_gigabyte_and_every_core():
    found = resources({})
    assert found["memory_limit"] == MEMORY
    assert "threads" not in found


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("STAGELIFT_MEMORY", "lots", "a size such as 4GB"),
        ("STAGELIFT_MEMORY", "-1GB", "a size such as 4GB"),
        ("STAGELIFT_THREADS", "0", "a whole number >= 1"),
        ("STAGELIFT_THREADS", "two", "a whole number >= 1"),
        ("STAGELIFT_SPILL", "nowhere/at/all", "no folder"),
    ],
)
def test_a_variable_that_makes_no_sense_is_named(name, value, said):
    with pytest.raises(ArgumentError, match=f"{name}.*{said}"):
        resources({name: value})


def test_the_engine_takes_what_the_variables_say(tmp_path, monkeypatch):
    monkeypatch.setenv("STAGELIFT_MEMORY", "300 MB")
    monkeypatch.setenv("STAGELIFT_THREADS", "1")
    monkeypatch.setenv("STAGELIFT_SPILL", str(tmp_path))
    with workspace(tmp_path / "shop", [("a", day(1), "visited")]) as ws:
        rows = ws.events.query(
            "events",
            "SELECT current_setting('threads'), current_setting('memory_limit'),"
            " current_setting('temp_directory')",
        ).fetchall()
    ((threads, memory, spill),) = rows
    assert (threads, memory) == (1, "286.1 MiB")
    assert spill.startswith(str(tmp_path))
    assert not list(tmp_path.glob("stagelift-spill-*"))


MEMORY_TOLD = "SELECT current_setting('memory_limit')"


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize(("said", "memory"), [(None, "1.3 GiB"), ("300MB", "286.1 MiB")])
def test_large_files_are_given_more_unless_the_variable_says_how_much(
    opened, said, memory, tmp_path, monkeypatch
):
    monkeypatch.setattr("stagelift.data.duckdb_engine.LARGE_BYTES", 100)
    if said:
        monkeypatch.setenv("STAGELIFT_MEMORY", said)
    with workspace(tmp_path, [("a", day(1), "visited")]) as ws:
        if opened:  # before a file was looked at
            ws.engine.run(parse_one("SELECT 1"))
        assert ws.events.query("events", MEMORY_TOLD).fetchall() == [(memory,)]


def test_few_bytes_are_read_with_the_usual_memory(tmp_path):
    with workspace(tmp_path, [("a", day(1), "visited")]) as ws:
        assert ws.events.query("events", MEMORY_TOLD).fetchall() == [("953.6 MiB",)]


def test_what_cannot_spill_says_how_to_give_it_more(tmp_path, monkeypatch):
    monkeypatch.setenv("STAGELIFT_MEMORY", "30MB")
    with workspace(tmp_path, [("a", day(1), "visited")]) as ws:
        listed = parse_one("SELECT LENGTH(LIST(i)) FROM RANGE(20000000) AS n(i)", dialect="duckdb")
        with pytest.raises(EngineError, match="STAGELIFT_MEMORY"):
            ws.engine.run(listed)
