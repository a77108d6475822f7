"""Every sentence that is raised has a Korean form: a new one without it fails here."""

from __future__ import annotations

import re

import pytest

from korean_prose import NOT_WORDS
from raised import Raised, raised
from stagelift.reports.korean_sentences import in_korean

# Where English may stay, and why; an entry is for all sentences of its files.
ENGLISH = {
    "statistics/": "arguments of functions of the statistics, called from Python",
    "reports/korean.py": "a form of ours that is written wrongly; no reader can cause it",
    "definitions/outline.py": "never shown: an outline that cannot be read is read whole",
}
NAMES = {"dbt manifest", "pip install"}  # written so in both languages
WORDS = re.compile(r"(?<![\w.:/-])[A-Za-z]{2,}(?: [A-Za-z]{2,})+(?![\w:])")


def english(sentence: str) -> list[str]:
    """Two Latin words and more in a row of what a Korean reader is told."""
    said = NOT_WORDS.sub("·", in_korean(sentence))
    return [words for words in WORDS.findall(said) if words not in NAMES]


def allowed(found: Raised) -> bool:
    return found.file.startswith(tuple(ENGLISH))


def test_every_sentence_that_is_raised_is_said_in_korean():
    every = [each for each in raised() if not allowed(each)]
    assert len(every) > 700  # the source is read
    missing = [
        f"{each.file}:{each.line}: {each.sentence} → {found}"
        for each in every
        if (found := english(each.sentence))
    ]
    assert not missing, "\n".join(dict.fromkeys(missing))


def test_each_exception_is_one():
    files = {each.file for each in raised() if english(each.sentence)}
    assert all(any(name.startswith(place) for name in files) for place in ENGLISH)


@pytest.mark.parametrize(
    ("sentence", "korean"),
    [
        (
            (
                "source 'log' lies in the connection 'dw', 'a.csv' does not; the sources of one "
                "journey lie in one place"
            ),
            "원본 'log'는 연결 'dw'에 있고 'a.csv'는 아닙니다. 한 여정의 원본은 한 곳에 둡니다",
        ),
        (
            "no source 'surveys' of surveys in journey.yaml; sources are log. Did you mean 'log'?",
            "journey.yaml에 surveys 원본 'surveys'가 없습니다. 있는 원본: log. 혹시 'log'인가요?",
        ),
        (
            "no source of messages in journey.yaml; sources are log. Say `as: messages` on one.",
            (
                "journey.yaml에 messages 원본이 없습니다. 있는 원본: log. "
                "원본 하나에 `as: messages`를 적으세요."
            ),
        ),
        ("'reminder/traffic' already draws the traffic of 'reminder'", None),
        ("a sentence nobody has put into another language", None),
    ],
)
def test_what_is_said_of_them(sentence, korean):
    if korean is None:
        assert (in_korean(sentence) == sentence) == bool(english(sentence))
    else:
        assert in_korean(sentence) == korean
