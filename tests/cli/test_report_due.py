"""`stagelift report due` and `list`: what is missing is made, oldest first, and nothing twice."""

from __future__ import annotations

import json
import shutil

import nbformat
import pytest

import stagelift as sl
from stagelift.errors import ReportError
from stagelift.reports.manifest import FILE, Manifest, Stable
from stagelift.reports.parallel import RunRequest
from stagelift.reports.run import RunResult
from stagelift.workspace.due import CATCH_UP, due
from stagelift.workspace.runs import page_of


@pytest.fixture
def made(monkeypatch):
    """Runs write their page and are noted; those of a period named in `fails` stop."""
    noted = []

    def run(request):
        subject = request.parameters.get("period") or request.parameters["experiment"]
        noted.append((subject, request.parameters.get("page")))
        if subject in noted_fails:
            raise ReportError(f"{subject}: the kernel died")
        page = page_of(request)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(subject, encoding="utf-8")
        return RunResult("id", page, (), {})

    noted_fails = set()
    monkeypatch.setattr(RunRequest, "run", run)
    return noted, noted_fails


def publish(shop, *labels):
    for label in labels:
        for name in (f"{label}.html", f"{label}/page=full.html"):
            page = shop / "site" / "weekly" / name
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text("", encoding="utf-8")


def test_two_weeks_that_are_missing_are_caught_up_with(run, shop, made):
    publish(shop, "2026-W43", "2026-W45")
    dry = run(shop, "report", "due", "--dry-run")
    assert "weekly  2026-W44  en  due since 2026-11-02 06:00" in dry.output
    assert made[0] == []
    result = run(shop, "report", "due")
    assert result.exit_code == 0
    assert made[0] == [
        ("2026-W44", "full"),
        ("2026-W44", "brief"),
        ("2026-W46", "full"),
        ("2026-W46", "brief"),
    ]
    assert "Nothing is due" in run(shop, "report", "due").output


def test_all_four_reports_are_made_again_where_two_periods_are_missing(run, shop, made):
    for name, notebook, every in (
        ("map", "journey_map", "month 08:00"),
        ("programme", "programme_review", "month 08:00"),
        ("readout", "experiment_readout", "Monday 08:00"),
    ):
        text = f"notebook: {notebook}\nevery: {every}\n"
        (shop / "reports" / f"{name}.yaml").write_text(text, encoding="utf-8")
    publish(shop, "2026-W44")
    for name in ("map", "programme"):
        page = shop / "site" / name / "2026-08.html"
        page.parent.mkdir(parents=True)
        page.write_text("", encoding="utf-8")
    assert run(shop, "report", "due").exit_code == 0
    readout, *periods = sorted(set(made[0]), key=lambda one: one[0] != "reminder")
    assert readout == ("reminder", None)
    weeks = [(week, page) for week in ("2026-W45", "2026-W46") for page in ("full", "brief")]
    assert sorted(periods, key=str) == sorted([*weeks, ("2026-09", None), ("2026-10", None)])
    shutil.rmtree(shop / "site" / "weekly" / "2026-W45")
    (shop / "site" / "weekly" / "2026-W45.html").unlink()
    (shop / "site" / "programme" / "2026-09.html").unlink()
    made[0].clear()
    found = json.loads(run(shop, "report", "due", "--json", "weekly", "map", "programme").stdout)
    assert [(one["report"], one["subject"]) for one in found] == [
        ("programme", "2026-09"),
        ("weekly", "2026-W45"),
    ]
    assert made[0] == [("2026-09", None), ("2026-W45", "full"), ("2026-W45", "brief")]
    assert "Nothing is due" in run(shop, "report", "due", "weekly", "map", "programme").output


def test_a_failure_keeps_nothing_else_from_being_made(run, shop, made):
    publish(shop, "2026-W43")
    made[1].add("2026-W44")
    result = run(shop, "report", "due")
    assert result.exit_code == 1
    assert "weekly 2026-W44: 2026-W44: the kernel died" in result.output
    assert ("2026-W46", "brief") in made[0]
    assert ("2026-W44", "brief") not in made[0]  # it links to the full page, which failed
    found = json.loads(run(shop, "report", "due", "--json").stdout)
    assert [(each["subject"], each["error"]) for each in found] == [
        ("2026-W44", "2026-W44: the kernel died")
    ]


