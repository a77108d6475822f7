"""Text on consoles of all kinds."""

from __future__ import annotations

import io
import sys

import pytest

from stagelift.cli.screen import columns, mark, print_json, say, shows
from stagelift.console import width


def ascii_console(monkeypatch):
    """A console that shows ASCII only; set inside the test, where pytest does not capture."""
    console = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", console)
    return console


def written(console):
    console.flush()
    return console.buffer.getvalue().decode("ascii")


def test_marks_become_ascii_where_the_console_shows_no_more(monkeypatch):
    ascii_console(monkeypatch)
    assert [mark("ok"), mark("attention"), mark("broken")] == ["ok", "!", "x"]


def test_text_never_fails_on_a_poor_console(monkeypatch):
    console = ascii_console(monkeypatch)
    say("6.9 → 7.2 −0.3 · 구매")
    assert written(console) == "6.9 > 7.2 -0.3 | ??\n"


def test_json_is_the_same_value_on_a_poor_console(monkeypatch):
    console = ascii_console(monkeypatch)
    print_json({"구매": 1})
    assert written(console) == '{\n  "\\uad6c\\ub9e4": 1\n}\n'


def test_json_refuses_what_is_not_json():
    with pytest.raises(ValueError, match="JSON"):
        print_json({"value": float("nan")})


def test_korean_letters_take_two_columns():
    assert columns([("구매", "1"), ("ab", "2")], indent=0).splitlines() == ["구매  1", "ab    2"]
    assert width("인지 a") == 6


def test_no_rows_are_no_text():
    assert columns([]) == ""


def test_a_rich_console_shows_everything(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert shows("✓ 구매 −")
    assert mark("ok") == "✓"
