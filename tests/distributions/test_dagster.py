"""What `stagelift schedule --for dagster` writes, run by Dagster in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from click.testing import CliRunner

from stagelift.cli import main

DAGSTER = "1.13.29"
FILE = "dagster_definitions.py"
SHOP = {
    "journey.yaml": """\
journey: corner_shop
country: KR
languages: [en]
as_of: 2026-11-16 06:00
sources:
  app: {read: data/events.csv, customer: who, time: at, event: what, zone: Asia/Seoul}
stages: {awareness: visited, purchase: ordered}
""",
    "metrics/first_order.yaml": "conversion: ordered\nlabel: First order\n",
    "reports/weekly.yaml": "notebook: weekly_journey\nevery: Monday 08:00\ntiles: [first_order]\n",
    "data/events.csv": "who,at,what\n"
    + "".join(f"a{n},2026-11-03 10:00,visited\n" for n in range(200))
    + "".join(f"a{n},2026-11-05 10:00,ordered\n" for n in range(0, 200, 4)),
}
SCHEDULES = """
import json, sys
from dagster_definitions import defs
found = {each.name: [each.cron_schedule, each.execution_timezone] for each in defs.schedules}
json.dump(found, sys.stdout)
"""
pytestmark = [pytest.mark.slow, pytest.mark.wheel]


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("an environment")
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, f"dagster=={DAGSTER}"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return programs


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name, text in SHOP.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    written = ["-C", str(tmp_path), "schedule", "--for", "dagster", "--write"]
    result = CliRunner().invoke(main, written)
    assert f"Wrote {FILE}" in result.output
    return tmp_path


def called(command: list[str], shop: Path, **more: str) -> subprocess.CompletedProcess[str]:
    home = shop / "dagster home"
    home.mkdir(exist_ok=True)
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    env = {"PATH": os.defpath, "DAGSTER_HOME": str(home), "PYTHONPATH": "", **more}
    return subprocess.run(
        command, cwd=shop, env=env, check=False, capture_output=True, encoding="utf-8"
    )


def test_a_job_makes_what_is_due_at_the_beat_of_the_report(programs, shop):
    asked = called([str(programs / "python"), "-c", SCHEDULES], shop, PYTHONPATH=str(shop))
    assert json.loads(asked.stdout) == {
        "alert_schedule": ["0 8 * * *", "Asia/Seoul"],
        "report_due_weekly_schedule": ["0 8 * * 1", "Asia/Seoul"],
    }, asked.stderr
    job = [str(programs / "dagster"), "job", "execute", "-f", FILE, "-j", "report_due_weekly"]
    done = called(job, shop)
    assert done.returncode == 0, done.stderr
    assert (shop / "site" / "weekly" / "2026-W46.html").is_file()
    assert sys.executable in (shop / FILE).read_text("utf-8")
    watched = called([*job[:-1], "alert"], shop)
    assert watched.returncode == 0, watched.stderr


def test_a_command_that_fails_is_a_failed_run(programs, shop):
    (shop / "metrics" / "first_order.yaml").write_text("conversoin: ordered\n", encoding="utf-8")
    job = [str(programs / "dagster"), "job", "execute", "-f", FILE, "-j", "report_due_weekly"]
    done = called(job, shop)
    assert done.returncode != 0
    assert "stagelift report due weekly: exit 2" in done.stderr
    assert "conversion" in done.stderr  # the nearest name, as the command said it
