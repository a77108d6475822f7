"""`stagelift schedule`: lines that fire at every beat, and work in an empty environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from stagelift.definitions.plain_values import RHYTHMS
from stagelift.reports.rhythm import Rhythm
from stagelift.reports.scheduling import fields

NOW = datetime(2026, 11, 16, tzinfo=UTC)


def values(field, low, high):
    """The numbers a field of cron stands for."""
    if field == "*":
        return set(range(low, high + 1))
    spans = [part.partition("-") for part in field.split(",")]
    return {n for a, _, b in spans for n in range(int(a), int(b or a) + 1)}


def fires(when, local):
    minute, hour, day, month, weekday = when.split()
    return (
        local.minute in values(minute, 0, 59)
        and local.hour in values(hour, 0, 23)
        and local.day in values(day, 1, 31)
        and local.month in values(month, 1, 12)
        and local.isoweekday() % 7 in values(weekday, 0, 6)
    )


@pytest.mark.parametrize("word", RHYTHMS)
@pytest.mark.parametrize("zones", [("Asia/Seoul", "UTC"), ("America/New_York", "Asia/Seoul")])
def test_every_beat_of_a_year_is_met(word, zones):
    every, (own, clock) = f"{word} 08:00", zones
    found = fields(every, own, clock, NOW)
    at = NOW + timedelta(days=366)
    while (beat := Rhythm.parse(every).last(at, own)) > NOW:
        assert any(fires(when, beat.astimezone(ZoneInfo(clock))) for when in found), beat
        at = beat - timedelta(minutes=1)


def test_lines_of_one_rhythm_are_one_line(run, shop):
    (shop / "reports" / "other.yaml").write_text(
        "notebook: weekly_journey\nevery: Monday 08:00\n", encoding="utf-8"
    )
    output = run(shop, "schedule", "--zone", "Asia/Seoul").output
    assert output.count("stagelift report due other weekly\n") == 1
    assert "0 8 * * 1 cd " in output


def test_a_percent_sign_in_the_path_is_no_end_of_the_command(run, shop, tmp_path):
    odd = tmp_path / "100% ours"
    odd.mkdir()
    for each in ("journey.yaml", "metrics", "reports", "experiments", "data"):
        (shop / each).rename(odd / each)
    line = run(odd, "schedule", "--zone", "UTC").output.splitlines()[1]
    assert r"100\% ours'" in line
    assert not re.search(r"(?<!\\)%", line)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="cron is not on Windows")
def test_the_line_does_its_work_in_an_empty_environment(run, shop):
    output = run(shop, "schedule", "--zone", "UTC").output
    line = next(each for each in output.splitlines() if each.endswith("report due weekly"))
    command = line.split(maxsplit=5)[5].replace(r"\%", "%")
    done = subprocess.run(
        ["env", "-i", "/bin/sh", "-c", command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (shop / "site" / "weekly" / "2026-W46.html").is_file()


def job_of(folder):
    """The job of the workflow that was written."""
    text = (folder / ".github/workflows/stagelift.yaml").read_text("utf-8")
    return YAML(typ="safe").load(text)["jobs"]["due"]


class Runner:
    """What a runner of GitHub does with the steps of a job, in fresh checkouts of a folder.

    A cache is saved once under its key, and found again by the longest beginning that fits.
    """

    def __init__(self, folder, store):
        self.folder, self.store, self.begun = folder, store, 0

    def run(self):
        """One run: its checkout, what each command ended with, and what was uploaded."""
        self.begun += 1
        place = self.store / f"checkout-{self.begun}"
        shutil.copytree(self.folder, place, ignore=shutil.ignore_patterns(".stagelift", "site"))
        codes, uploaded = [], []
        for step in job_of(place)["steps"]:
            if any(codes) and step.get("if") != "always()":
                continue
            action = step.get("uses", "").partition("@")[0]
            if "run" in step:  # what is installed already needs no registry
                codes.append(self._command(place, step["run"]))
            elif action == "actions/upload-artifact":
                uploaded += sorted(p.name for p in (place / step["with"]["path"]).rglob("*.html"))
            elif action.startswith("actions/cache/"):
                self._cache(place, step["with"], saves=action.endswith("/save"))
            else:
                assert action in ("actions/checkout", "actions/setup-python")
        return place, codes, uploaded

    def _command(self, place, command):
        path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        environment = {"PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        done = subprocess.run(
            ["bash", "-e", "-c", command], cwd=place, env=environment, check=False
        )
        return done.returncode

    def _cache(self, place, told, *, saves):
        key = told["key"].replace("${{ github.run_id }}", str(self.begun))
        key = key.replace("${{ github.run_attempt }}", "1")
        if saves:
            assert not (self.store / key).exists()
            sources, targets = place, self.store / key
        else:
            kept = self.store.glob(f"{told['restore-keys']}*")
            sources = max(kept, key=lambda one: one.stat().st_ctime_ns, default=None)
            targets = place
        for name in told["path"].split() if sources else ():
            if (sources / name).is_dir():
                shutil.copytree(sources / name, targets / name)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the workflow's shell is that of Linux")
def test_the_steps_of_the_workflow_make_what_is_due_and_keep_it_where_a_report_fails(
    run, shop, tmp_path_factory
):
    result = run(shop, "schedule", "--for", "github", "--write")
    assert "Wrote .github/workflows/stagelift.yaml" in result.output
    runner = Runner(shop, tmp_path_factory.mktemp("store"))
    own = shop / "reports" / "own.yaml"
    own.write_text("notebook: weekly_jorney\nevery: Monday 08:00\n", encoding="utf-8")
    place, codes, uploaded = runner.run()
    assert codes[1] == 2  # one report cannot be made, and the job fails
    assert "2026-W46.html" in uploaded
    own.unlink()
    again, codes, uploaded = runner.run()
    assert codes[1] == 0
    page = Path("site", "weekly", "2026-W46.html")
    assert (again / page).read_bytes() == (place / page).read_bytes()  # kept, not made once more
    assert kept_runs(again) == kept_runs(place)
    assert "2026-W46.html" in uploaded


def kept_runs(place):
    return sorted(p.parent.name for p in (place / ".stagelift" / "runs").glob("[!_]*/page.html"))


def test_what_a_run_of_the_workflow_keeps_is_what_the_next_one_finds(run, shop):
    run(shop, "schedule", "--for", "github", "--write")
    steps = job_of(shop)["steps"]
    by_action = {step["uses"].partition("@")[0]: step for step in steps if "uses" in step}
    restored, saved = by_action["actions/cache/restore"], by_action["actions/cache/save"]
    assert restored["with"] == {**saved["with"], "restore-keys": "stagelift-"}
    assert saved["with"]["path"].split() == [".stagelift", "site"]
    assert saved["with"]["key"].startswith("stagelift-")
    commands = [place for place, step in enumerate(steps) if "run" in step]
    assert steps.index(restored) < commands[0]
    assert commands[-1] < steps.index(saved)
    assert saved["if"] == "always()"


def test_tests_and_rates_are_watched_every_day(run, shop):
    printed = run(shop, "schedule", "--zone", "Asia/Seoul").output.splitlines()
    daily = [line for line in printed if line.startswith("0 8 * * * ")]
    assert [line.rpartition(" ")[2] for line in daily] == ["monitor", "alert"]
    run(shop, "schedule", "--for", "github", "--write")
    watching = [step for step in job_of(shop)["steps"] if "Watch" in step.get("name", "")]
    assert [step["run"] for step in watching] == [
        f"python -m stagelift {command}" for command in ("monitor", "alert")
    ]
    assert {step["if"] for step in watching} == {"always()"}


def test_a_workspace_with_neither_rhythm_nor_test_gets_no_lines(run, shop):
    for path in (shop / "experiments").iterdir():
        path.unlink()
    lines = run(shop, "schedule", "--zone", "UTC").output
    assert "stagelift monitor" not in lines
    assert "stagelift alert" in lines
    report = shop / "reports" / "weekly.yaml"
    report.write_text("notebook: weekly_journey\n", encoding="utf-8")
    refused = run(shop, "schedule", "--zone", "UTC")
    assert refused.exit_code == 2
    assert "no report has a rhythm" in refused.output


def test_a_changed_workflow_is_left_alone(run, shop):
    path = shop / ".github/workflows/stagelift.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("name: mine\n", encoding="utf-8")
    result = run(shop, "schedule", "--for", "github", "--write")
    assert result.exit_code == 2
    assert "is there and differs" in result.output
    assert path.read_text("utf-8") == "name: mine\n"


def test_secrets_come_from_the_repository_and_the_lines_send(run, shop):
    report = shop / "reports" / "weekly.yaml"
    send = "send: {slack: $SLACK_URL, mail: {to: [vp@shop.example]}}\n"
    report.write_text(report.read_text("utf-8") + send, encoding="utf-8")
    text = run(shop, "schedule", "--for", "github").output
    (step,) = [
        each
        for each in YAML(typ="safe").load(text)["jobs"]["due"]["steps"]
        if each.get("name") == "Make what is due"
    ]
    assert step["run"] == "python -m stagelift report due --send"
    assert step["env"] == {
        "STAGELIFT_SMTP_URL": "${{ secrets.STAGELIFT_SMTP_URL }}",
        "SLACK_URL": "${{ secrets.SLACK_URL }}",
    }
    assert "report due --send weekly" in run(shop, "schedule", "--zone", "UTC").output


def test_what_does_not_fit_is_refused(run, shop):
    assert (
        "the clock of GitHub Actions is UTC"
        in run(shop, "schedule", "--for", "github", "--zone", "Asia/Seoul").output
    )
    assert "Did you mean 'Asia/Seoul'" in run(shop, "schedule", "--zone", "Asia/Soul").output
    assert "a crontab is yours to change" in run(shop, "schedule", "--write").output


def test_dagster_gets_a_job_and_a_schedule_for_each_line(run, shop):
    text = run(shop, "schedule", "--for", "dagster").output
    compile(text, "dagster_definitions.py", "exec")
    assert "('report_due_weekly', '0 8 * * 1', 'report due weekly')," in text
    assert "('monitor', '0 8 * * *', 'monitor')," in text
    assert "('alert', '0 8 * * *', 'alert')," in text
    assert "ZONE = 'Asia/Seoul'" in text


def test_dagster_has_the_clock_of_the_journey(run, shop):
    refused = run(shop, "schedule", "--for", "dagster", "--zone", "UTC")
    assert refused.exit_code == 2
    assert "the journey's own zone" in refused.output
