"""The generators of pages: how docstrings and schemas become Markdown."""

from __future__ import annotations

import doctest
import importlib
import sys
from pathlib import Path

import pytest

HOOKS = Path(__file__).parents[2] / "docs" / "hooks"
NAMES = sorted(path.stem for path in HOOKS.glob("*.py"))


@pytest.fixture(autouse=True)
def on_path(monkeypatch):
    monkeypatch.syspath_prepend(str(HOOKS))
    yield
    for name in NAMES:  # plain names, which must not stay for other tests
        sys.modules.pop(name, None)


@pytest.mark.parametrize("name", NAMES)
def test_examples_in_docstrings(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def spoken(text: str, *, bold: bool = False) -> str:
    """A line of words.

    More about it, in a paragraph.

    Args:
        text: The words, said in
            two lines.
        bold: Whether they are loud.

    Returns:
        The words as they are shown.

    Raises:
        ValueError: There are none.

    Example:
        >>> spoken("a")
        'a'
    """
    return text.upper() if bold else text


def test_a_docstring_as_markdown():
    made = importlib.import_module("docstrings").markdown(spoken)
    assert made == (
        "A line of words.\n\nMore about it, in a paragraph.\n\n"
        "**Args**\n\n- `text`: The words, said in two lines.\n- `bold`: Whether they are loud.\n\n"
        "**Returns**: The words as they are shown.\n\n"
        "**Raises**\n\n- `ValueError`: There are none.\n\n"
        "```python\n>>> spoken(\"a\")\n'a'\n```"
    )


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"type": ["string", "number"]}, "text"),
        ({"type": "integer"}, "whole number"),
        ({"enum": [True, False, "yes"]}, "true or false"),
        ({"$ref": "#/$defs/Stage"}, "[Stage](#stage)"),
        ({"type": "string", "examples": ["7 days"]}, "such as `7 days`"),
        (
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "text, or a list of them",
        ),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "names, each with: text"),
    ],
)
def test_what_may_be_written_in_words(form, words):
    assert importlib.import_module("grammar").written(form) == words


def test_options_and_arguments_of_a_call():
    signature = importlib.import_module("python_api").signature
    assert signature(spoken) == "(text, *, bold=False)"
