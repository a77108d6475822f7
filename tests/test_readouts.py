"""Which readouts a report makes, and what each run is asked."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

import stagelift
from stagelift.cli.readout import next_step
from stagelift.definitions import Report
from stagelift.errors import ArgumentError, ReportError
from stagelift.experiments.looks import looks_taken
from stagelift.reports.publish import public_path
from stagelift.workspace.runs import Wanted, run_requests
from tiny import LATER, MONDAY, day, workspace

METRICS = "  bought: {conversion: ordered, within: 7 days, label: {en: First order, ko: 첫 구매}}\n"
TRIAL = """\
question: Which is better?
audience: everyone
primary: bought
run: {run}
looks: always
variants: {{a: email, b: push}}
"""
RUNS = {"past": "2026-01-05..2026-01-11", "ahead": "2026-06-01..2026-06-07"}


@pytest.fixture
def root(tmp_path):
    rows = [(f"c{n}", day(n % 7), "visited") for n in range(80)]
    rows += [(f"c{n}", day(n % 7 + 1), "ordered") for n in range(40)]
    rows.append(("z", day(14), "visited"))  # the data reach to the end of every window
    experiments = {name: TRIAL.format(run=span) for name, span in RUNS.items()}
    workspace(tmp_path, rows, metrics=METRICS, experiments=experiments).close()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "readout.yaml").write_text("notebook: experiment_readout\n")
    (tmp_path / "reports" / "weekly.yaml").write_text("notebook: weekly_journey\n")
    journey = tmp_path / "journey.yaml"
    journey.write_text(f"{journey.read_text('utf-8')}languages: [ko, en]\n", "utf-8")
    return tmp_path


def subjects(root, **wanted):
    """What would be run: experiment and language of each run."""
    with stagelift.open(root, as_of=LATER) as ws:
        runs = [run for group in run_requests(ws, Wanted("readout", **wanted)) for run in group]
    assert {(run.notebook.stem, run.report) for run in runs} <= {("experiment_readout", "readout")}
    assert all(set(run.parameters) == {"experiment", "language", "as_of"} for run in runs)
    return [(run.parameters["experiment"], run.parameters["language"]) for run in runs]


def test_each_experiment_that_has_begun_is_read_out_in_each_language(root):
    assert subjects(root) == [("past", "ko"), ("past", "en")]


def test_one_experiment_and_one_language_may_be_named(root):
    assert subjects(root, experiment="ahead", language="en") == [("ahead", "en")]


def test_a_decided_experiment_is_read_out_until_it_has_a_page(root):
    decided = root / "experiments" / "past.decision.yaml"
    decided.write_text("experiment: past\ndecision: ship\non: '2026-01-20'\n", "utf-8")
    assert subjects(root) == [("past", "ko"), ("past", "en")]
    as_of = LATER.isoformat()
    for others in ({"as_of": as_of}, {"as_of": as_of, "language": "ko"}):
        page = root / "site" / public_path("readout", "past", others)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("made", encoding="utf-8")
        assert ("past", others.get("language", "en")) not in subjects(root)
    assert subjects(root) == []
    assert subjects(root, experiment="past", language="ko") == [("past", "ko")]


def test_what_does_not_fit_the_notebook_is_refused(root):
    for wrong, message in (
        ({"period": "2026-W02"}, "takes neither a period nor a page"),
        ({"page": "full"}, "takes neither a period nor a page"),
        ({"experiment": "pst"}, "unknown experiment 'pst'. Did you mean 'past'"),
    ):
        with pytest.raises(ArgumentError, match=message):
            subjects(root, **wrong)
    with (
        stagelift.open(root, as_of=LATER) as ws,
        pytest.raises(ArgumentError, match="about a period, not about an experiment"),
    ):
        ws.run_report("weekly", experiment="past")


def test_the_looks_so_far_are_those_of_the_plan_up_to_now(root):
    early = MONDAY + timedelta(days=20)
    for at in (LATER, early):
        with stagelift.open(root, as_of=at) as ws:
            ws.experiments["past"].readout()
    with stagelift.open(root, as_of=early) as ws:
        assert ws.experiments["past"].looks() == (early,)
    with stagelift.open(root, as_of=LATER) as ws:
        assert ws.experiments["past"].looks() == (early, LATER)
        assert ws.experiments["ahead"].looks() == ()
    assert looks_taken(root / ".stagelift", "past", "another plan", LATER) == ()


def test_the_next_command_is_the_readouts_own_page():
    reports = {
        name: Report(name=name, notebook=notebook)
        for name, notebook in (("weekly", "weekly_journey"), ("tests", "experiment_readout"))
    }
    assert next_step(reports, "past") == "report run tests --experiment past"
    assert next_step({"weekly": reports["weekly"]}, "past") == "report run weekly"
    assert next_step({}, "past") == "kpi"


def test_the_report_is_reached_from_the_workspace(root):
    with stagelift.open(root, as_of=LATER) as ws:
        said = str(ws.experiment_report("past").answer())
        assert said.startswith("No winner: First order")
        assert "Exploratory: no plan was frozen before entry began" in said
        with pytest.raises(ReportError, match="Did you mean 'past'"):
            ws.experiment_report("pst")


@pytest.mark.slow
def test_a_readout_is_published_under_its_experiment(root):
    with stagelift.open(root, as_of=LATER) as ws:
        korean, english = ws.run_report("readout")
        [again] = ws.run_report("readout", experiment="past", language="en")
    place = f"as_of={LATER.isoformat()}".replace(":", "_")
    assert english.page.parent == root / "site" / "readout" / "past"
    assert english.page.name.startswith(place)
    assert "첫 구매" in korean.page.read_text("utf-8")
    assert again.page.read_text("utf-8") == english.page.read_text("utf-8")
    manifest = json.loads(
        (root / ".stagelift" / "runs" / again.run_id / "manifest.json").read_text("utf-8")
    )
    assert manifest["stable"]["period"] == "past"
    assert manifest["window"] is None
    index = (root / "site" / "index.html").read_text("utf-8")
    assert "No winner: First order" in index
