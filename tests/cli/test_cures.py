"""Usual first mistakes end with the cure: clocks not said, drafts, full disks, closed pipes."""

from __future__ import annotations

import errno
import subprocess
import sys

import pytest

from stagelift.cli.app import unwritable_text
from stagelift.data.contract import Contract

NO_ZONE = "app: {read: data/events.csv, customer: who, time: at, event: what, zone: Asia/Seoul}"


def rewrite(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_times_without_an_offset_say_where_to_write_the_zone(run, shop):
    rewrite(shop / "journey.yaml", ", zone: Asia/Seoul}", "}")
    result = run(shop, "check")
    assert result.exit_code == 4
    assert "360 rejected, naive_time" in result.output
    assert "journey.yaml:6: times without an offset came" in result.output
    assert "zone: Asia/Seoul" in result.output


def test_the_short_form_is_written_out_and_what_is_printed_works(run, shop):
    path, events = shop / "journey.yaml", shop / "data" / "events.csv"
    rewrite(events, "who,at,what", "customer_id,time,event")
    rewrite(path, f"sources:\n  {NO_ZONE}", "data: data/events.csv")
    lines = run(shop, "check").output.splitlines()
    [place] = [number for number, line in enumerate(lines) if "instead of 'data:'" in line]
    assert lines[place].strip().startswith("journey.yaml:5: ")
    rewrite(path, "data: data/events.csv", "\n".join(line[4:] for line in lines[place + 1 :][:2]))
    assert run(shop, "check").exit_code == 0


def test_an_experiment_without_a_run_is_a_draft_with_its_cure(run, shop):
    rewrite(shop / "experiments" / "reminder.yaml", "enters: once, on 2026-11-02\n", "")
    result = run(shop, "check")
    assert result.exit_code == 0
    assert "! experiments/reminder.yaml:1: a draft; to read it out" in result.output
    assert "reminder  draft  to read it out, say run: " in run(shop).output


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "experiments/reminder.yaml",
            "audience: visitors",
            "audience: visitor",
            "experiments/reminder.yaml:2: audience: unknown segment 'visitor'",
        ),
        ("journey.yaml", "within: 30 days", "within: 30", "journey.yaml:11: segments.visitors."),
    ],
)
def test_an_audience_that_is_not_there_stops_no_other_finding(run, shop, file, old, new, said):
    rewrite(shop / file, old, new)
    result = run(shop, "check")
    assert result.exit_code == 2
    assert said in result.output
    assert "360 rows" in result.output


def test_check_needs_no_folder_it_can_write(run, shop, monkeypatch):
    def refused(*_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Contract, "write_quarantine", refused)
    result = run(shop, "check")
    assert result.exit_code == 0
    assert "! rejected rows were not kept" in result.output
    assert "Read-only file system" in result.output


def test_a_full_disk_is_said_in_words(shop):
    error = OSError(errno.ENOSPC, "No space left on device", str(shop / "x"))
    text = unwritable_text(error)
    assert text.startswith("stagelift: no space is left on the disk: '")
    assert text.endswith("nothing that was published has changed.")
    assert unwritable_text(OSError(errno.ENOENT, "gone")) == ""


def test_a_reader_who_stops_reading_is_no_error(shop):
    """Output for a pipe that is closed already."""
    command = [sys.executable, "-m", "stagelift", "-C", str(shop), "check"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        said = process.stderr.read()
        assert (process.wait(), said) == (0, b"")
