"""Definitions for Dagster, which runs in an environment of its own and calls the commands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Template

from stagelift.reports.scheduling import Line

# The written file imports nothing of stagelift: what Dagster needs and what stagelift needs never
# have to agree on versions. A command that fails is a failed run, with what it said.
DEFINITIONS = Template('''\
"""What this journey makes by the clock. See it: dagster dev -f dagster_definitions.py"""

import os
import subprocess
from pathlib import Path

import dagster as dg

ROOT = Path(__file__).resolve().parent
PYTHON = os.environ.get("STAGELIFT_PYTHON", $python)  # the interpreter that has stagelift
ZONE = $zone
LINES = [  # job, when, command
$lines
]


def job_of(name: str, command: str) -> dg.JobDefinition:
    @dg.op(name=f"{name}_command")
    def call(context: dg.OpExecutionContext) -> None:
        words = [PYTHON, "-m", "stagelift", *command.split()]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8")
        context.log.info(done.stdout)
        if done.returncode != 0:
            said = f"stagelift {command}: exit {done.returncode}\\n{done.stderr}"
            raise dg.Failure(said, allow_retries=False)

    @dg.job(name=name)
    def job() -> None:
        call()

    return job


JOBS = {name: job_of(name, command) for name, _, command in LINES}
defs = dg.Definitions(
    jobs=list(JOBS.values()),
    schedules=[
        dg.ScheduleDefinition(
            name=f"{name}_schedule",
            job=JOBS[name],
            cron_schedule=when,
            execution_timezone=ZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
        )
        for name, when, _ in LINES
    ],
)
''')


def dagster(found: Sequence[Line], *, python: str, zone: str) -> str:
    """Definitions for Dagster: a job and a schedule for each line.

    Args:
        found: What `stagelift.reports.scheduling.lines` gave for the zone; one line a command.
        python: The interpreter that has stagelift, unless `STAGELIFT_PYTHON` names another.
        zone: IANA zone the schedules are in: Dagster keeps clocks of any zone.

    Returns:
        The text of `dagster_definitions.py`, to lie in the workspace.

    Example:
        >>> line = Line(when="0 8 * * 1", command="report due weekly", rhythm="Monday 08:00")
        >>> text = dagster([line], python="python3", zone="Asia/Seoul")
        >>> [row.strip() for row in text.splitlines() if "due" in row]
        ["('report_due_weekly', '0 8 * * 1', 'report due weekly'),"]
    """
    rows = [
        f"    {(re.sub(r'[^A-Za-z0-9]+', '_', line.command), line.when, line.command)!r},"
        for line in found
    ]
    return DEFINITIONS.substitute(python=repr(python), zone=repr(zone), lines="\n".join(rows))
