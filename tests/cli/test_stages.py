"""`stagelift stages` in both languages, and what it refuses."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from stagelift.cli.app import main
from tiny import day, workspace

STAGES = """\
  looking: {enter: visited, part: before, label: {ko: 인지, en: Looking}}
  weighing: {enter: wished | added, steps: {wish: wished, cart: added}, may_go_back_to: looking}
  buying: {enter: ordered, part: during}
  telling: {enter: told, part: after}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    root = tmp_path_factory.mktemp("stages")
    events = ("visited", "wished", "added", "ordered", "visited", "searched")
    log = [(f"c{n}", day(place), event) for n in range(12) for place, event in enumerate(events)]
    with workspace(root, log, stages=STAGES + "languages: [en, ko]\n"):
        return root


def run(shop, *words):
    result = CliRunner().invoke(main, ["-C", str(shop), "stages", *words])
    return result.exit_code, result.output


def test_without_a_stage_it_says_what_each_rests_on(shop):
    code, text = run(shop)
    assert code == 0
    assert "6 events" not in text
    assert "5 events, 72 rows; 12 rows (16.7%) in no stage, segment or metric" in text
    assert "searched" in text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("weighing", "--period", "2026-W02"), "Steps of weighing within 7 d: 12 customers"),
        (("--returns", "--period", "2026-W02"), "Moves between stages in 2026-W02"),
        (("--parts",), "Customers by part of the journey on"),
    ],
)
def test_each_view_prints_and_has_json(shop, words, expected):
    code, text = run(shop, *words)
    assert code == 0
    assert expected in text
    code, text = run(shop, *words, "--json")
    assert code == 0
    assert len(json.loads(text)) > 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--at", "2026-01-01"), "--at: it goes with --parts or --was"),
        (("weighing", "--returns"), "--returns: leave it out, or STAGE"),
        (("--parts", "--period", "2026-W02"), "--period: it goes with STAGE or --returns"),
        (("--was", "1"), "the journey has no earlier version"),
        (("buying",), "stage 'buying' has no steps; stages with steps are weighing"),
        (("wieghing",), "unknown stage 'wieghing'. Did you mean 'weighing'?"),
    ],
)
def test_what_it_refuses(shop, words, expected):
    code, text = run(shop, *words)
    assert code == 2
    assert expected in text