def test_a_new_report_owes_its_newest_period_only(run, shop):
    found = json.loads(run(shop, "report", "due", "--dry-run", "--json").output)
    assert [each["subject"] for each in found] == ["2026-W46"]
    assert found[0]["since"] == "2026-11-15T21:00:00+00:00"


def test_an_outage_is_caught_up_with_up_to_a_quarter(shop):
    publish(shop, "2025-W01")
    with sl.open(shop) as workspace:
        owed = due(workspace)
    assert len(owed) == CATCH_UP
    assert owed[-1].subject == "2026-W46"


def test_a_page_without_its_full_page_is_owed(shop):
    publish(shop, "2026-W46")
    (shop / "site/weekly/2026-W46/page=full.html").unlink()
    with sl.open(shop) as workspace:
        assert [each.subject for each in due(workspace)] == ["2026-W46"]


def test_an_undecided_experiment_is_due_after_each_beat(run, shop, made):
    (shop / "reports" / "readout.yaml").write_text(
        "notebook: experiment_readout\nevery: Monday 08:00\n", encoding="utf-8"
    )
    (shop / "reports" / "weekly.yaml").unlink()
    assert [e["subject"] for e in json.loads(run(shop, "report", "due", "--json").stdout)] == [
        "reminder"
    ]
    assert made[0] == [("reminder", None)]
    # no manifest says when the page there was made: it is taken to be old
    assert "readout  reminder" in run(shop, "report", "due", "--dry-run").output
    record = "decision: ship\nvariant: push\n"
    (shop / "experiments" / "reminder.decision.yaml").write_text(record, encoding="utf-8")
    assert "Nothing is due" in run(shop, "report", "due").output


def test_a_report_without_rhythm_is_never_due(run, shop):
    (shop / "reports" / "weekly.yaml").write_text("notebook: weekly_journey\n", encoding="utf-8")
    assert "Nothing is due" in run(shop, "report", "due").output
    result = run(shop, "report", "due", "weekly")
    assert result.exit_code == 2
    assert "has no rhythm; give it one, such as 'every: Monday 08:00'" in result.output
    assert "Did you mean 'weekly'" in run(shop, "report", "due", "weekli").output


def test_a_list_of_no_pages_says_how_to_make_some(run, shop):
    assert "No page has been made yet" in run(shop, "report", "list").output
    assert "unknown report 'weekli'" in run(shop, "report", "list", "weekli").output


def test_what_was_made_is_sent_where_its_report_says(run, shop, made, monkeypatch):
    sent = []
    monkeypatch.setattr(
        "stagelift.workspace.workspace.Workspace.parcel", lambda _, name, subject: (name, subject)
    )
    monkeypatch.setattr("stagelift.reports.sending.deliver.deliver", lambda p: sent.append(p) or ())
    report = shop / "reports" / "weekly.yaml"
    report.write_text(report.read_text("utf-8") + "send: {folder: out}\n", encoding="utf-8")
    assert run(shop, "report", "due", "--send").exit_code == 0
    assert sent == [("weekly", "2026-W46")]
    assert run(shop, "report", "due", "--send").exit_code == 0
    assert len(sent) == 1


def test_what_was_made_is_sent_though_its_queries_cannot_be_published(run, shop, made, monkeypatch):
    sent = []

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("stagelift.workspace.querying._publish", full)
    monkeypatch.setattr(
        "stagelift.workspace.workspace.Workspace.parcel", lambda _, name, subject: (name, subject)
    )
    monkeypatch.setattr("stagelift.reports.sending.deliver.deliver", lambda p: sent.append(p) or ())
    report = shop / "reports" / "weekly.yaml"
    report.write_text(report.read_text("utf-8") + "send: {folder: out}\n", encoding="utf-8")
    result = run(shop, "report", "due", "--send")
    assert result.exit_code == 1
    assert sent == [("weekly", "2026-W46")]
    line = "2026-W46.html is published without the queries behind its numbers: [Errno 28] No space"
    assert line in result.output
    assert "Traceback" not in result.output


