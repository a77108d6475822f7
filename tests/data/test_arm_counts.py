"""Counts per arm as they are read: whole numbers, one row an arm, all else with its reason."""

from __future__ import annotations

import duckdb
import pytest

from stagelift.data.query.arm_counts import read_arms, write_rejected_arms
from stagelift.errors import DataError, DefinitionError

from .worlds import World

COUNTS = {"shape": "counts", "experiment": "test", "variant": "arm", "n": "sent", "k": "clicked"}
HEADER = ["test", "arm", "sent", "clicked"]


def arms_of(world: World, rows: list[list[str]], **more: str):
    world.text("arms", HEADER, rows)
    journey = world.journey({"arms": {**COUNTS, **more}})
    return read_arms(world.engine(journey), journey.sources["arms"])


def test_arms_with_their_counts(world: World):
    found = arms_of(world, [["a", "x", "100", "7"], ["a", "y", "90.0", "0"], ["b", "x", "0", "0"]])
    assert sorted((a.experiment, a.variant, a.n, a.k, a.rejected) for a in found.arms) == [
        ("a", "x", 100, 7, ""),
        ("a", "y", 90, 0, ""),
        ("b", "x", 0, 0, ""),
    ]
    assert (found.counts.rows, found.counts.kept, found.counts.rejected) == (3, 3, {})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", "x", "10", "1"], "missing_experiment"),
        (["a", " ", "10", "1"], "missing_variant"),
        (["a", "x", "", "1"], "missing_n"),
        (["a", "x", "10", ""], "missing_k"),
        (["a", "x", "ten", "1"], "bad_n"),
        (["a", "x", "10", "1e400"], "bad_k"),
        (["a", "x", "10.5", "1"], "n_not_whole"),
        (["a", "x", "10", "0.5"], "k_not_whole"),
        (["a", "x", "-10", "1"], "n_negative"),
        (["a", "x", "10", "-1"], "k_negative"),
        (["a", "x", "10", "11"], "k_above_n"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(world: World, row: list[str], reason: str):
    found = arms_of(world, [row, ["b", "y", "10", "1"]])
    assert found.counts.rejected == {reason: 1}
    assert (found.counts.rows, found.counts.kept) == (2, 1)
    spoilt = [arm for arm in found.arms if arm.rejected]
    assert [(arm.n, arm.k, arm.rejected) for arm in spoilt] == (
        [] if reason == "missing_experiment" else [(None, None, reason)]
    )


def test_an_arm_that_comes_twice_is_refused_both_times(world: World):
    found = arms_of(world, [["a", "x", "10", "1"], ["a", "x", "12", "1"], ["a", "y", "10", "1"]])
    assert found.counts.rejected == {"duplicate_arm": 2}
    assert [arm.variant for arm in found.arms if not arm.rejected] == ["y"]


def test_typed_columns_and_expressions(world: World):
    columns = {"test": "integer", "arm": "text", "sent": "double precision", "clicked": "bigint"}
    world.typed("arms", columns, [["7", "x", "10.0", "4"], ["7", "y", "10.5", "4"]])
    journey = world.journey({"arms": {**COUNTS, "k": "clicked - 1"}})
    found = read_arms(world.engine(journey), journey.sources["arms"])
    assert [(arm.experiment, arm.n, arm.k) for arm in found.arms if not arm.rejected] == [
        ("7", 10, 3)
    ]
    assert found.counts.rejected == {"n_not_whole": 1}


def test_without_a_name_an_arm_is_its_place_in_the_experiment(files: World):
    rows = [["b", "", "5", "1"], ["a", "", "10", "1"], ["b", "", "6", "1"], ["a", "", "10", "1"]]
    found = arms_of(files, rows, variant="row")
    assert [(arm.experiment, arm.variant, arm.n) for arm in found.arms] == [
        ("b", "1", 5),
        ("a", "1", 10),
        ("b", "2", 6),
        ("a", "2", 10),
    ]


@pytest.mark.engine
def test_rows_of_a_table_have_no_place(tables: World):
    with pytest.raises(DataError, match="variant: row numbers the arms by their place"):
        arms_of(tables, [["a", "", "10", "1"]], variant="row")


def test_a_mapping_that_does_not_fit_names_the_column(world: World):
    with pytest.raises(DefinitionError, match=r"sources.arms.n: no column 'sents'") as caught:
        arms_of(world, [["a", "x", "10", "1"]], n="sents")
    assert "Did you mean 'sent'?" in str(caught.value)


def test_rejected_rows_are_kept_as_they_were(files: World, tmp_path):
    files.text("arms", HEADER, [["a", "x", "10", "11"], ["a", "y", "10", "1"]])
    journey = files.journey({"arms": COUNTS})
    path = tmp_path / "quarantine" / "arms.parquet"
    write_rejected_arms(files.engine(journey), journey.sources["arms"], path)
    with duckdb.connect() as connection:
        found = connection.read_parquet(str(path))
        assert found.columns == [*HEADER, "rejected_because"]
        assert found.fetchall() == [("a", "x", "10", "11", "k_above_n")]
