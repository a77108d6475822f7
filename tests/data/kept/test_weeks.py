"""Weeks kept and weeks asked: together they are what one question for everything gives."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import stagelift
from stagelift.data.contract import Contract
from stagelift.data.query import by_period, occasions, surveys
from stagelift.data.query.specs import Measurement
from tiny import MONDAY, workspace
from town import Town, change

WEEKS = 6


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Measurement]:
    """Every question that went to the engine."""
    found: list[Measurement] = []
    ask = by_period.ask_cells

    def noted(contract: Contract, plan: Measurement) -> Any:
        found.append(plan)
        return ask(contract, plan)

    monkeypatch.setattr(by_period, "ask_cells", noted)
    return found


def weeks_asked(asked: list[Measurement], value: str) -> set[str]:
    """The weeks for which a value was asked."""
    names = (plan for plan in asked if any(value in name for name, _ in plan.values))
    return {period.label[-3:] for plan in names for period in plan.periods}


@pytest.mark.slow
def test_a_new_week_asks_the_new_and_open_weeks_alone(
    tmp_path: Path, asked: list[Measurement]
) -> None:
    town = Town(tmp_path / "town")
    town.days(0, 35)
    town.kpis(5)
    assert weeks_asked(asked, "bought") == {"W02", "W03", "W04", "W05", "W06"}
    asked.clear()
    town.days(35, 42)
    found = town.kpis(6)
    # a window of three days was open in the last week; the late rows of its Sunday came after it
    assert weeks_asked(asked, "bought") == {"W06", "W07"}
    assert weeks_asked(asked, "silent") == {"W06", "W07"}
    assert found == town.kpis(6, kept=False)
    asked.clear()
    assert town.kpis(6) == found
    assert not asked


def test_a_late_row_asks_the_weeks_it_touches_and_no_other(
    tmp_path: Path, asked: list[Measurement]
) -> None:
    town = Town(tmp_path / "town")
    town.days(0, 42)
    town.kpis(6)
    town.days(42, 49)
    town.kpis(7)
    asked.clear()
    # an order of Tuesday of the fourth week, W05, known now
    town.add("late", [town.row(22.5, event="ordered", customer="c1", late=26)])
    found = town.kpis(7)
    # entrants of W04 had three days from Sunday on; who came later may have come from elsewhere
    assert weeks_asked(asked, "bought") == {"W04", "W05", "W06", "W07", "W08"}
    # two silences of nine days look at W04 to W06
    assert weeks_asked(asked, "silent") == {"W05", "W06", "W07", "W08"}
    assert found == town.kpis(7, kept=False)


@pytest.mark.slow
def test_copies_that_change_nothing_ask_nothing(tmp_path: Path, asked: list[Measurement]) -> None:
    town = Town(tmp_path / "town")
    town.days(0, 35)
    first = town.kpis(5)
    asked.clear()
    town.add("again", town.files["week1"][:8])
    assert town.kpis(5) == first == town.kpis(5, kept=False)
    assert {period.label for plan in asked for period in plan.periods} <= {"2026-W06"}


@pytest.mark.slow
def test_what_was_kept_and_damaged_is_asked_again(tmp_path: Path, asked: list[Measurement]) -> None:
    town = Town(tmp_path / "town")
    town.days(0, 28)
    first = town.kpis(4)
    for path in (town.root / ".stagelift" / "answers").iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("1", "2"), encoding="utf-8")
    asked.clear()
    town.days(28, 28)
    town.add("later", [town.row(27.9, late=0.01)])
    found = town.kpis(4)
    assert weeks_asked(asked, "bought") >= {"W02", "W03"}
    assert found == town.kpis(4, kept=False)
    assert found.past[0] == first.past[0]


def test_a_session_that_goes_on_for_days_keeps_its_week_open(tmp_path: Path) -> None:
    metrics = "  out: {exit_rate: ordered, among: visited, gap: 12 hours}\n"
    steps = [6.6 + 0.4 * n for n in range(10)]
    rows = [
        (f"c{n}", (MONDAY + timedelta(days=day)).isoformat(), "visited")
        for n in range(3)
        for day in steps
    ]
    last = MONDAY + timedelta(days=10.6)
    rows += [("c0", (MONDAY + timedelta(days=6.7)).isoformat(), "ordered")]
    workspace(tmp_path, rows, metrics=metrics).close()

    def first_week(days: float) -> tuple[int, float | None]:
        with stagelift.open(tmp_path, as_of=MONDAY + timedelta(days=days)) as ws:
            (found,) = [one for one in ws.kpis("2026-W03", history=1).past if one.metric == "out"]
        return found.n, found.value

    assert first_week(14) == (1, 0)
    # the same session went on for longer, and ended with an order
    rows.append(("c0", last.isoformat(), "ordered"))
    workspace(tmp_path, rows, metrics=metrics).close()
    assert first_week(14) == (1, 1)


def test_a_week_whose_last_sessions_may_go_on_is_asked_again(tmp_path: Path) -> None:
    metrics = "  again: {revisit: visited, within: 7 days, gap: 12 hours}\n"
    times = [MONDAY + timedelta(days=6.9), MONDAY + timedelta(days=9.9)]
    rows = [(f"c{n}", at.isoformat(), "visited") for n in range(3) for at in times]
    workspace(tmp_path, rows, metrics=metrics).close()

    def first_week(days: int) -> tuple[int, int | None]:
        with stagelift.open(tmp_path, as_of=MONDAY + timedelta(days=days)) as ws:
            (found,) = [one for one in ws.kpis("2026-W03", history=1).past if one.metric == "again"]
        return found.n, found.k

    assert first_week(14) == (0, 0)  # their windows end in this hour, a session may be open
    assert first_week(16) == (3, 3)


@pytest.mark.slow
@pytest.mark.parametrize("talks", [False, True])
@pytest.mark.parametrize(("seed", "zone"), [(1, "Asia/Seoul"), (2, "America/New_York")])
def test_kept_weeks_and_asked_ones_are_one_full_run(
    tmp_path: Path, seed: int, zone: str, *, talks: bool
) -> None:
    town = Town(tmp_path / "town", seed, zone, talks)
    town.days(0, 21)
    for week in range(3, WEEKS + 1):
        for _ in range(town.random.randrange(4) if week > 3 else 0):
            change(town, week)
        assert town.kpis(week, wide=True) == town.kpis(week, wide=True, kept=False)
        town.days(7 * week, 7 * week + 7)


def test_a_new_week_asks_of_money_messages_and_answers_what_is_new_alone(
    tmp_path: Path, asked: list[Measurement]
) -> None:
    town = Town(tmp_path / "town", talks=True)
    town.days(0, 35)
    town.kpis(5, wide=True)
    asked.clear()
    town.days(35, 42)
    found = town.kpis(6, wide=True)
    for value in ("left_over", "sent", "dropped", "ends"):
        assert weeks_asked(asked, value) == {"W06", "W07"}
    assert weeks_asked(asked, "brought") == {"W05", "W06", "W07"}  # its windows are ten days
    assert found == town.kpis(6, wide=True, kept=False)


def test_a_new_week_places_the_rows_of_new_weeks_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed: list[set[str]] = []
    for module, name in ((occasions, "occasion_tables"), (surveys, "score_query")):
        build = getattr(module, name)

        def noted(contract: Contract, plan: Any, *rows: Any, build: Any = build) -> Any:
            placed.append({period.label[-3:] for period in plan.periods})
            return build(contract, plan, *rows)

        monkeypatch.setattr(module, name, noted)
    town = Town(tmp_path / "town", talks=True)
    town.days(0, 35)
    town.kpis(5, wide=True)
    assert {"W02", "W03", "W04", "W05", "W06"} in placed
    placed.clear()
    town.days(35, 42)
    town.kpis(6, wide=True)
    # promises of two days and the last rows of a Sunday were open a week ago
    assert placed
    assert all({"W07"} <= weeks <= {"W06", "W07"} for weeks in placed)
