"""`stagelift readout NAME --explore`: text, Korean, JSON, and what it does with broken data."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from stagelift.cli import main
from stagelift.errors import ArgumentError
from stagelift.workspace.trial import Trial
from tiny import day, workspace

CLOSED = "2026-01-19T00:00+00:00"
METRICS = (
    "  bought: {conversion: ordered, within: 7 days, label: {en: Order, ko: 주문}}\n"
    "  soon: {conversion: ordered, within: 2 days}\n"
)
TRIAL = """\
audience: everyone
enters: as they qualify
primary: bought
run: 2026-01-05..2026-01-11
variants: {a: email, b: push}
looks: once
"""


def write(root, strangers=0):
    rows, sent = [("z", day(days), "searched") for days in (9, 13.9)], []
    for number in range(600):
        name, variant, at = f"c{number}", "ab"[number % 2], number % 7 + 0.5
        sent.append((name, "trial", variant, day(at)))
        rows.append((name, day(at - 1), "visited"))
        if number % (5 if variant == "b" else 10) < 2:
            rows.append((name, day(at + 1), "ordered"))
    sent.extend((f"x{number}", "trial", "c", day(1)) for number in range(strangers))
    workspace(root, rows, metrics=METRICS, experiments={"trial": TRIAL}, assignments=sent).close()


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    root = tmp_path_factory.mktemp("shop")
    write(root)
    return root


def run(root, *words):
    return CliRunner().invoke(main, ["-C", str(root), "readout", *words, "--as-of", CLOSED])


def test_the_readout_ends_with_a_line_that_decides_nothing(shop):
    result = run(shop, "trial", "--language", "en")
    assert result.exit_code == 0
    line = next(one for one in result.output.splitlines() if one.startswith("Exploring"))
    assert "decides nothing" in line
    assert "groups differ p" in line


def test_tables_are_of_what_is_asked(shop):
    result = run(shop, "trial", "--by", "weekday", "--language", "en")
    assert result.exit_code == 0
    words = result.output.split()
    assert [word for word in words if word in {"Mon", "Wed", "Sun"}] == ["Mon", "Wed", "Sun"]
    assert "shrunk" in words
    assert "Bayesian view, decides nothing: Order" in result.output
    assert result.output.splitlines()[-1].startswith("Next: stagelift")


def test_it_speaks_korean(shop):
    result = run(shop, "trial", "--explore", "--language", "ko")
    assert result.exit_code == 0
    assert "결정에 쓰이지 않음: 주문" in result.output
    assert "진입 요일" in result.output
    assert "decides" not in result.output


def test_json_is_marked_exploratory(shop):
    result = run(shop, "trial", "--explore", "--json")
    told = json.loads(result.output)
    assert {part["decides"] for part in told.values()} == {False}
    assert told["exploring"]["cells"]
    assert told["bayes"]["variants"][0]["better"] > 0.5
    whole = json.loads(run(shop, "--explore", "--json").output)
    assert {cell["experiment"] for cell in whole["cells"]} == {"trial"}


def test_another_metric_has_no_bayesian_view_beside_it(shop):
    result = run(shop, "trial", "--metric", "soon", "--language", "en")
    assert result.exit_code == 0
    assert "decides nothing: soon" in result.output
    assert "Bayesian" not in result.output


def test_a_slip_is_named(shop):
    result = run(shop, "trial", "--by", "weekdy", "--language", "en")
    assert result.exit_code == 2
    assert "Did you mean 'weekday'" in result.stderr


def test_broken_data_show_nothing(tmp_path):
    write(tmp_path, strangers=300)
    for words in (["trial"], ["trial", "--explore"], ["trial", "--by", "weekday"]):
        result = run(tmp_path, *words, "--language", "en")
        assert result.exit_code == 4
        assert "pp" not in result.output
    told = json.loads(run(tmp_path, "trial", "--explore", "--json").output)
    assert told["exploring"]["cells"] == told["bayes"]["variants"] == []


def test_a_segment_no_query_takes_in_does_not_stop_the_readout(shop, monkeypatch):
    def refused(_trial, *_by, **_more):
        raise ArgumentError("segment 'odd' cannot be read")

    monkeypatch.setattr(Trial, "explore", refused)
    result = run(shop, "trial", "--language", "en")
    assert result.exit_code == 0
    assert "nothing is shown, segment 'odd' cannot be read" in result.output
