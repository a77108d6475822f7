"""`stagelift why` and `stagelift alert`: both languages, JSON, exit codes for a scheduler."""

from __future__ import annotations

import json
import random

import pytest
from click.testing import CliRunner

from stagelift.cli import main
from tiny import MONDAY, day, workspace

METRICS = "  order: {conversion: ordered, from: looking, within: 6 days}\n"
DAYS = 70


def made(root, fallen):
    rng = random.Random(3)
    events, people = [], []
    for number in range(DAYS):
        for each in range(60):
            who, kind = f"{number}-{each}", "app" if each % 2 else "web"
            people.append((who, kind))
            events.append((who, day(number + 0.1), "visited"))
            level = fallen if number >= 56 and kind == "app" else 0.3
            if rng.random() < level:
                events.append((who, day(number + 1.1), "ordered"))
    customers = (("customer", "device"), people)
    workspace(root, events, metrics=METRICS, customers=customers).close()
    return root


@pytest.fixture(scope="module")
def fallen(tmp_path_factory):
    return made(tmp_path_factory.mktemp("fallen"), 0.02)


def run(root, *words):
    instant = (MONDAY.replace(hour=6)).replace(month=3, day=16).isoformat()
    return CliRunner().invoke(main, ["-C", str(root), *words, "--as-of", instant])


def test_an_alert_for_the_worse_fails_the_run(fallen):
    result = run(fallen, "alert", "--by", "device")
    assert result.exit_code == 4, result.output
    first = result.output.splitlines()[0]
    assert first.endswith("series judged.")
    assert "alerts to look at" in first
    assert result.output.splitlines()[-1].endswith("why order")


def test_a_quiet_run_succeeds(tmp_path):
    result = run(made(tmp_path, 0.3), "alert", "order")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("No alert")


def test_alerts_as_json_keep_the_exit_code(fallen):
    result = run(fallen, "alert", "--json")
    assert result.exit_code == 4
    rows = json.loads(result.output)
    assert rows[0]["state"] == "alert"
    assert rows[0]["since"] is not None
    assert {row["kind"] for row in rows} == {"mature", "early"}


def test_why_says_the_answer_first(fallen):
    result = run(fallen, "why", "order", "--by", "device")
    assert result.exit_code == 0, result.output
    first, second = result.output.splitlines()[:2]
    assert first.startswith("order fell by")
    assert second.startswith("By device,")
    assert "most is app" in second
    korean = run(fallen, "why", "order", "--language", "ko").output
    assert "하락" in korean.splitlines()[0]


def test_why_of_the_whole_journey_has_bottlenecks_and_leaks(fallen):
    result = run(fallen, "why", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert set(found) == {"movement", "bottlenecks", "leaks"}
    assert found["leaks"][0]["segment"] == "device=app"
    text = run(fallen, "why").output
    assert "Largest leak: device=app" in text
    assert text.splitlines()[-1].endswith("alert")


def test_wrong_arguments_are_refused(fallen):
    result = run(fallen, "why", "ordr")
    assert result.exit_code == 2
    assert "Did you mean 'order'" in result.output
    assert run(fallen, "why", "--stage", "buying").exit_code == 2
    assert run(fallen, "alert", "--every", "hour").exit_code == 2


def test_without_segments_the_journey_is_still_explained(tmp_path):
    events = [
        (f"{number}-{each}", day(number + late), what)
        for number in range(DAYS)
        for each in range(20)
        for late, what in ((0.1, "visited"), (1.1, "ordered"))[: 1 + each % 2]
    ]
    workspace(tmp_path, events, metrics=METRICS).close()
    result = run(tmp_path, "why")
    assert result.exit_code == 0, result.output
    assert "Leaks are of segments, and there are none" in result.output
    assert json.loads(run(tmp_path, "why", "--json").output)["leaks"] == []


def test_an_alert_that_nothing_was_judged_for_is_not_called_quiet(fallen):
    result = CliRunner().invoke(main, ["-C", str(fallen), "alert", "--as-of", "2026-01-08"])
    assert result.output.startswith("Nothing could be judged"), result.output
