"""Every kind of question the package asks of the demo shop: the same numbers on every engine."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

import stagelift
from engines.asked import (
    ASKS,
    EVERYTHING,
    Told,
    differing,
    forms_in_the_source,
    kinds_in_the_source,
)

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]
BOOKS = "data/test_contracts_role.py::test_the_books_are_the_same_integers_on_every_engine"
HOMES = "data/test_households_on_engines.py::test_sums_of_households_are_those_counted_by_hand"
LASTING = "data/test_lasting.py::test_only_a_session_that_was_not_over_a_day_later_is_found"
LEAKS = "data/test_households_on_engines.py::test_divided_households_are_counted"
PRESSED = "data/test_households_on_engines.py::test_messages_in_a_span_and_late_events_are_counted"
SEGMENTS = "data/test_segments_on_engines.py::test_every_question_on_every_engine"
SIDES = "data/test_side_tables.py::test_the_same_sums_on_every_engine"
STAGES = "data/test_stages_on_engines.py::test_every_engine_counts_the_same"
DERIVED = "data/test_derived_on_engines.py::test_kpis_of_several_events"
KINDS = "data/test_kinds_on_engines.py::test_kpis_and_experiments_with_their_covariates"
FINISHED = "data/test_values_on_engines.py::test_counts_by_value_and_sums_by_group_of_finished_rows"
VALUES = "data/test_values_on_engines.py::test_counts_by_value_and_sums_by_group_of_events"
# kinds of question the demo shop has no use for, and the test on small tables that asks them
ELSEWHERE = {
    "CrosswalkQuestion": STAGES,
    "books": BOOKS,
    "contact pressure": PRESSED,
    "events found": STAGES,
    "first contacts": STAGES,
    "household leaks": LEAKS,
    "households": HOMES,
    "lasting sessions": LASTING,
    "messages of": VALUES,
    "motives": SEGMENTS,
    "named stages": VALUES,
    "outcomes": FINISHED,
    "rfm": SEGMENTS,
    "stage entries": STAGES,
    "units": VALUES,
    "value groups": VALUES,
    "values": VALUES,
    "values by household": LEAKS,
}
# kinds of population and of value that it has no use for
FORMS_ELSEWHERE = {
    "Alive": KINDS,
    "ContractEnd": SIDES,
    "LatestScore": SIDES,
    "Outcome": FINISHED,
    "StageAdvance": SIDES,
    "StageExit": DERIVED,
}


# the embedded engine's own way to sums that others give as "outcomes"
EMBEDDED = {"outcomes, some", "outcomes by value"}


@pytest.fixture(scope="module")
def told(move, files_of_a_shop, told_here, tmp_path_factory):
    """What another engine answers."""
    root = tmp_path_factory.mktemp("moved") / "shop"
    shutil.copytree(files_of_a_shop, root, ignore=shutil.ignore_patterns(".stagelift"))
    dialect = move(root)
    there = Told()
    with there.heard(told_here), stagelift.open(root) as ws:
        ws.contract.keep("events", ("at", "event"), optional=EVERYTHING)
        for ask in ASKS.values():
            ask(ws)
        assert ws.engine.dialect == dialect
    return there


def test_answers_are_equal(told, told_here):
    assert {told[key][0] for key in set(told) - set(told_here)} == set()
    for key, (kind, answer) in told.items():
        assert differing(told_here[key][1], answer) == [], kind


def test_every_kind_of_question_was_asked(told):
    assert kinds_in_the_source() - told.kinds - EMBEDDED == set(ELSEWHERE)
    assert forms_in_the_source() - told.forms == set(FORMS_ELSEWHERE)


@pytest.mark.parametrize("place", sorted({*ELSEWHERE.values(), *FORMS_ELSEWHERE.values()}))
def test_what_the_shop_has_no_use_for_runs_on_small_tables(place):
    path, _, name = place.partition("::")
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    (test,) = (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name)
    # the fixture `world` is the embedded engine, then the server; with the mark Spark, too
    assert "world" in {one.arg for one in test.args.args}
    assert "pytest.mark.on_spark" in map(ast.unparse, test.decorator_list)


def test_the_page_says_how_many_kinds_there_are():
    text = " ".join((ROOT / "docs" / "engines.md").read_text(encoding="utf-8").split())
    assert f"there are, {len(kinds_in_the_source() - EMBEDDED)} of them" in text
    assert f"the {len(forms_in_the_source())} kinds of population and of value" in text
