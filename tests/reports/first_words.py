"""What a reader meets on a page before its first drawing: at most ninety plain words."""

from __future__ import annotations

import re
from html import unescape

from stagelift.reports.answer import MOST_WORDS, word_count
from stagelift.reports.first_screen.plain import jargon
from stagelift.reports.numbers.marked import unmarked

FEWEST = 20  # fewer tell nothing


def before_the_first_chart(html):
    """The text before the first drawing; of a page without one, before its evidence."""
    first = re.split(r'<svg|<section class="sl (?:checks|plan|brought)', html, maxsplit=1)[0]
    return unescape(re.sub(r"<[^>]+>", " ", unmarked(first)))


def assert_few_and_plain(html, language):
    text = before_the_first_chart(html)
    assert FEWEST < word_count(text) <= MOST_WORDS, text
    assert jargon(text, language) == ()
