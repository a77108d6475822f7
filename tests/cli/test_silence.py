"""`stagelift silence`: the window of churn on the command line."""

from __future__ import annotations

import json
import random

import pytest
from click.testing import CliRunner

from stagelift.cli import main
from tiny import day, workspace

METRICS = """\
  gone:
    churn: visited
    silent_for: 30 days
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("silence")
    chance = random.Random(2)
    rows = []
    for name in range(150):
        at, stop = 0.0, chance.uniform(20, 300)
        while at < stop:
            rows.append((f"c{name}", day(at), "visited"))
            at += chance.expovariate(1 / 8)
    workspace(root, [*rows, ("last", day(300), "visited")], metrics=METRICS).close()
    return root


def asked(root, *arguments):
    found = ["-C", str(root), "silence", *arguments, "--as-of", "2026-12-31"]
    return CliRunner().invoke(main, found)


def test_the_window_and_where_to_write_it(root):
    result = asked(root, "--horizon", "8 weeks")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0].startswith("gone: of the customers silent for 30 days, ")
    assert "is the shortest window after which at most 10% come back within 56 days" in lines[1]
    chosen = lines[1].split()[2]
    assert f"To use it, say silent_for: {chosen} days in metrics/all.yaml:4" in lines
    assert lines[-1].endswith("kpi")


@pytest.mark.parametrize("given", ["0.1%", "12.5%", "1/3"])
def test_the_share_that_is_tolerated_is_said_as_it_was_given(root, given):
    english = asked(root, "--at-most", given).output
    assert f"at most {given} come" in english or f"at or below {given}:" in english
    assert f"{given} 이하" in asked(root, "--at-most", given, "--language", "ko").output


def test_json_says_the_same(root):
    rows = json.loads(asked(root, "gone", "--days", "14", "--json").output)
    assert [row["days"] for row in rows if not row["chosen"]] == [14, 30]
    assert all(row["event"] == "visited" and row["horizon_days"] == 90 for row in rows)
    assert sum(row["chosen"] for row in rows) == 1


def test_an_event_instead_of_a_metric_has_nothing_to_write(root):
    result = asked(root, "--event", "visited", "--at-most", "1/5")
    assert result.exit_code == 0, result.output
    assert "at most 20% come back" in result.output
    assert "To use it" not in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--horizon", "36 hours"], "--horizon: '36 hours' came; whole days such as '90 days'"),
        (["--horizon", "soon"], "--horizon: 'soon' is not a duration"),
        (["--at-most", "a few"], "--at-most: 'a few' is not a share; write '50%' or '1/3'"),
        (["--at-most", "0%"], "at_most: 0 came; a share between 0 and 1 is allowed"),
        (["gnoe"], "unknown metric 'gnoe'. Did you mean 'gone'?"),
    ],
)
def test_what_cannot_be_asked(root, arguments, message):
    result = asked(root, *arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_it_is_said_in_korean(root):
    result = asked(root, "--horizon", "8 weeks", "--days", "400", "--language", "ko")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0].startswith("gone: 30일 동안 활동이 없던 고객의 ")
    assert "56일 안에 돌아오는 고객이 10% 이하가 되는 가장 짧은 기간입니다" in lines[1]
    chosen = lines[1].split()[3].removesuffix("일이,")
    wanted = f"이 기간을 쓰려면 metrics/all.yaml:4에 적으세요: silent_for: {chosen} days"
    assert wanted in lines
    assert "데이터 없음" in next(line for line in lines if "400일" in line)


def test_that_no_window_serves_is_said_in_korean(root):
    said = asked(root, "--at-most", "1%", "--language", "ko").output
    assert "돌아오는 비율이 1% 이하가 되는 기간이 없습니다" in said
