"""The day an experiment's readout is due, where a mapped table assigns some experiments."""

from __future__ import annotations

import json

import pytest

from stagelift.reports.manifest import FILE, Manifest, Stable

ASSIGNMENTS = (
    "  sent: {read: data/sent.csv, as: assignments, customer: who, experiment: test, "
    "variant: arm, time: at, zone: Asia/Seoul}\n"
)


def mapped(shop, experiment: str) -> None:
    journey = shop / "journey.yaml"
    text = journey.read_text(encoding="utf-8")
    journey.write_text(text.replace("stages:\n", f"{ASSIGNMENTS}stages:\n"), encoding="utf-8")
    row = f"who,test,arm,at\na1,{experiment},push,2026-11-02 09:00\n"
    (shop / "data" / "sent.csv").write_text(row, encoding="utf-8")


def test_units_that_enter_at_the_first_instant_are_ready_a_window_later(run, launched):
    assert "readout 2026-11-09" in run(launched, "--as-of", "2026-11-08").output


@pytest.mark.parametrize(
    ("experiment", "day"), [("reminder", "2026-11-10"), ("another", "2026-11-09")]
)
def test_a_table_that_assigns_it_may_do_so_at_any_hour(run, launched, experiment, day):
    mapped(launched, experiment)
    home = run(launched, "--as-of", "2026-11-08").output
    assert f"readout {day}" in home


def test_a_table_that_cannot_be_read_leaves_the_later_day(run, shop):
    mapped(shop, "reminder")
    (shop / "data" / "sent.csv").unlink()
    home = run(shop, "--as-of", "2026-11-08").output
    assert "readout 2026-11-10" in home
    assert "source 'sent'" in home


def page(shop, state, as_of, *, red=False):
    """A page of the readout as it is kept, which says how the experiment stood."""
    about = {"report": "readout", "period": "reminder", "parameters": {"experiment": "reminder"}}
    trial = {"name": "reminder", "label": "Reminder", "state": state, "owner": "Kim", "red": red}
    made = Manifest(
        run_id=f"{state} {as_of}",
        key="readout reminder",
        status="ok",
        started=as_of,
        finished=as_of,
        stable=Stable(**about, notebook="n", notebook_hash="h", versions={}),
        public="readout/reminder.html",
        page={"experiment": "reminder", "as_of": as_of, "trials": [trial]},
    )
    folder = shop / ".stagelift" / "runs" / made.run_id.replace(":", "")
    folder.mkdir(parents=True)
    (folder / FILE).write_text(made.to_json(), encoding="utf-8")


def line(run, shop, *words):
    found = run(shop, *words).output.splitlines()
    return " ".join(next(each for each in found if each.startswith("  reminder")).split())


def test_a_verdict_that_a_page_tells_is_no_running_experiment(run, shop):
    experiment = shop / "experiments" / "reminder.yaml"
    text = experiment.read_text(encoding="utf-8").replace("by: 2026-11-12", "by: 2026-12-12")
    experiment.write_text(text.replace("2026-11-02", "2026-11-12"), encoding="utf-8")
    (shop / "reports" / "weekly.yaml").unlink()
    page(shop, "waiting", "2026-11-12T12:00:00+00:00")
    assert line(run, shop).startswith("reminder planned not launched")
    assert run(shop, "launch", "reminder", "--as-of", "2026-11-11").exit_code == 0
    page(shop, "running", "2026-11-13T00:00:00+00:00")
    assert line(run, shop).startswith("reminder maturing")
    page(shop, "waiting", "2026-11-14T00:00:00+00:00")
    assert line(run, shop) == "reminder waiting for a decision Kim by 2026-12-12"
    assert run(shop).output.splitlines()[-1] == "Next: stagelift readout reminder"
    assert line(run, shop, "--language", "ko").startswith("reminder 결정 대기")
    assert line(run, shop, "--as-of", "2026-11-13 12:00").startswith("reminder maturing")
    page(shop, "hidden", "2026-11-15T00:00:00+00:00")
    assert line(run, shop).startswith("reminder hidden by a health check")


def test_a_decision_is_known_from_its_day_on(run, launched):
    shop = launched
    record = "decision: ship\nvariant: push\nowner: Kim\non: 2026-11-14\n"
    (shop / "experiments" / "reminder.decision.yaml").write_text(record, encoding="utf-8")
    page(shop, "waiting", "2026-11-12T00:00:00+00:00")
    assert line(run, shop) == "reminder decided ship push"
    before = run(shop, "--as-of", "2026-11-13 06:00").output
    assert "reminder  waiting for a decision" in before
    assert "decision, by 2026-11-12" in before
    assert "Last decision" not in before


def test_a_decided_experiment_whose_data_broke_is_hidden_not_decided(run, launched):
    record = "decision: ship\nvariant: push\nowner: Kim\non: 2026-11-14\n"
    (launched / "experiments" / "reminder.decision.yaml").write_text(record, encoding="utf-8")
    page(launched, "decided", "2026-11-14T12:00:00+00:00")
    assert line(run, launched) == "reminder decided ship push"
    page(launched, "decided", "2026-11-15T00:00:00+00:00", red=True)
    assert line(run, launched) == "reminder hidden by a health check ship push"
    page(launched, "decided", "2026-11-15T12:00:00+00:00")
    assert line(run, launched) == "reminder decided ship push"


def test_a_decision_stands_on_the_front_page_at_once(run, shop):
    page(shop, "running", "2026-11-12T00:00:00+00:00")
    words = ("decide", "reminder", "iterate", "--owner", "Kim", "--reason", "other plans")
    assert run(shop, *words).exit_code == 0
    assert not (shop / "site").exists()  # nothing was published yet
    (shop / "experiments" / "reminder.decision.yaml").unlink()
    front = shop / "site" / "index.html"
    front.parent.mkdir()
    front.write_text("", encoding="utf-8")
    assert run(shop, *words, "--json").exit_code == 0
    text = front.read_text(encoding="utf-8")
    assert "<h2>Decided</h2><ul><li>Reminder <small>iterate" in text
    assert "Running now" not in text


def test_an_experiment_that_was_never_launched_is_planned(run, shop):
    definition = shop / "experiments" / "reminder.yaml"
    text = definition.read_text(encoding="utf-8")
    entry = next(each for each in text.splitlines() if each.startswith(("enters:", "run:")))
    definition.write_text(text.replace(entry, "run: 2026-11-02..2026-11-29"), encoding="utf-8")
    found = line(run, shop, "--as-of", "2026-11-10")
    assert found == "reminder planned not launched; entry from 2026-11-02 to 2026-11-29"
    assert line(run, shop, "--as-of", "2026-11-10", "--language", "ko").startswith(
        "reminder 계획됨"
    )
    mapped(shop, "reminder")
    assert line(run, shop, "--as-of", "2026-11-10").startswith("reminder running")


def test_monitor_tells_no_verdict_of_what_was_never_launched(run, shop):
    def seen(*words):
        return run(shop, "monitor", "--as-of", "2026-11-16T06:00", *words).output

    assert "reminder    1 of 1, not launched" in seen()
    assert "reminder: not launched; the numbers are of those" in seen()
    assert "ITERATE" not in seen()
    assert "reminder: 시작하지 않음" in seen("--language", "ko")
    (row,) = json.loads(seen("--json"))
    assert row["state"] == "planned"
    assert run(shop, "launch", "reminder", "--as-of", "2026-11-01").exit_code == 0
    assert "reminder: ITERATE" in seen()
    (row,) = json.loads(seen("--json"))
    assert row["state"] == ""
