"""Rows as real sources have them: late, repeated, conflicting, without a time."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from stagelift.demo.curve import DAY, HOUR, START
from stagelift.demo.tables import rows, write_file


def test_every_true_event_arrives_once_and_first():
    at = START + np.arange(5_000) * HOUR
    table = rows(at, np.random.default_rng(1))
    ids, first = np.unique(table.id, return_index=True)
    whole = ids < at.size
    assert ids[whole].tolist() == list(range(at.size))
    assert (table.at[first][whole] == at).all()
    assert (np.diff(table.ingested) >= 0).all()


def test_defects_are_all_there_even_in_few_rows():
    at = START + np.arange(60) * HOUR
    table = rows(at, np.random.default_rng(2))
    assert (table.at == -1).sum() == 3
    assert table.id.size - np.unique(table.id).size == 3
    repeated = [key for key in set(table.id.tolist()) if (table.id == key).sum() > 1]
    conflicts = [key for key in repeated if np.unique(table.at[table.id == key]).size > 1]
    assert len(conflicts) == 1


def test_late_rows_arrive_within_two_days():
    at = np.full(20_000, START)
    lag = rows(at, np.random.default_rng(3)).ingested - START
    assert 0.02 < (lag > HOUR).mean() < 0.04
    assert lag.max() < 2 * DAY + 6 * HOUR


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "it's" / "numbers.parquet"
    with duckdb.connect() as connection:
        write_file(connection, path, {"n": np.arange(3)}, "n")
        before = path.read_bytes()
        with pytest.raises(duckdb.Error):
            write_file(connection, path, {"n": np.arange(3)}, "missing")
        assert connection.read_parquet(str(path)).fetchall() == [(0,), (1,), (2,)]
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == ["numbers.parquet"]


def test_the_files_of_a_small_world_hold_the_defects(small):
    for name, key, time in (
        ("app/*.parquet", "event_id", "ts"),
        ("orders.parquet", "order_no", "ordered_at"),
        ("receipts.parquet", "receipt_id", "happened"),
    ):
        total, keys, missing = small.sql.execute(
            f"SELECT count(*), count(DISTINCT {key}), count(*) FILTER ({time} IS NULL)"
            f" FROM '{small.root}/data/{name}'"
        ).fetchone()
        assert total - keys >= 3
        assert missing >= 3
