"""The same question of the same data is answered from what was kept; any change asks again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import stagelift
from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.data.trust import Trust
from stagelift.errors import DataError, EngineError
from stagelift.metrics.estimate import Estimate
from tiny import LATER, MONDAY, WEEK, day, workspace, write_events

ROWS = [
    ["kim", day(0), "visited", "", "e1"],
    ["kim", day(1), "ordered", "", "e2"],
    ["lee", day(0), "visited", "", "e3"],
]
METRICS = "  first_order: {conversion: ordered, first: true, within: 7 days}\n"
HEADER = ("customer", "time", "event", "value", "id")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that counts rows of the events."""
    statements: list[str] = []
    run = DuckDBEngine.run

    def counted(engine: DuckDBEngine, query: Any) -> list[tuple[Any, ...]]:
        text = query.sql("duckdb")
        if "unit_values" in text:
            statements.append(text)
        return run(engine, query)

    monkeypatch.setattr(DuckDBEngine, "run", counted)
    return statements


def reopened(root: Path, **more: Any) -> tuple[Estimate, ...]:
    with stagelift.open(root, as_of=more.get("as_of", LATER)) as ws:
        return tuple(ws.kpis(period=WEEK).estimates)


def test_a_second_process_finds_the_numbers_of_the_first(tmp_path: Path, asked: list[str]) -> None:
    workspace(tmp_path, ROWS, metrics=METRICS)
    first = reopened(tmp_path)
    once = len(asked)
    assert once > 0
    assert reopened(tmp_path) == first
    assert len(asked) == once


def test_new_rows_another_instant_and_another_definition_ask_again(
    tmp_path: Path, asked: list[str]
) -> None:
    workspace(tmp_path, ROWS, metrics=METRICS)
    first = reopened(tmp_path)
    once = len(asked)
    write_events(tmp_path, HEADER, [*ROWS, ["lee", day(2), "ordered", "", "e4"]])
    second = reopened(tmp_path)
    assert len(asked) == 2 * once
    assert [estimate.k for estimate in first] == [1]
    assert [estimate.k for estimate in second] == [2]
    reopened(tmp_path, as_of=LATER + timedelta(days=1))
    assert len(asked) == 3 * once
    path = tmp_path / "journey.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("looking: visited", "looking: visited | seen"), encoding="utf-8")
    reopened(tmp_path)
    assert len(asked) == 4 * once


def test_lines_of_same_person_in_another_order_ask_again(tmp_path: Path) -> None:
    workspace(tmp_path, ROWS, metrics=METRICS)
    kim, kim_again, lee = ROWS
    rows = [[*kim, "d1", "k1"], [*kim_again, "d1", "k1"], [*lee, "d2", "k2"]]
    rows.append(["", day(2), "ordered", "", "e4", "d1", "k2"])  # the device of kim, lee's cookie
    write_events(tmp_path, (*HEADER, "device", "cookie"), rows)
    path = tmp_path / "journey.yaml"
    text = path.read_text(encoding="utf-8")
    lines = ["log.device: log.customer", "log.cookie: log.customer"]
    for order, buyers in ((lines, 1), (lines[::-1], 2)):
        path.write_text(f"{text}same_person: {{{', '.join(order)}}}\n", encoding="utf-8")
        assert [estimate.k for estimate in reopened(tmp_path)] == [buyers]


def test_a_label_changes_no_number_and_asks_nothing(tmp_path: Path, asked: list[str]) -> None:
    workspace(tmp_path, ROWS, metrics=METRICS)
    reopened(tmp_path)
    once = len(asked)
    path = tmp_path / "journey.yaml"
    text = path.read_text(encoding="utf-8")
    labelled = text.replace("looking: visited", "looking: {enter: visited, label: Looking}")
    path.write_text(labelled, encoding="utf-8")
    reopened(tmp_path)
    assert len(asked) == once


def test_kept_answers_hold_no_customer(tmp_path: Path, asked: list[str]) -> None:
    workspace(tmp_path, ROWS, metrics=METRICS)
    reopened(tmp_path)
    kept = list((tmp_path / ".stagelift" / "answers").glob("*.json"))
    assert kept
    assert not [path for path in kept if "kim" in path.read_text(encoding="utf-8")]


def test_trust_is_kept_and_asked_again_when_a_row_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace(tmp_path, ROWS, metrics=METRICS)

    def trusted(**more: Any) -> Trust:
        with stagelift.open(tmp_path, as_of=more.get("as_of", LATER)) as ws:
            return ws.trust()

    first = trusted()
    assert first.rows == 3
    with monkeypatch.context() as patch:
        patch.setattr(DuckDBEngine, "run", lambda *_: pytest.fail("asked"))
        assert trusted() == first
    write_events(tmp_path, HEADER, [*ROWS, ["lee", day(2), "ordered", "", "e4"]])
    assert trusted().rows == 4
    before = MONDAY + timedelta(hours=12)
    assert trusted(as_of=before).sources["events"].kept == 2
    assert trusted(as_of=before).sources["events"].invisible == 2
    (tmp_path / "events.parquet").unlink()
    with pytest.raises(DataError):
        trusted()


def test_a_page_of_kept_answers_opens_no_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace(tmp_path, ROWS, metrics=METRICS)

    def page() -> tuple[list[dict[str, Any]], str]:
        with stagelift.open(tmp_path, as_of=LATER) as ws:
            report = ws.report("weekly_journey", period=WEEK)
            cells = [report.head(), report.answer(), report.tiles(), report.chart("stages")]
            cells += [report.chart("trend"), report.table("experiments"), report.appendix()]
            cells += [report.checks(), report.finish()]
            facts = [fact.to_dict() for fact in report.material.book]
            return facts, "".join(cell.html for cell in cells)

    first = page()
    with monkeypatch.context() as patch:
        patch.setattr(DuckDBEngine, "run", lambda *_: pytest.fail("asked"))
        patch.setattr("duckdb.connect", lambda *_, **__: pytest.fail("opened"))
        assert page() == first
    monkeypatch.setattr("stagelift.data.answers.code_mark", lambda: "another version")
    with monkeypatch.context() as patch:
        patch.setattr(DuckDBEngine, "run", refused)
        with pytest.raises(DataError):
            page()
    assert page() == first


def refused(*_: object) -> None:
    raise EngineError("asked")