def test_who_maintains_a_report_cannot_be_told(run, shop, made, monkeypatch):
    monkeypatch.delenv("STAGELIFT_SMTP_URL", raising=False)
    made[1].add("2026-W46")
    report = shop / "reports" / "weekly.yaml"
    send = "send: {mail: {to: [vp@shop.example], failures: [ops@shop.example]}}\n"
    report.write_text(report.read_text("utf-8") + send, encoding="utf-8")
    result = run(shop, "report", "due", "--send")
    assert result.exit_code == 1
    assert "variable STAGELIFT_SMTP_URL is not set" in result.output


def kept(shop, language, headline, *, period="2026-W46", as_of="2026-11-15T21:00:00+00:00"):
    """A finished run of the weekly page as it is kept."""
    other = "" if language == "en" else f" language={language}"
    key = f"weekly {period}{other}"
    about = {"report": "weekly", "period": period, "parameters": {"period": period}}
    made = Manifest(
        run_id=key.replace(" ", "-"),
        key=key,
        status="ok",
        started=as_of,
        finished=as_of,
        stable=Stable(**about, notebook="n", notebook_hash="h", versions={}),
        public=f"weekly/{period}.html",
        page={"headline": headline, "language": language, "as_of": as_of},
    )
    folder = shop / ".stagelift" / "runs" / made.run_id
    folder.mkdir(parents=True)
    (folder / FILE).write_text(made.to_json(), encoding="utf-8")


def test_a_list_says_which_pages_are_gone_as_due_does(run, shop):
    kept(shop, "en", "First order fell")
    page = shop / "site" / "weekly" / "2026-W46.html"
    page.parent.mkdir(parents=True)
    page.write_text("", encoding="utf-8")

    def listed(*words):
        return run(shop, "report", "list", *words).output

    assert "weekly 2026-W46  current" in listed()
    assert json.loads(listed("--json"))[0]["state"] == "ok"
    page.unlink()
    assert "weekly 2026-W46  missing" in listed()
    assert "weekly 2026-W46  파일 없음" in listed("--language", "ko")
    assert json.loads(listed("--json"))[0]["state"] == "missing"
    assert "weekly  2026-W46" in run(shop, "report", "due", "--dry-run").output


def test_a_list_says_headlines_in_its_own_language_where_a_page_does(run, shop):
    kept(shop, "en", "First order fell")
    kept(shop, "ko", "첫 구매가 떨어졌습니다")
    kept(shop, "en", "Nothing needs a decision", period="2026-W45")
    kept(shop, "ko", "어제의 말", period="2026-W45", as_of="2026-11-08T21:00:00+00:00")
    english, korean = (
        run(shop, "report", "list", "--language", one).output for one in ("en", "ko")
    )
    assert english.count("First order fell") == korean.count("첫 구매가 떨어졌습니다") == 2
    assert "첫 구매가" not in english
    assert "First order" not in korean
    # of another instant it may say another thing
    assert "Nothing needs" in english
    assert "Nothing needs" in korean
    told = json.loads(run(shop, "report", "list", "--json", "--language", "ko").output)
    assert [one["headline"] for one in told][:2] == ["First order fell", "첫 구매가 떨어졌습니다"]


BROKEN = {
    "a notebook that is not there": (
        "notebook: weekly_jorney\nevery: Monday 08:00\n",
        "no notebook 'weekly_jorney.ipynb' in 'notebooks'. Did you mean 'weekly_journey'?",
    ),
    "a notebook cut off": (
        "notebook: cut\nevery: Monday 08:00\n",
        "notebook 'notebooks/cut.ipynb' cannot be read: line 1 is no JSON, or the file is cut off",
    ),
    "a value of another type": (
        "notebook: typed\nevery: Monday 08:00\nparameters: {code: [1, 2]}\n",
        "reports/own.yaml, parameters: code: a list came; a text is allowed",
    ),
    "a key that is none": (
        "notebook: weekly_journey\nevery: Monday 08:00\ntils: [first_order]\n",
        "reports/own.yaml:3: tils: unknown key 'tils'",
    ),
    "no YAML": ("notebook: [weekly_journey\n", "reports/own.yaml:1: a bracket is opened"),
    "a segment that is none": (
        "notebook: weekly_journey\nevery: Monday 08:00\nparameters:\n  segment: visitor\n",
        "reports/own.yaml:4: parameters.segment: unknown segment 'visitor'",
    ),
    "a metric that is none": (
        "notebook: weekly_journey\nevery: Monday 08:00\ntiles: [frist_order]\n",
        "reports/own.yaml:3: tiles[1]: unknown metric 'frist_order'",
    ),
}


