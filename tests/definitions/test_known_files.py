from __future__ import annotations

import json

import pytest

from stagelift.definitions import known_files, yaml_nodes
from stagelift.definitions.yaml_file import parse_yaml

TEXT = "a: 'x'\nb:\n  - c: ~\n  - [d, {e: '한'}]\n"


@pytest.fixture
def nothing_known():
    known_files._known.cache_clear()
    yield
    known_files._known.cache_clear()


def refuse(text):
    raise AssertionError(f"'{text}' was read again")


def test_a_text_is_read_once_and_says_the_same_again(nothing_known, monkeypatch):
    first = parse_yaml(TEXT, "one.yaml")
    monkeypatch.setattr(yaml_nodes, "_composed", refuse)
    again = parse_yaml(TEXT, "two.yaml")
    assert (again.content, again.lines) == (first.content, first.lines)
    assert (first.file, again.file) == ("one.yaml", "two.yaml")
    assert again.locate(("b", 1, 1, "e")).line == 4


def test_what_one_reader_changes_does_not_reach_the_next(nothing_known):
    parse_yaml(TEXT, "one.yaml").content["b"].append("changed")
    assert len(parse_yaml(TEXT, "one.yaml").content["b"]) == 2


def test_a_changed_text_is_read_anew(nothing_known):
    parse_yaml("a: 1\n", "one.yaml")
    assert parse_yaml("a: 2\n", "one.yaml").content == {"a": "2"}


def test_a_text_with_a_mistake_is_judged_each_time(nothing_known):
    wrong = [parse_yaml("a: 1\na: 2\n", file).issues for file in ("one.yaml", "two.yaml")]
    assert [str(issues[0].location) for issues in wrong] == ["one.yaml:2", "two.yaml:2"]


def test_what_is_handed_over_is_not_read_again(nothing_known, monkeypatch, tmp_path):
    first = parse_yaml(TEXT, "one.yaml")
    path = tmp_path / "read.json"
    path.write_text(known_files.handed_over(), encoding="utf-8")
    known_files._known.cache_clear()
    monkeypatch.setenv(known_files.HANDED, str(path))
    monkeypatch.setattr(yaml_nodes, "_composed", refuse)
    assert parse_yaml(TEXT, "one.yaml") == first


@pytest.mark.parametrize("held", ["", "{", "[1]", json.dumps(None), None])
def test_a_file_that_holds_nothing_hands_nothing_over(nothing_known, monkeypatch, tmp_path, held):
    path = tmp_path / "read.json"
    if held is not None:
        path.write_text(held, encoding="utf-8")
    monkeypatch.setenv(known_files.HANDED, str(path))
    assert parse_yaml("a: 1\n", "one.yaml").content == {"a": "1"}
