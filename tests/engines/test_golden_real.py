"""Real data, the same on every engine: the e-mail test of 2008, and a grocer's year."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

import needed
import stagelift
from engines.asked import Told, differing
from examples.grocer import EXAMPLE, preparation
from stagelift.metrics.estimate import Estimate

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]
GROCER = ("coupons_used", "bought_again", "gone_silent", "redemption")
EXACT = ("n", "k", "status", "method")
FIGURES = ("value", "se", "low", "high", "p_value", "adjusted_p_value")


def example(name: str, to: Path) -> Path:
    """An example's definitions in a folder of its own, without data."""
    ignored = shutil.ignore_patterns("data", "site", ".stagelift", "__pycache__")
    shutil.copytree(ROOT / "examples" / name, to / name, ignore=ignored)
    (to / name / "data").mkdir()
    return to / name


def same(ours: Sequence[Estimate], theirs: Sequence[Estimate]) -> None:
    """Counts exactly, other figures to one part in a thousand million."""
    assert len(theirs) == len(ours) > 3
    for one, other in zip(ours, theirs, strict=True):
        place = (one.metric, one.variant, one.segment)
        assert place == (other.metric, other.variant, other.segment)
        for name in EXACT:
            assert getattr(one, name) == getattr(other, name), (*place, name)
        for name in FIGURES:
            told = getattr(other, name)
            close = told if told is None else pytest.approx(told, rel=1e-9, abs=1e-15)
            assert getattr(one, name) == close, (*place, name)


@pytest.mark.realdata
def test_one_row_a_customer(move, tmp_path):
    root = example("hillstrom", tmp_path)
    shutil.copy(needed.real_data("hillstrom.csv.gz") / "hillstrom.csv.gz", root / "data")
    with stagelift.open(root) as ws:
        ours = ws.experiments["messages"].readout()
    dialect, asked = move(root), Told()
    with asked.heard(), stagelift.open(root) as ws:
        theirs = ws.experiments["messages"].readout()
        assert ws.engine.dialect == dialect
    assert asked.kinds == {"outcomes"}
    assert (theirs.assigned, theirs.health) == (ours.assigned, ours.health)
    # sums are told about a constant near the mean, which each engine draws for itself
    same(ours.estimates, theirs.estimates)


def test_a_year_at_the_grocer(move, tmp_path):
    """Complete Journey: coupons used, baskets after one, households gone silent, offers."""
    root = example(EXAMPLE.name, tmp_path)
    preparation().prepare(root / "data")
    ours, theirs = Told(), Told()
    with ours.heard():
        expected = kpis_of(root)
    move(root)
    with theirs.heard():
        found = kpis_of(root)
    same(expected, found)
    assert theirs.kinds >= {"cells", "outcomes", "rows"}
    # the embedded engine asks of each population apart, and finds sums of outcomes in another way
    for key in set(theirs) & set(ours):
        kind, answer = theirs[key]
        assert differing(ours[key][1], answer) == [], kind


def kpis_of(root: Path) -> Sequence[Estimate]:
    with stagelift.open(root) as ws:
        wanted = {name: ws.metrics[name] for name in GROCER}
        return ws.kpis("2017-11", by="with_children", metrics=wanted).estimates