@pytest.fixture(params=BROKEN.values(), ids=BROKEN)
def broken(request, shop):
    """The shop with one more report that cannot be made; what is said of it."""
    text, said = request.param
    (shop / "reports" / "own.yaml").write_text(text, encoding="utf-8")
    (shop / "notebooks").mkdir()
    (shop / "notebooks" / "cut.ipynb").write_text('{"cells": [', encoding="utf-8")
    cell = 'period: str = ""\nlanguage: str = "en"\ncode: str = ""\n'
    typed = nbformat.v4.new_code_cell(cell, metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[typed]), shop / "notebooks" / "typed.ipynb")
    return said


def test_a_report_that_cannot_be_made_keeps_no_other_from_being_made(run, shop, made, broken):
    result = run(shop, "report", "due")
    assert result.exit_code == 2
    assert made[0] == [("2026-W46", "full"), ("2026-W46", "brief")]
    assert f"✗ own cannot be made: {broken}" in result.output
    assert str(shop) not in result.output
    assert run(shop, "report", "due").exit_code == 2  # what cannot be made is told each time
    assert len(made[0]) == 2


@pytest.mark.slow
def test_the_kernel_of_a_report_does_not_stop_at_the_mistakes_of_another(run, shop):
    text, said = BROKEN["a key that is none"]
    (shop / "reports" / "own.yaml").write_text(text, encoding="utf-8")
    result = run(shop, "report", "due")
    assert result.exit_code == 2
    assert f"✗ own cannot be made: {said}" in result.output
    page = shop / "site" / "weekly" / "2026-W46.html"
    assert "First order" in page.read_text("utf-8")
    assert "Nothing is due" not in result.output


def test_a_report_that_cannot_be_made_is_said_with_the_others(run, shop, made):
    (shop / "reports" / "own.yaml").write_text(BROKEN["a notebook that is not there"][0])
    result = run(shop, "report", "due", "--json")
    assert result.exit_code == 2
    weekly, own = json.loads(result.stdout)
    assert (weekly["report"], weekly["error"], len(weekly["made"])) == ("weekly", None, 2)
    assert (own["report"], own["subject"], own["made"]) == ("own", None, [])
    assert "no notebook 'weekly_jorney.ipynb'" in own["error"]
    dry = run(shop, "report", "due", "--dry-run", "weekly", "own")
    assert dry.exit_code == 2
    assert "own cannot be made" in dry.output
    assert run(shop, "report", "due", "weekly").exit_code == 0
    korean = run(shop, "report", "due", "own", "--language", "ko").output
    assert (
        "✗ own을 만들 수 없습니다: 'notebooks'에 노트북 'weekly_jorney.ipynb'가 없습니다" in korean
    )


def test_who_maintains_a_report_hears_that_it_cannot_be_made(run, shop, made, monkeypatch):
    heard = []
    monkeypatch.setattr(
        "stagelift.reports.sending.deliver.tell_maintainers", lambda *told: heard.append(told)
    )
    send = "send: {mail: {to: [vp@shop.example], failures: [ops@shop.example]}}\n"
    text = BROKEN["a notebook that is not there"][0] + send
    (shop / "reports" / "own.yaml").write_text(text, encoding="utf-8")
    publish(shop, "2026-W46")  # nothing else is due
    assert run(shop, "report", "due", "--send").exit_code == 2
    [(to, name, [why])] = heard
    assert (to.mail.failures, name) == (("ops@shop.example",), "own")
    assert "no notebook 'weekly_jorney.ipynb'" in why
    assert run(shop, "report", "due").exit_code == 2
    assert len(heard) == 1


def test_home_and_check_say_what_keeps_a_report_from_being_made(run, shop, broken):
    assert "Broken: no definition" not in run(shop).output
    checked = run(shop, "check", "reports/own.yaml")
    assert checked.exit_code == 2
    assert "reports/own.yaml:" in checked.output
    made = run(shop, "report", "run", "own", "--period", "2026-W46")
    assert made.exit_code == 2
    assert "should not happen" not in made.output
