"""Every kind of question the package asks gives the same numbers in Spark as in DuckDB."""

from __future__ import annotations

import ast
import os
import shutil
from pathlib import Path

import pytest

import needed
import stagelift
from engines.asked import ASKS, Told, differing, kinds_in_the_source
from stagelift.demo.world import make

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]
DEFINITIONS = ("metrics", "experiments", "messages")
# kinds of question the demo shop has no use for, and the test on small tables that asks them
ELSEWHERE = {
    "books": "data/test_contracts_role.py::test_the_books_are_the_same_integers_on_every_engine",
    "households": "data/test_households_on_engines.py"
    "::test_sums_of_households_are_those_counted_by_hand",
    "motives": "data/test_segments_on_engines.py::test_every_question_on_every_engine",
    "rfm": "data/test_segments_on_engines.py::test_every_question_on_every_engine",
}
# what neither this shop nor those tests ask
NOT_RUN = {
    *("contact pressure", "events found", "household leaks", "messages of"),
    *("named stages", "outcomes", "reached", "stage entries", "units", "value groups", "values"),
    "values by household",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The demo shop with few customers, read by the embedded engine."""
    root = tmp_path_factory.mktemp("shop")
    ignored = shutil.ignore_patterns("*.plan.yaml", "*.decision.yaml")
    for name in DEFINITIONS:
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    shutil.copy(ROOT / "journey.yaml", root / "journey.yaml")
    make(root, customers=300)
    return root


# Spark plans each of some hundred questions for seconds: a quarter of an hour in all
whole = pytest.mark.skipif(
    os.environ.get("STAGELIFT_WHOLE_SPARK") != "1",
    reason="every question of the demo shop on Spark is asked with STAGELIFT_WHOLE_SPARK=1",
)


@pytest.fixture(scope="module")
def told(shop, spark_line):
    """What DuckDB answered, then Spark."""
    ours, theirs = Told(), Told()
    with ours.heard(), stagelift.open(shop) as ws:
        for ask in ASKS.values():
            ask(ws)
    text = (shop / "journey.yaml").read_text(encoding="utf-8")
    (shop / "journey.yaml").write_text(f"{spark_line}\n{text}", encoding="utf-8")
    shutil.rmtree(shop / ".stagelift", ignore_errors=True)
    with theirs.heard(ours), stagelift.open(shop) as ws:
        for ask in ASKS.values():
            ask(ws)
        assert ws.engine.dialect == "spark"
    return ours, theirs


@whole
def test_answers_are_equal(told):
    ours, theirs = told
    assert set(theirs) <= set(ours)
    for key, (kind, answer) in theirs.items():
        assert differing(ours[key][1], answer) == [], kind


@whole
def test_every_kind_of_question_was_asked(told):
    asked = {kind for kind, _ in told[1].values()}
    assert kinds_in_the_source() - asked - set(ELSEWHERE) <= NOT_RUN
    assert not NOT_RUN & asked


@pytest.mark.parametrize("place", sorted(set(ELSEWHERE.values())))
def test_what_the_shop_has_no_use_for_runs_on_small_tables(place):
    path, _, name = place.partition("::")
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    (test,) = (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name)
    assert "pytest.mark.on_spark" in map(ast.unparse, test.decorator_list)


@pytest.fixture(scope="module")
def one_row_a_customer(tmp_path_factory):
    """The e-mail test of 2008, when its data are beside the project."""
    folder = needed.real_data("hillstrom.csv.gz")
    root = tmp_path_factory.mktemp("hillstrom") / "hillstrom"
    ignored = shutil.ignore_patterns("data", "site", ".stagelift")
    shutil.copytree(ROOT / "examples" / "hillstrom", root, ignore=ignored)
    (root / "data").mkdir()
    shutil.copy(folder / "hillstrom.csv.gz", root / "data")
    return root


@pytest.mark.realdata
def test_one_row_a_customer(one_row_a_customer, spark_line):
    root = one_row_a_customer
    with stagelift.open(root) as ws:
        ours = ws.experiments["messages"].readout().estimates
    text = (root / "journey.yaml").read_text(encoding="utf-8")
    (root / "journey.yaml").write_text(f"{spark_line}\n{text}", encoding="utf-8")
    asked = Told()
    with asked.heard(), stagelift.open(root) as ws:
        theirs = ws.experiments["messages"].readout().estimates
    assert "outcomes" in {kind for kind, _ in asked.values()}
    # sums are told about a constant near the mean, which each engine draws for itself
    for one, other in zip(ours, theirs, strict=True):
        assert (one.n, one.k, one.status) == (other.n, other.k, other.status)
        for name in ("value", "se", "low", "high", "p_value"):
            told = getattr(other, name)
            close = told if told is None else pytest.approx(told, rel=1e-9, abs=1e-15)
            assert getattr(one, name) == close, (one.metric, one.variant, name)


def test_a_year_at_the_grocer(tmp_path, spark_line):
    """Complete Journey: the redemption of three kinds of campaigns."""
    from examples.grocer import EXAMPLE, preparation

    root = tmp_path / "complete_journey"
    ignored = shutil.ignore_patterns("data", "site", ".stagelift", "__pycache__")
    shutil.copytree(EXAMPLE, root, ignore=ignored)
    preparation().prepare(root / "data")
    ours, theirs = Told(), Told()
    with ours.heard(), stagelift.open(root) as ws:
        name = next(iter(ws.metrics))
        ws.kpis("2017-11", metrics={name: ws.metrics[name]})
    text = (root / "journey.yaml").read_text(encoding="utf-8")
    (root / "journey.yaml").write_text(f"{spark_line}\n{text}", encoding="utf-8")
    with theirs.heard(), stagelift.open(root) as ws:
        ws.kpis("2017-11", metrics={name: ws.metrics[name]})
    assert set(theirs) == set(ours)
    for key, (kind, answer) in theirs.items():
        assert differing(ours[key][1], answer) == [], kind
