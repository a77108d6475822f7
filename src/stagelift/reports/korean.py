"""Korean particles: which of two forms stands after a word depends on how the word ends."""

from __future__ import annotations

import re

from stagelift.errors import ReportError
from stagelift.reports.numbers.marked import unmarked

FIRST, LAST, FINALS = 0xAC00, 0xD7A3, 28
RIEUL = 8  # the final consonant ㄹ, after which 으로 loses its 으
# how a digit or a capital ends when it is read aloud, 영 일 이 … 에이 비 씨 …, and a Latin word
SPOKEN = {**dict.fromkeys("036MNmn", 1), **dict.fromkeys("178LRl", RIEUL)}
IN_PARENTHESES = re.compile(r"\s*\([^()]*\)\s*$")


def with_particle(word: str, pair: str) -> str:
    """A word followed by the form of a particle that fits its last sound.

    Args:
        word: Any word; what stands in parentheses at its end is not read.
        pair: The form after a consonant and the form after a vowel, such as `을/를`.

    Returns:
        The word with its particle.

    Raises:
        ReportError: The pair has not two forms.

    Example:
        >>> with_particle("이메일", "을/를"), with_particle("푸시", "을/를")
        ('이메일을', '푸시를')
        >>> with_particle("이메일", "으로/로"), with_particle("순추천지수(NPS)", "이/가")
        ('이메일로', '순추천지수(NPS)가')
    """
    after_consonant, slash, after_vowel = pair.partition("/")
    if not slash:
        message = f"'{pair}' is no pair of particles; write '을/를'"
        raise ReportError(message)
    final = _final(word)
    closed = final != 0 and not (final == RIEUL and after_consonant.startswith("으"))
    return word + (after_consonant if closed else after_vowel)


def _final(word: str) -> int:
    """The number of the last letter's final consonant, 0 without one."""
    word = unmarked(word)
    spoken = re.sub(r"[\W_]+$", "", IN_PARENTHESES.sub("", word)) or word
    last = spoken[-1:] or " "
    if FIRST <= ord(last) <= LAST:
        return (ord(last) - FIRST) % FINALS
    return SPOKEN.get(last, 0)
