"""Two threads that ask one contract get what each would get alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from pandas import DataFrame

from stagelift.data import duckdb_engine
from stagelift.data.trust import trust_of
from stagelift.data.zones import from_us

from .test_contract import event as row
from .test_contract import events
from .worlds import World, rows_of

ROWS = [row(number % 40, f"c{number % 7}", name="ordered") for number in range(60)]


def asked(contract):
    contract.keep("events", ("at", "event"))
    contract.read_once()
    rows = sorted(rows_of(contract, "events", ["at", "event"]))
    return rows, trust_of(contract, from_us(contract.as_of_us))


def test_both_get_the_answers_of_one_and_each_table_is_made_once(files: World, monkeypatch):
    made = []
    materialise = duckdb_engine.DuckDBEngine.materialise
    together = threading.Barrier(2)

    def noted(engine, name, query):
        made.append(name.rstrip("0123456789"))
        return materialise(engine, name, query)

    def at_once(contract):
        together.wait(10)
        return asked(contract)

    alone = asked(events(files, ROWS))
    monkeypatch.setattr(duckdb_engine.DuckDBEngine, "materialise", noted)
    contract = events(files, ROWS)
    assert contract.side_by_side
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(at_once, [contract, contract]))
    assert found == [alone, alone]
    assert sorted(made) == ["copies in app ", "kept events "]


def test_what_one_thread_puts_off_the_other_is_answered(files: World):
    contract = events(files, ROWS)
    with contract.postponing(lambda question: True), ThreadPoolExecutor(1) as pool:
        rows = pool.submit(lambda: contract.counts("events").rows).result()
    assert rows == len(ROWS)


def test_more_bytes_than_two_questions_may_read_are_read_one_after_the_other(
    files: World, monkeypatch
):
    contract = events(files, ROWS)
    monkeypatch.setattr(duckdb_engine, "SIDE_BY_SIDE_BYTES", 100)
    assert not contract.side_by_side


def test_a_frame_is_known_to_the_thread_that_gave_it_alone(files: World):
    contract = events(files, ROWS)
    contract.engine.register("app", DataFrame({"a": [1]}))
    assert not contract.side_by_side


@pytest.mark.engine
def test_a_server_answers_one_question_after_the_other(tables: World):
    assert not events(tables, ROWS).side_by_side
