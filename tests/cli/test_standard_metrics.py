"""The standard metrics, which need no file, are known to every command that takes a metric."""

from __future__ import annotations

import json
import re

import duckdb
import pytest

import stagelift
from stagelift.reports import facts

METRICS = (
    *("delivered", "opened", "clicked", "replied", "unsubscribed", "complained"),
    *("nps", "week1", "week4", "churn", "repeat_purchase", "advanced"),
)
SOURCES = """\
  survey:
    read: data/surveys.csv
    as: surveys
    customer: who
    score: score
    invited: sent
    answered: done
    zone: Asia/Seoul
stages:
"""
EVERY = pytest.mark.parametrize("metric", METRICS)


@pytest.fixture
def plain(shop):
    """The shop with a survey and a third stage; nothing in it names a standard metric."""
    text = (shop / "journey.yaml").read_text(encoding="utf-8")
    text = text.replace("stages:\n", SOURCES)
    text = text.replace("  purchase: ordered\n", "  purchase: ordered\n  loyal: ordered x2\n")
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    rows = [f"a{n},{n % 11},2026-10-29 09:00,2026-11-0{n % 8 + 1} 12:00" for n in range(60)]
    answers = "\n".join(["who,score,sent,done", *rows])
    (shop / "data" / "surveys.csv").write_text(f"{answers}\n", encoding="utf-8")
    return shop


def told(run, folder, *words):
    """What a command said; it may not fail, and knows the metric."""
    result = run(folder, *words)
    assert result.exit_code == 0, result.output
    return result.output


def unnumbered(query):
    """A query without the numbers that its process gave to shared parts."""
    return re.sub(r'"shared \d+"', '"shared"', query)


def statement_of(text):
    """What a statement says of itself, and the statement."""
    lines = text.splitlines()
    about = "\n".join(line for line in lines if line.startswith("--"))
    query = "\n".join(line for line in lines if not line.startswith("--"))
    return about, query.strip().rstrip(";")


def test_they_are_all_there_are(plain):
    with stagelift.open(plain) as workspace:
        assert tuple(workspace.definitions.standard) == METRICS
        assert tuple(workspace.metrics) == ("first_order",)
        assert tuple(workspace.known_metrics) == ("first_order", *METRICS)


@EVERY
def test_shown_and_measured(run, plain, metric):
    week = ("--period", "2026-W45")
    assert "standard, needs no file" in told(run, plain, "show", metric)
    rows = json.loads(told(run, plain, "kpi", metric, *week, "--json"))
    assert {row["metric"] for row in rows} == {metric}
    assert f"\n{metric} " in told(run, plain, "kpi", metric, *week)
    split = json.loads(told(run, plain, "kpi", metric, *week, "--by", "segment", "--json"))
    assert {row["metric"] for row in split} == {metric}
    with stagelift.open(plain) as workspace:
        asked = {metric: workspace.known_metrics[metric]}
        assert rows == workspace.kpis("2026-W45", metrics=asked).to_dicts()


@EVERY
def test_queries_are_written_and_finished(run, plain, metric):
    week = ("--period", "2026-W45")
    query = told(run, plain, "sql", metric, *week)
    asked = told(run, plain, "kpi", metric, *week, "--sql")
    assert unnumbered(asked) == unnumbered(query)
    assert f"definitions {metric} " in query
    assert told(run, plain, "kpi", metric, *week, "--explain")
    statement = told(run, plain, "sql", metric, *week, "--dialect", "duckdb")
    about, query = statement_of(statement)
    with duckdb.connect() as connection:
        for source, file in (("app", "events.csv"), ("survey", "surveys.csv")):
            connection.execute(f"CREATE VIEW {source} AS FROM '{plain}/data/{file}'")
        connection.execute(f"COPY ({query}) TO '{plain}/result.csv' (HEADER)")
    rows = json.loads(told(run, plain, "kpi", "--moments", "result.csv", "--json"))
    assert rows == json.loads(told(run, plain, "kpi", metric, *week, "--json")), about


@EVERY
def test_compared_with_the_period_before(run, plain, metric):
    found = told(run, plain, "kpi", metric, "--period", "2026-W45", "--compare", "before")
    if metric == "nps":
        assert found.startswith("No change of nps: a change compares those who enter")
        assert "no metric is written" not in found
        return
    assert f"\n{metric} " in found


@EVERY
def test_watched_and_taken_apart(run, plain, metric):
    assert json.loads(told(run, plain, "alert", metric, "--every", "week", "--json")) is not None
    words = ("why", metric, "--period", "2026-W45", "--json")
    result = run(plain, *words)
    if metric == "nps":
        assert "'nps' (nps) has no units with a window" in result.output
        return
    if "name one with stage" in result.output:
        result = run(plain, *words, "--stage", "purchase")
    assert result.exit_code == 0, result.output
    assert {row["metric"] for row in json.loads(result.output)} == {metric}


@EVERY
def test_published_by_a_notebook_and_explained(run, plain, metric):
    with stagelift.open(plain) as workspace:
        asked = {metric: workspace.known_metrics[metric]}
        found = next(iter(workspace.kpis("2026-W45", metrics=asked)))
    path = plain / "run1.parquet"
    fact = {**found.to_dict(), "name": metric}
    facts.write(path, [fact], run_id="run1", report="own", run_time="2026-11-16T06Z")
    facts.append(plain / ".stagelift" / "facts", path, "run1")
    said = told(run, plain, "explain", metric)
    assert "standard, needs no file, unchanged since" in said
    assert "the data give the same now" in said
    assert said.splitlines()[-1] == f"Next: stagelift sql {metric} --period 2026-W45"


@EVERY
def test_tiles_targets_and_experiments_take_them(run, plain, metric):
    tiles = f"notebook: weekly_journey\ntiles: [{metric}]\n"
    (plain / "reports" / "weekly.yaml").write_text(tiles, encoding="utf-8")
    trial = plain / "experiments" / "reminder.yaml"
    written = trial.read_text(encoding="utf-8")
    trial.write_text(f"{written}secondary: [{metric}]\n", encoding="utf-8")
    with stagelift.open(plain) as workspace:
        found = workspace.experiments["reminder"].readout()
    levels = (one for one in found.estimates if one.measure == "level")
    assert metric in {one.metric for one in levels}


@EVERY
def test_explored_in_an_experiment_that_does_not_name_them(run, launched_plain, metric):
    result = run(launched_plain, "readout", "reminder", "--explore", "--metric", metric)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Exploring")


@pytest.fixture
def launched_plain(run, plain):
    """The same, its experiment launched the day before it begins."""
    found = run(plain, "launch", "reminder", "--as-of", "2026-11-01")
    assert found.exit_code == 0, found.output
    return plain


def test_a_name_that_is_none_is_refused_with_the_nearest_standard_one(run, plain):
    for words in (("kpi", "chrun"), ("sql", "chrun"), ("alert", "chrun"), ("why", "chrun")):
        wrong = run(plain, *words)
        assert wrong.exit_code == 2
        assert "Did you mean 'churn'?" in wrong.output


def test_a_metric_without_a_kpi_says_why_when_it_is_named(run, plain):
    (plain / "metrics" / "visits.yaml").write_text("conversion: visited\n", encoding="utf-8")
    said = told(run, plain, "kpi", "visits")
    assert "metrics/visits.yaml:1: visits: " in said
    assert "no metric is written" not in said
