"""`stagelift conformance`: the table, one topic, failures with their exit code, JSON."""

from __future__ import annotations

import json

import pytest

FAILING = {
    "name": "a wrong third",
    "function": "proportions.proportion",
    "arguments": {"k": 1, "n": 3},
    "expected": {"value": 0.4},
    "source": "nobody, ever",
}


@pytest.fixture
def one_fails(monkeypatch, tmp_path):
    right = {**FAILING, "name": "a right third", "expected": {"value": 1 / 3}, "source": "by hand"}
    text = json.dumps({"topic": "shares", "cases": [right, FAILING]})
    (tmp_path / "shares.json").write_text(text, encoding="utf-8")
    monkeypatch.setattr("stagelift.statistics.conformance_files.folder", lambda: tmp_path)


def test_a_topic_as_a_table_without_a_workspace(run, tmp_path):
    result = run(tmp_path, "conformance", "quantiles", "--language", "en")
    assert result.exit_code == 0, result.output
    head, row, total, last = result.output.splitlines()
    assert head.split()[:4] == ["topic", "cases", "passed", "failed"]
    assert row.startswith("quantiles")
    assert "Abramowitz and Stegun 1964" in row
    assert row.split()[1:4] == total.split()[1:4]
    assert last == "Next: stagelift check"


def test_a_failure_is_exit_code_1_and_says_what_came(run, tmp_path, one_fails):
    result = run(tmp_path, "conformance", "--language", "en")
    assert result.exit_code == 1
    assert "shares  2      1       1       by hand; nobody" in result.output
    assert "shares: a wrong third" in result.output
    assert "value is 0.3333333333333333, expected 0.4" in result.output
    assert "기댓값과 다른 사례" in run(tmp_path, "conformance", "--language", "ko").output


def test_as_json(run, tmp_path, one_fails):
    result = run(tmp_path, "conformance", "--json")
    assert result.exit_code == 1
    [topic] = json.loads(result.output)
    assert (topic["topic"], topic["cases"], topic["passed"]) == ("shares", 2, 1)
    assert topic["sources"] == ["by hand", "nobody, ever"]
    assert topic["failed"] == [
        {
            "name": "a wrong third",
            "function": "proportions.proportion",
            "problems": ["value is 0.3333333333333333, expected 0.4"],
        }
    ]


def test_an_unknown_topic_names_the_nearest(run, tmp_path):
    result = run(tmp_path, "conformance", "quantile")
    assert result.exit_code == 2
    assert "quantiles" in result.output
