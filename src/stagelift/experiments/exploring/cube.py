"""The response cube: who answered which channel at which stage, over all tests, null ones too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.console import aligned
from stagelift.experiments.exploring.text import (
    channel_words,
    p_words,
    row_name,
    span_words,
    stage_name,
)
from stagelift.experiments.exploring.wording import say
from stagelift.experiments.programme.learning import Lesson, lessons
from stagelift.experiments.programme.ledger import Compared
from stagelift.experiments.programme.together import on_one_scale
from stagelift.formatting import number
from stagelift.frames import Tabular
from stagelift.journey.figures import round_significant
from stagelift.statistics.programme import LogRatio

if TYPE_CHECKING:
    from stagelift.experiments.exploring.exploration import Exploration, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """One test with its exploration.

    Args:
        exploration: Its cells; shut where they may not be shown.
        verdict: What the rule says of the test, None while nothing can be read.
        winner: The variant the verdict is about, or None.
        early: Whether it was read before its planned end.
        fixed: Whether its plan had one look, at the end.
    """

    exploration: Exploration
    verdict: str | None
    winner: str | None
    early: bool
    fixed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCube(Tabular):
    """The cells of all tests that can be read, whatever they found.

    Args:
        tests: Every test that was looked at, also those that may not be shown.
        unread: Tests that could not be read, with the reason.
    """

    tests: tuple[Explored, ...]
    unread: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> tuple[tuple[Explored, Row], ...]:
        """Each test's cells."""
        return tuple((test, row) for test in self.tests for row in test.exploration.rows)

    def lessons(self) -> tuple[Lesson, ...]:
        """What the tests taught by stage before entry and channel, shrunk on one scale.

        Returns:
            One lesson a stage and channel with a test, in order of appearance.
        """
        found = [
            Compared(
                experiment=test.exploration.experiment,
                stage=row.estimate.stage,
                variant=f"{row.estimate.variant}, {row.estimate.stage}",  # one line a stage
                channel=row.channel,
                against=row.against_channel,
                ratio=None if row.relative is None else LogRatio(*row.relative),
                won=test.verdict == "ship" and test.winner == row.estimate.variant,
                early=test.early,
                fixed=test.fixed,
            )
            for test, row in self.rows
            if row.dimension is None and row.estimate.stage is not None
        ]
        return lessons(found, on_one_scale(found, totals=False).rows)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The cells as JSON-ready values, one dict each, with the test's verdict."""
        return [
            {
                "experiment": test.exploration.experiment,
                "verdict": test.verdict,
                **row.to_dict(),
                "log_ratio": round_significant(row.relative[0]) if row.relative else None,
                "log_ratio_se": round_significant(row.relative[1]) if row.relative else None,
            }
            for test, row in self.rows
        ]

    def to_dict(self) -> dict[str, Any]:
        """The cube as JSON-ready values."""
        shut = {t.exploration.experiment: t.exploration.shut for t in self.tests}
        return {
            "exploratory": True,
            "decides": False,
            "lessons": [lesson.to_dict() for lesson in self.lessons()],
            "cells": self.to_dicts(),
            "not_shown": {name: why for name, why in shut.items() if why} | dict(self.unread),
        }

    def text(self, language: str = "en") -> str:
        """The cube by stage before entry and channel, and the cells that stand out.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        lines = [say(language, "cube.head")]
        wanted = [(t, r) for t, r in self.rows if r.dimension is None and r.estimate.stage]
        found = [(t, r) for t, r in self.rows if r.found]
        lines.extend(_lines(wanted, language) or [f"  {say(language, 'cube.none')}"])
        if found:
            lines.append(say(language, "cube.found"))
            lines.extend(_lines(found, language))
        for test in self.tests:
            if test.exploration.shut:
                shut = test.exploration
                why = say(language, "cube.shut", experiment=shut.experiment, why=shut.shut)
                lines.append(f"  {why}")
        for name, why in self.unread:
            lines.append(f"  {say(language, 'cube.shut', experiment=name, why=why)}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()


def _lines(rows: Sequence[tuple[Explored, Row]], language: str) -> list[str]:
    """One aligned line a cell, stages together."""
    stages = list(dict.fromkeys(row.estimate.stage for _, row in rows))
    told = []
    for test, row in sorted(rows, key=lambda pair: stages.index(pair[1].estimate.stage)):
        found, estimate = test.exploration, row.estimate
        ends = (estimate.value, estimate.low, estimate.high)
        told.append(
            (
                f"  {stage_name(found, estimate.stage, language)}",
                "" if row.dimension is None else row_name(found, row, language),
                channel_words(found, row, language),
                f"{found.experiment}: {found.metric}",
                span_words(ends, found.unit, language),
                f"n {number(estimate.n)}" if estimate.n else "–",
                "" if estimate.p_value is None else f"p {p_words(estimate.p_value)}",
            )
        )
    return aligned(told, left=4) if told else []
