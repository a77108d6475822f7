"""No Korean sentence of a screen or a page holds English prose."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

import stagelift
from korean_prose import prose
from stagelift.experiments.exploring.exploration import Row
from stagelift.metrics.estimate import Estimate
from stagelift.reports.readout_exploring import in_language


def korean() -> Iterator[tuple[str, str, str]]:
    for module in pkgutil.walk_packages(stagelift.__path__, "stagelift."):
        if "wording" not in module.name and not module.name.endswith("text"):
            continue
        for name, table in vars(importlib.import_module(module.name)).items():
            own = table if name.endswith("KO") else table.get("ko") if name == "WORDING" else None
            if isinstance(own, dict):
                yield from ((module.name, key, str(said)) for key, said in own.items())


def test_prose_is_found_and_names_are_not():
    assert prose("고객 first in the draws 1위") == ["first in the draws"]
    assert prose("`a b c d` {a} VS Code에 두세요. stagelift report run weekly") == []


def test_no_korean_sentence_holds_english_prose():
    every = list(korean())
    assert len(every) > 1000
    assert [(place, key, prose(said)) for place, key, said in every if prose(said)] == []


@pytest.mark.parametrize(
    "note",
    [
        "25 units in a variant, fewer than 30",
        "2.5 expected in a variant, fewer than 5",
        "22.0 expected events in the smaller arm; 25 are needed",
        "hidden, or a cell of fewer than 10 units could be computed from it",
    ],
)
def test_why_a_group_is_not_read_is_said_in_the_language_of_the_page(note):
    small = Estimate(
        metric="bought",
        measure="effect",
        unit="share",
        period="2026-W45",
        as_of=datetime(2026, 11, 16, tzinfo=UTC),
        value=None,
        n=359,
        method="none",
        note=note,
    )
    row = Row(estimate=small, dimension="gender", channel="push", against_channel="email")
    assert prose(note)
    assert prose(str(in_language(row, "ko").estimate.note)) == []
    assert in_language(row, "en") is row
