"""Lines for schedulers: cron, and a workflow of GitHub Actions.

`stagelift report due` makes what is missing and nothing twice, so a line may fire more often than
its rhythm beats, never less: where the scheduler's clock cannot say "the first of the month in
Seoul" or knows no summer time, it fires on every day and hour that may be the one.
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from stagelift.definitions.plain_values import WEEKDAYS
from stagelift.definitions.report import Report
from stagelift.reports.rhythm import Rhythm

BEATS = 732  # days looked ahead: two years hold every length of month and both clocks
DAILY = "day 08:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a schedule.

    Args:
        when: The five fields of cron, in the scheduler's zone.
        command: Words after `stagelift`.
        rhythm: The rhythm it stands for, in the journey's zone.
    """

    when: str
    command: str
    rhythm: str


def lines(
    reports: Mapping[str, Report],
    journey_zone: str,
    zone: str,
    now: datetime,
    daily: Sequence[str] = (),
) -> tuple[Line, ...]:
    """The lines that keep every page made.

    Args:
        reports: The reports by id; those without a rhythm are left out.
        journey_zone: IANA zone the rhythms are in.
        zone: IANA zone of the scheduler's clock.
        now: From when on the lines are to hold, with its zone.
        daily: Commands to call every day, such as `monitor` and `alert`.

    Returns:
        One line a rhythm, or two where one of the zones changes its clock.

    Example:
        >>> from datetime import UTC
        >>> start = datetime(2026, 11, 16, tzinfo=UTC)
        >>> weekly = {"weekly": Report(name="weekly", notebook="journey", every="Monday 08:00")}
        >>> [(line.when, line.command) for line in
        ...  lines(weekly, "Asia/Seoul", "UTC", start)]
        [('0 23 * * 0', 'report due weekly')]
    """
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, report in reports.items():
        if report.every:
            wanted[report.every, "--send " if report.send else ""].append(name)
    commands = [
        (every, f"report due {sends}{' '.join(names)}") for (every, sends), names in wanted.items()
    ]
    commands += [(DAILY, command) for command in daily]
    return tuple(
        Line(when=when, command=command, rhythm=every)
        for every, command in commands
        for when in fields(every, journey_zone, zone, now)
    )


def fields(every: str, journey_zone: str, zone: str, now: datetime) -> list[str]:
    """The five fields of cron that a rhythm takes in a scheduler's zone.

    Args:
        every: The rhythm.
        journey_zone: IANA zone it is in.
        zone: IANA zone of the scheduler's clock.
        now: From when on they are to hold, with its zone.

    Returns:
        One text for each time of day its beats fall on.

    Example:
        >>> from datetime import UTC
        >>> start = datetime(2026, 11, 16, tzinfo=UTC)
        >>> fields("month 08:00", "Asia/Seoul", "UTC", start)
        ['0 23 28-31 * *']
        >>> fields("Monday 08:00", "Europe/Berlin", "UTC", start)  # winter and summer
        ['0 6 * * 1', '0 7 * * 1']
    """
    rhythm, clocks = Rhythm.parse(every), defaultdict(set)
    for beat in _beats(rhythm, journey_zone, now):
        local = beat.astimezone(ZoneInfo(zone))
        clocks[local.hour, local.minute].add(local.date())
    found = []
    for (hour, minute), days in sorted(clocks.items()):
        day = month = weekday = "*"
        if rhythm.word in WEEKDAYS:
            weekday = _ranges(date.isoweekday() % 7 for date in days)
        elif rhythm.word != "day":
            day, month = _ranges(date.day for date in days), _ranges(date.month for date in days)
            month = "*" if month == "1-12" else month
        found.append(f"{minute} {hour} {day} {month} {weekday}")
    return found


def _beats(rhythm: Rhythm, zone: str, now: datetime) -> Iterable[datetime]:
    """The beats of the next two years."""
    at = now + timedelta(days=BEATS)
    while (beat := rhythm.last(at, zone)) > now:
        yield beat
        at = beat - timedelta(minutes=1)


def _ranges(numbers: Iterable[int]) -> str:
    """Numbers as cron writes them: `1-3,5`."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def crontab(
    found: Sequence[Line], *, root: Path, python: Path, journey_zone: str, zone: str
) -> str:
    """Lines for `crontab -e`; they need nothing of the shell they were written in.

    Args:
        found: What `lines` gave for the machine's zone.
        root: The workspace.
        python: The interpreter that has stagelift.
        journey_zone: IANA zone of the rhythms.
        zone: IANA zone of the machine.

    Returns:
        One comment and one line for each.
    """
    # cron takes a bare % for the end of the command
    place = shlex.join(["cd", str(root)]).replace("%", r"\%")
    call = shlex.join([str(python), "-m", "stagelift"]).replace("%", r"\%")
    text = []
    for line in found:
        text.append(f"# {line.command}: {line.rhythm} in {journey_zone}; this clock is {zone}")
        text.append(f"{line.when} {place} && {call} {line.command}")
    return "\n".join(text) + "\n"


WORKFLOW = """\
# Makes what is due, and keeps pages and what is remembered between runs, also of one that fails
# halfway. The clock is UTC.
name: stagelift
on:
  workflow_dispatch:
  schedule:
{schedule}
permissions:
  contents: read
concurrency:
  group: stagelift
jobs:
  due:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - uses: actions/cache/restore@v4
        with:
          path: |
            .stagelift
            site
          key: stagelift-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
          restore-keys: stagelift-
      - name: Install
        run: python -m pip install stagelift
      - name: Make what is due
        run: python -m stagelift report due{send}
{secrets}{daily}      - uses: actions/cache/save@v4
        if: always()
        with:
          path: |
            .stagelift
            site
          key: stagelift-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: site
          path: site
"""
WATCH = """\
      - name: Watch by {command}
        if: always()
        run: python -m stagelift {command}
"""


def variables(reports: Iterable[Report]) -> tuple[str, ...]:
    """The environment variables that sending takes.

    Args:
        reports: Reports.

    Returns:
        Their names, each once, without the dollar sign.
    """
    sends = [report.send for report in reports if report.send is not None]
    servers = [send.mail.server for send in sends if send.mail is not None]
    hooks = [hook for send in sends for hook in (send.slack, send.teams) if hook is not None]
    return tuple(dict.fromkeys(name.removeprefix("$") for name in (*servers, *hooks)))


def workflow(found: Sequence[Line], secrets: Sequence[str] = ()) -> str:
    """A workflow of GitHub Actions.

    Args:
        found: What `lines` gave for UTC.
        secrets: Names of environment variables, kept as the repository's secrets.

    Returns:
        The text of `.github/workflows/stagelift.yaml`. Whenever it fires it makes all that is due.
    """
    times = dict.fromkeys((line.when, line.rhythm) for line in found)
    schedule = "\n".join(f'    - cron: "{when}"  # {rhythm}' for when, rhythm in times)
    daily = dict.fromkeys(line.command for line in found if line.rhythm == DAILY)
    watched = [command for command in daily if not command.startswith("report due")]
    send = " --send" if any("--send" in line.command for line in found) else ""
    given = "".join(f"          {name}: ${{{{ secrets.{name} }}}}\n" for name in secrets)
    return WORKFLOW.format(
        schedule=schedule,
        send=send,
        secrets=f"        env:\n{given}" if given else "",
        daily="".join(WATCH.format(command=command) for command in watched),
    )
