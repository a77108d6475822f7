"""English sentences of the layers below in Korean, found by their form.

What is wrong with a definition or with data is said where it is found, in English. Here each form
of sentence has a Korean one; a sentence without one stays English.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from string import Formatter
from typing import Any

BETWEEN = re.compile(r"(?<=[?])\s+(?=[A-Z(])|\.\s+(?=[A-Z(])")  # sentences
# an argument, a question or a file, before a colon
NAME = re.compile(r"(?:--)?[a-z_]+|'[^']*'|[\w./\\-]+\.\w+")
FIELD = re.compile(r"\\{(\w+)\\}")  # in an escaped form
BARE_FIELD = re.compile(r"\{\w+\}")


def in_korean(text: str) -> str:
    """A text in Korean as far as its forms are known.

    Args:
        text: English sentences.

    Returns:
        Each sentence by its form; what is not known stays.

    Example:
        >>> in_korean("unknown metric 'frist'. Did you mean 'first'?")
        "알 수 없는 지표 'frist'. 혹시 'first'인가요?"
        >>> in_korean("why: unknown metric 'frist'")
        "why: 알 수 없는 지표 'frist'"
        >>> in_korean("a sentence nobody foresaw")
        'a sentence nobody foresaw'
    """
    parts = BETWEEN.split(text)
    said = [_by_form(part) or _after_name(part) or part for part in parts]
    ends = [" " if part.endswith(("?", ".")) else ". " for part in said[:-1]]
    return "".join(part + end for part, end in zip(said, [*ends, ""], strict=True))


@lru_cache(maxsize=1_000)
def note_in_korean(text: str) -> str:
    """What stands beside a number, in Korean as far as its forms are known.

    Args:
        text: English words, several notes parted by semicolons.

    Returns:
        Each note by its form; what is not known stays.

    Example:
        >>> note_in_korean("no answers; variance 0.90 of raw")
        '응답 없음, 분산은 보정 전의 0.90'
    """
    said = (_by_form(part) or phrase(part) for part in text.split("; "))
    return _by_form(text) or ", ".join(said)


def phrase(text: str) -> str:
    """A part of a sentence in Korean, or as it is.

    Args:
        text: English words, such as "a whole number".

    Returns:
        The words in Korean where they are known.

    Example:
        >>> phrase("a whole number"), phrase("'x'")
        ('정수', "'x'")
    """
    from stagelift.reports.korean_forms import PHRASES  # only a Korean screen needs them

    return _filled(text, PHRASES) or text


def _by_form(text: str) -> str | None:
    from stagelift.reports.korean_forms import FORMS

    return _filled(text, FORMS)


def _after_name(text: str) -> str | None:
    """A sentence whose form is known without the argument or question it begins with."""
    name, colon, rest = text.partition(": ")
    found = _by_form(rest) if colon and NAME.fullmatch(name) else None
    return found and f"{name}: {found}"


def _filled(text: str, forms: tuple[tuple[str, str], ...]) -> str | None:
    for anchor, english, korean in _anchored(forms):
        found = _pattern(english).fullmatch(text) if anchor in text else None
        if found:
            return _Words().vformat(korean, (), found.groupdict())
    return None


@cache
def _anchored(forms: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str, str], ...]:
    """Each form with its longest words between fields: only what holds them is worth a match."""
    return tuple(
        (max(BARE_FIELD.split(english), key=len), english, korean) for english, korean in forms
    )


@cache
def _pattern(english: str) -> re.Pattern[str]:
    """An English form as a pattern whose fields are named."""
    return re.compile(FIELD.sub(r"(?P<\1>.+?)", re.escape(english)), re.DOTALL)


class _Words(Formatter):
    """Fills a Korean sentence.

    `{what:t}` is put into Korean itself, `{list:each}` has its kinds put into Korean, and `을/를`
    takes the particle that fits.
    """

    def format_field(self, value: Any, format_spec: str) -> str:
        """One field, perhaps put into Korean, perhaps with a particle."""
        from stagelift.reports.korean import with_particle

        marks = format_spec.split(":") if format_spec else []
        words = str(value)
        if "t" in marks:
            words = note_in_korean(words)
        if "each" in marks:  # "metric 'a', segment 'b'"
            parts = (each.partition(" ") for each in words.split(", "))
            words = ", ".join(f"{phrase(kind)} {name}" for kind, _, name in parts)
        pair = next((mark for mark in marks if "/" in mark), "")
        return with_particle(words, pair) if pair else words
