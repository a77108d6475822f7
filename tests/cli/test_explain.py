"""`explain` and `sql` on the console."""

from __future__ import annotations

import json

import pytest

import stagelift
from stagelift.reports import facts
from stagelift.reports.archive.selection import Hidden
from stagelift.workspace import explaining


@pytest.fixture
def published(shop):
    """The shop after a page about week 45 was published, with another value before."""
    with stagelift.open(shop) as workspace:
        estimate = workspace.kpis("2026-W45").latest("first_order")
    for run, value in (("run1", 0.5), ("run2", 0.5), ("run3", estimate.value)):
        fact = {**estimate.to_dict(), "name": "first_order", "value": value}
        path = shop / f"{run}.parquet"
        facts.write(path, [fact], run_id=run, report="weekly", run_time=f"2026-11-1{run[-1]}T06Z")
        facts.append(shop / ".stagelift" / "facts", path, run)
    return shop


def test_a_number_with_its_origin(run, published):
    lines = run(published, "explain", "first_order").output.splitlines()
    assert lines[0].startswith("first_order  25.0% [")
    assert lines[0].endswith("n 80, 20 with the event")
    assert lines[1] == "  purchase · 2026-W45, as known 2026-11-16 06:00"
    said = {line.split("  ")[1]: line for line in lines[2:-1]}
    assert said["Published"].endswith("weekly, run run3")
    assert said["Definition"].endswith("metrics/first_order.yaml:1, unchanged since")
    assert said["Asked again"].endswith("the data give the same now")
    assert [line for line in lines if "Before" in line] == [said["Before"]]
    assert "50.0%" in said["Before"]
    assert "run run2" in said["Before"]
    assert lines[-1] == "Next: stagelift sql first_order --period 2026-W45"


def test_the_other_periods_are_named(run, published):
    assert "--period" not in run(published, "explain", "first_order").output.split("Next")[0]
    path = published / "run4.parquet"
    with stagelift.open(published) as workspace:
        estimate = workspace.kpis("2026-W44").latest("first_order")
    fact = {**estimate.to_dict(), "name": "first_order"}
    facts.write(path, [fact], run_id="run4", report="weekly", run_time="2026-11-20T06Z")
    facts.append(published / ".stagelift" / "facts", path, "run4")
    shown = run(published, "explain", "first_order").output
    assert "purchase · 2026-W45" in shown
    assert "for 2026-W44 too: --period names one" in shown


def test_a_value_that_is_shown_alike_is_no_earlier_one(run, published):
    with stagelift.open(published) as workspace:
        estimate = workspace.kpis("2026-W45").latest("first_order")
    fact = {**estimate.to_dict(), "name": "first_order", "value": estimate.value + 1e-9}
    path = published / "run4.parquet"
    facts.write(path, [fact], run_id="run4", report="weekly", run_time="2026-11-14T06Z")
    facts.append(published / ".stagelift" / "facts", path, "run4")
    lines = run(published, "explain", "first_order").output.splitlines()
    before = [line for line in lines if "Before" in line]
    assert [("50.0%" in line, "run run2" in line) for line in before] == [(True, True)]


def test_numbers_without_a_definition_of_their_own_say_so(run, published):
    given = [
        {"name": "channel.buy.kakao", "metric": "channel.kakao", "measure": "lift", "value": 0.202},
        {"name": "first_order.early", "metric": "first_order.early", "measure": "level"},
        {"name": "gone.part", "metric": "gone.part", "measure": "level", "fingerprint": "f9"},
    ]
    rest = {"unit": "ratio", "period": "2026-W45", "as_of": "2026-11-16T06:00:00Z", "value": 0.1}
    path = published / "run4.parquet"
    rows = [rest | one for one in given]
    facts.write(path, rows, run_id="run4", report="weekly", run_time="2026-11-14T06Z")
    facts.append(published / ".stagelift" / "facts", path, "run4")
    said = run(published, "explain", "channel.buy.kakao").output
    assert "+20.2%" in said  # a relative effect, no percentage points
    assert "none of its own: the report reckons it" in said
    part = run(published, "explain", "first_order.early").output
    assert "a part of first_order, metrics/first_order.yaml:1\n" in part
    assert "changed since" not in part
    assert (
        "no metric 'gone.part' is defined any more" in run(published, "explain", "gone.part").output
    )
    korean = run(published, "explain", "channel.buy.kakao", "--language", "ko").output
    assert "자체 정의는 없고" in korean


def test_json_and_korean(run, published):
    found = json.loads(run(published, "explain", "first_order", "--json").output)
    assert found["again"]["k"] == 20
    assert found["definition"]["name"] == "first_order"
    korean = run(published, "explain", "first_order", "--language", "ko").output
    assert "지금도 같은 값" in korean


def test_a_figure_of_a_red_experiment_is_not_told(run, published, monkeypatch):
    effect = {"name": "trial.effect", "metric": "first_order", "measure": "effect", "unit": "share"}
    rest = {
        "variant": "push",
        "period": "2026-W44",
        "as_of": "2026-11-16T06:00:00Z",
        "value": 0.123,
    }
    path = published / "run4.parquet"
    facts.write(path, [effect | rest], run_id="run4", report="weekly", run_time="2026-11-14T06Z")
    facts.append(published / ".stagelift" / "facts", path, "run4")
    assert "12.3" in run(published, "explain", "trial.effect").output
    monkeypatch.setattr(explaining, "hidden", lambda _: Hidden(names={"trial"}))
    shown = run(published, "explain", "trial.effect")
    assert shown.exit_code == 2
    assert "a health check has stopped its experiment" in shown.output
    assert "12.3" not in shown.output
    assert run(published, "explain", "first_order").exit_code == 0


def test_nothing_published_ends_with_two(run, shop):
    shown = run(shop, "explain", "first_order")
    assert shown.exit_code == 2
    assert "nothing has been published yet" in shown.output


def test_sql_can_be_piped(run, shop):
    shown = run(shop, "sql", "first_order", "--period", "2026-W45")
    assert shown.exit_code == 0
    assert shown.output.startswith("-- 2026-W45; definitions first_order ")
    assert shown.output.rstrip().endswith(";")
    assert run(shop, "sql", "nothing").exit_code == 2
