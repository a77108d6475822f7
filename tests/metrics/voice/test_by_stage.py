"""Results with one row a stage and segment: a row is found by name, or the error says which are."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from stagelift.errors import ArgumentError
from stagelift.metrics.voice.by_stage import ByStage


@dataclass(frozen=True, slots=True)
class Place:
    stage: str | None
    segment: str | None


@dataclass(frozen=True, slots=True)
class Moods(ByStage[Place]):
    rows: tuple[Place, ...]

    def to_dicts(self):
        return [{"stage": one.stage, "segment": one.segment} for one in self.rows]


def test_a_row_is_found_and_an_unknown_one_names_those_there_are():
    made = Moods((Place(None, None), Place("buying", None), Place(None, "platform=ios")))
    assert made.row("buying") is made.rows[1]
    with pytest.raises(ArgumentError) as caught:
        made.row("buyin")
    assert str(caught.value) == (
        "moods: no group 'buyin'; there are buying, platform=ios. Did you mean 'buying'?"
    )


def test_without_any_group_the_error_says_so():
    with pytest.raises(ArgumentError, match="no group 'buying'; there are none"):
        Moods((Place(None, None),)).row("buying")
