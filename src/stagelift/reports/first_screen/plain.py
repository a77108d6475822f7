"""Words of statistics that a first screen does without, each with what is said instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

FILE = "plain_words.yaml"


@cache
def plain_words(language: str) -> Mapping[str, str]:
    """The words that do not stand before the first chart.

    Args:
        language: Language of a page.

    Returns:
        Word to what is said instead; empty for a language without a list.

    Example:
        >>> plain_words("en")["CUPED"]
        'adjusted for what customers did before'
    """
    from ruamel.yaml import YAML

    text = (files("stagelift.reports") / "assets" / FILE).read_text(encoding="utf-8")
    lists = YAML(typ="safe", pure=True).load(text)
    return dict(lists.get(language, {}))


def jargon(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """The words of a text that its readers need not know.

    Args:
        text: Text without markup.
        language: Its language.

    Returns:
        Each word as it stands on the list, and what is said instead.

    Example:
        >>> jargon("The difference is significant", "en")
        (('significan*', 'larger than chance'),)
        >>> jargon("신뢰구간을 보세요", "ko"), jargon("The evening makes no difference", "en")
        ((('신뢰구간', '…~…'),), ())
    """
    return tuple(
        (word, plain)
        for word, plain in plain_words(language).items()
        if _pattern(word, language).search(text)
    )


@cache
def _pattern(word: str, language: str) -> re.Pattern[str]:
    """A word of the list where it begins a word; Korean ones may carry a particle."""
    letters = re.escape(word.removesuffix("*"))
    open_end = word.endswith("*") or language == "ko" or not word[-1].isalnum()
    after = "" if open_end else r"(?![A-Za-z0-9])"
    return re.compile(rf"(?<![A-Za-z0-9]){letters}{after}", re.IGNORECASE)
