"""Sentences in both languages, found by their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one room.

    Args:
        en: English, by name.
        ko: Korean, by the same names.

    Example:
        >>> said = Sentences({"tests": "{n} tests"}, {"tests": "실험 {n}건"})
        >>> said.say("en", "tests", n=3), said.say("ko", "tests", n=3)
        ('3 tests', '실험 3건')
    """

    en: Mapping[str, str]
    ko: Mapping[str, str]

    def say(self, language: str, key: str, /, **fields: object) -> str:
        """A sentence in one language.

        Args:
            language: `ko` for Korean; English for any other.
            key: Its name.
            fields: What its places hold.

        Returns:
            The sentence.
        """
        return (self.ko if language == "ko" else self.en)[key].format(**fields)
