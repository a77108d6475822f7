"""`stagelift report archive`: what was published over all runs, in both languages."""

from __future__ import annotations

import json
import re

import pytest

import stagelift
from stagelift.definitions.keeping import Keep
from stagelift.reports import facts
from stagelift.workspace.archiving import kept_by

BASE = {"metric": "first_order", "measure": "level", "unit": "share", "stage": "order"}
BASE |= {"period": "2026-W45", "status": "ok", "method": "wilson", "fingerprint": "f1", "n": 80}


@pytest.fixture
def told(shop):
    """Two runs: W45 was 21.3 %, now 21.1 %; the forecast of W47 is open."""
    lands = {"measure": "forecast", "period": "2026-W47", "name": "first_order.lands"}
    rows = {
        "a": [(0.213, "2026-11-09"), (0.25, "2026-11-09")],
        "b": [(0.211, "2026-11-16"), (0.25, "2026-11-16")],
    }
    for run_id, given in rows.items():
        known = [
            BASE | more | {"value": value, "as_of": f"{day}T00:00:00+00:00"}
            for (value, day), more in zip(
                given,
                (
                    {"name": "first_order"},
                    lands | {"low": 0.2, "high": 0.3, "level": 0.95},
                ),
                strict=True,
            )
        ]
        file = shop / f"{run_id}.parquet"
        time = f"2026-11-{9 if run_id == 'a' else 16:02d}T06:00:00+00:00"
        facts.write(file, known, run_id=run_id, report="weekly", run_time=time)
        facts.append(shop / ".stagelift" / "facts", file, run_id)
    return shop


def test_a_metric_over_its_periods(run, told):
    found = run(told, "report", "archive", "--metric", "first_order")
    assert "first_order · level · order" in found.output
    assert "2026-W45  21.1%  n 80    first told 21.3%" in found.output
    rows = json.loads(run(told, "report", "archive", "--period", "2026-W45", "--json").output)
    assert [(row["value"], row["first"], row["restated"]) for row in rows] == [(0.211, 0.213, True)]


def test_a_number_that_is_shown_alike_is_not_said_to_be_another_one(run, told):
    fact = BASE | {"name": "first_order", "value": 0.21101, "as_of": "2026-11-17T00:00:00+00:00"}
    facts.write(told / "c", [fact], run_id="c", report="weekly", run_time="2026-11-17T06:00Z")
    facts.append(told / ".stagelift" / "facts", told / "c", "c")
    said = run(told, "report", "archive", "--restated").output
    assert said.count("first_order") == 1
    assert "21.3% > 21.1%" in said
    for file in ("a.parquet", "c.parquet"):  # now only what differs in the fifth decimal
        (told / ".stagelift" / "facts" / file).unlink()
    facts.append(told / ".stagelift" / "facts", told / "c", "c")
    assert "No published number has changed" in run(told, "report", "archive", "--restated").output
    assert "first told" not in run(told, "report", "archive", "--metric", "first_order").output


def test_restated_numbers_say_why(run, told):
    found = run(told, "report", "archive", "--restated")
    said = "first_order · order 2026-W45: 21.3% > 21.1% (later data; as of 2026-11-16)"
    assert said in found.output
    assert (
        json.loads(run(told, "report", "archive", "--restated", "--json").output)[0]["late"] == {}
    )


def test_forecasts_wait_for_what_comes(run, told):
    found = run(told, "report", "archive", "--forecasts")
    assert "first_order.lands  2026-W47  2026-11-09  25.0% [20.0%, 30.0%]  not known yet" in (
        found.output
    )
    assert "2 forecasts; what came is not known yet" in found.output
    known = json.loads(run(told, "report", "archive", "--forecasts", "--json").output)
    assert (known["n"], known["status"], known["share"]) == (0, "no_data", None)


def test_what_is_kept_and_what_was_never_published(run, told, shop):
    found = run(told, "report", "archive")
    assert "first_order  2      2     1        2026-11-16 06:00 UTC" in found.output
    wrong = run(told, "report", "archive", "--metric", "first_ordr")
    assert wrong.exit_code == 2
    assert "Did you mean 'first_order'" in wrong.output


def test_facts_are_written_to_a_file(run, told):
    found = run(told, "report", "archive", "--metric", "first_order", "--to", "facts.csv")
    assert "Wrote facts.csv (2 facts)" in found.output
    assert (told / "facts.csv").read_text("utf-8").splitlines()[1].startswith("first_order,")
    wrong = run(told, "report", "archive", "--to", "facts.xlsx")
    assert wrong.exit_code == 2
    assert "ends in neither .csv nor .parquet" in wrong.output


def test_runs_go_only_where_a_report_says_what_it_keeps(run, told):
    silent = run(told, "report", "archive", "--prune")
    assert silent.exit_code == 2
    assert "keep: 20 runs" in silent.output
    assert run(told, "report", "archive", "--dry-run").exit_code == 2
    report = told / "reports" / "weekly.yaml"
    report.write_text(f"{report.read_text('utf-8')}keep: 20 runs\n", encoding="utf-8")
    said = run(told, "report", "archive", "--prune", "--dry-run")
    assert "Nothing to remove" in said.output


def test_the_journey_says_what_every_report_keeps_that_does_not_say_itself(run, told):
    journey, report = told / "journey.yaml", told / "reports" / "weekly.yaml"
    written = journey.read_text("utf-8")
    journey.write_text(f"{written}reports: {{keep: 20 run, kep: 1}}\n", encoding="utf-8")
    assert "reports.kep: unknown key 'kep'" in run(told, "check").output
    journey.write_text(f"{written}reports: {{keep: a lot}}\n", encoding="utf-8")
    wrong = run(told, "check").output
    assert "reports.keep: 'a lot' came, '20 runs', '90 days', both in a list or 'all'" in wrong
    journey.write_text(f"{written}reports: {{keep: [20 runs, 90 days]}}\n", encoding="utf-8")
    with stagelift.open(told) as opened:
        assert kept_by(opened) == dict.fromkeys(opened.definitions.reports, Keep(20, 90))
    assert "Nothing to remove" in run(told, "report", "archive", "--prune", "--dry-run").output
    own = report.read_text("utf-8")
    for said, kept in (("3 runs", {"weekly": Keep(runs=3)}), ("all", {})):
        report.write_text(f"{own}keep: {said}\n", encoding="utf-8")
        with stagelift.open(told) as opened:
            assert kept_by(opened, ["weekly"]) == kept


def test_in_korean(run, told):
    journey = told / "journey.yaml"
    text = re.sub(r"languages: .*", "languages: [ko]", journey.read_text("utf-8"))
    journey.write_text(text, encoding="utf-8")
    for words, said in {
        ("--metric", "first_order"): "처음 발행 21.3%",
        ("--restated",): "21.3% > 21.1%(늦게 온 데이터; 2026-11-16 기준)",
        ("--forecasts",): "예측 2건. 실제 값은 아직 모릅니다",
        ("--metric", "nps"): "발행된 것이 없습니다",
        ("--to", "facts.xlsx"): "끝나야",
        ("--dry-run",): "--prune",
        ("--prune",): "keep:",
    }.items():
        found = run(told, "report", "archive", *words)
        assert said in found.output.replace(" (", "("), found.output


def test_a_metric_may_be_named_without_the_option(run, told):
    by_option = run(told, "report", "archive", "--metric", "first_order").output
    assert run(told, "report", "archive", "first_order").output == by_option
    both = run(told, "report", "archive", "first_order", "--metric", "churn")
    assert both.exit_code == 2
    assert "name one metric" in both.output
