"""A readout that turns red: nothing its pages told is told anywhere, and all of it when green."""

from __future__ import annotations

import csv
import shutil

import duckdb
import pytest

from stagelift.definitions.report import Delivery
from stagelift.errors import ArgumentError
from stagelift.reports import facts
from stagelift.reports.archive.selection import Selection
from stagelift.reports.archive.warehouse import Table, add_runs
from stagelift.reports.diff import diff
from stagelift.reports.manifest import FILE, Manifest, Stable
from stagelift.reports.sending.deliver import Parcel, deliver
from stagelift.reports.sending.folder import write_table
from stagelift.workspace.archiving import archived, hidden
from stagelift.workspace.explaining import explain
from tiny import day, workspace

# What a readout counts bears neither its experiment nor a variant.
COUNTED = {"ruled.best@b", "ruled.worst@b", "buy.best@b", "buy.p@b", "power.least", "power.wanted"}
COUNTED |= {"look.unbiased", "shop.gain", "age.trend@b", "check.p@b", "plan.worst@b", "mature"}
MEASURED = {"buy.effect@b": "effect", "worth.month": "money"}
TOLD = {"assigned", "assigned@b", "share@b", "split.came@b", "check.split.p", "plan.wanted"}
ALL = COUNTED | set(MEASURED) | TOLD
DAYS = "2026-11-09..2026-11-16"  # the workspace has no such experiment: its file was edited


@pytest.fixture
def ws(tmp_path):
    with workspace(tmp_path, [("kim", day(), "visited"), ("lee", day(), "ordered")]) as opened:
        yield opened


def read_out(ws, run_id, hour, *, red=False, name="t"):
    """A run of the readout as it is kept, with its facts."""
    at = f"2026-11-20T{hour}:00:00+00:00"
    about = {"report": "readout", "period": name, "parameters": {"experiment": name}}
    stable = Stable(**about, notebook="n", notebook_hash="h", versions={})
    page = {"experiment": name, "red": red, "language": "en", "title": "t", "headline": "t"}
    trials = [{"name": name, "state": "hidden" if red else "running"}]
    made = Manifest(
        run_id=run_id,
        key=f"readout {name}",
        status="ok",
        started=at,
        finished=at,
        stable=stable,
        public=f"readout/{name}.html",
        page=page | {"trials": trials},
        facts=len(ALL),
    )
    folder = ws.state / "runs" / run_id
    folder.mkdir(parents=True)
    (folder / FILE).write_text(made.to_json(), encoding="utf-8")
    (folder / "page.html").write_text("", encoding="utf-8")
    rows = [
        {
            "name": one,
            "metric": one,
            "measure": MEASURED.get(one, "count"),
            "variant": "b" if one == "buy.effect@b" else None,
            "period": DAYS,
            "as_of": at,
            "value": 0.5,
        }
        for one in sorted(TOLD if red else ALL)
    ]
    write = {"run_id": run_id, "report": "readout", "run_time": at, "experiment": name}
    facts.write(folder / "facts.parquet", rows, **write)
    facts.append(ws.state / "facts", folder / "facts.parquet", run_id)
    return made


def explained(ws, name):
    try:
        return explain(ws, name).published != ()
    except ArgumentError as error:
        assert "a health check has stopped its experiment" in str(error)  # noqa: PT017 - one of two
        return False


def told(ws, first, second):
    """Surface → the names whose numbers of two green runs it tells."""
    red, root = hidden(ws), ws.root
    measures = ("count", "effect", "money")
    kept = [row for one in measures for row in archived(ws, Selection(measure=one))]
    table = Table(name=("facts",), file=root / "out.duckdb", shown="out.duckdb")
    add_runs(table, ws.state / "facts", ["readout"], red)
    with duckdb.connect(str(table.file)) as connection:
        query = "SELECT DISTINCT name FROM facts WHERE value IS NOT NULL"
        rows = connection.execute(query).fetchall()
    send = Delivery(folder="out", tables="csv")
    about = {"report": "readout", "subject": "t", "language": "en"}
    parcel = Parcel(root=root, runs=(first,), send=send, hidden=red, **about)
    (root / "site" / "readout").mkdir(parents=True, exist_ok=True)
    parcel.page(first).write_text("", encoding="utf-8")
    deliver(parcel, again=True)
    with (root / "out" / "readout" / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        sent = {row["name"] for row in csv.DictReader(file) if row["value"]}
    beside = diff(ws.state, "readout", first.run_id, second.run_id, hidden=red).rows
    return {
        "archive": {row["name"] for row in kept},
        "table": {name for (name,) in rows},
        "folder": sent,
        "explain": {name for name in ALL if explained(ws, name)},
        "diff": {row.name for row in beside},
    }


def test_nothing_of_a_red_readout_is_told_anywhere_and_all_of_it_when_green_again(ws):
    first, second = read_out(ws, "a", "01"), read_out(ws, "b", "02")
    whole = dict.fromkeys(("archive", "table", "folder", "explain"), ALL)
    assert told(ws, first, second) == whole | {"diff": set(MEASURED)}
    read_out(ws, "c", "03", red=True)
    few = dict.fromkeys(("archive", "table", "folder"), TOLD)
    assert told(ws, first, second) == few | {"explain": TOLD, "diff": set()}
    read_out(ws, "d", "04")
    assert told(ws, first, second) == whole | {"diff": set(MEASURED)}


def numbers(ws):
    """Run → the names of what the archive tells of it."""
    found = {}
    for measure in ("count", "effect", "money"):
        for row in archived(ws, Selection(measure=measure)):
            found.setdefault(row["run_id"], set()).add(row["name"])
    return found


def test_two_experiments_that_look_alike_hide_nothing_of_each_other(ws):
    read_out(ws, "a", "01")
    read_out(ws, "s", "02", name="s")  # the same days and variants
    read_out(ws, "b", "03", red=True)
    assert numbers(ws) == {"a": TOLD, "b": TOLD, "s": ALL}
    assert explained(ws, "buy.effect@b")  # the other one's number bears the same name
    assert explain(ws, "buy.effect@b").fact["experiment"] == "s"
    assert [one["run_id"] for one in explain(ws, "buy.effect@b").published] == ["s"]


def test_facts_of_pruned_runs_are_withdrawn_and_return_by_their_experiment(ws):
    for run_id, hour, name in (("a", "01", "t"), ("s", "02", "s"), ("r", "03", "s")):
        read_out(ws, run_id, hour, name=name)
    read_out(ws, "b", "04", red=True)
    for run_id in ("a", "s"):  # what the file of an experiment says by now plays no part
        shutil.rmtree(ws.state / "runs" / run_id)
    assert numbers(ws) == {"a": TOLD, "b": TOLD, "s": ALL, "r": ALL}
    read_out(ws, "c", "05")
    assert numbers(ws) == {"a": ALL, "b": TOLD, "c": ALL, "s": ALL, "r": ALL}


def test_a_table_of_many_runs_names_the_run_and_the_experiment_of_each_number(ws, tmp_path):
    read_out(ws, "a", "01")
    read_out(ws, "s", "02", name="s")
    path = tmp_path / "effects.parquet"
    write_table(archived(ws, Selection(measure="effect")), path)
    query = f"SELECT run_id, run_time, report, experiment, details FROM '{path}'"
    with duckdb.connect() as connection:
        assert connection.execute(query).fetchall() == [
            ("a", "2026-11-20T01:00:00+00:00", "readout", "t", None),
            ("s", "2026-11-20T02:00:00+00:00", "readout", "s", None),
        ]
