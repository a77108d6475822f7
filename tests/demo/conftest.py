"""One small demo world, made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

import stagelift
from stagelift.demo.truth import Truth
from stagelift.demo.world import make

ROOT = Path(__file__).parents[2]


class Small(NamedTuple):
    root: Path
    truth: Truth
    sql: duckdb.DuckDBPyConnection


# What a careful reader keeps: rows with a time, known as of the world's instant, first arrival.
CLEAN = """
CREATE TABLE app AS SELECT user_id AS u, ts AS t, event_name AS event, os
FROM (SELECT DISTINCT ON (event_id) * FROM '{data}/app/*.parquet'
      WHERE ts IS NOT NULL AND ingested_at < TIMESTAMPTZ '2026-11-15 21:00:00+00'
      ORDER BY event_id, ingested_at);
CREATE TABLE orders AS SELECT member_no AS u, (ordered_at - INTERVAL 9 HOUR)::TIMESTAMPTZ AS t,
    net_amount - coupon_amount AS value,
    row_number() OVER (PARTITION BY member_no ORDER BY ordered_at) AS number
FROM (SELECT DISTINCT ON (order_no) * FROM '{data}/orders.parquet'
      WHERE ordered_at IS NOT NULL AND loaded_at < TIMESTAMP '2026-11-16 06:00:00'
      ORDER BY order_no, loaded_at);
CREATE TABLE receipts AS SELECT member_no AS u, to_timestamp(happened) AS t, kind, channel, template
FROM (SELECT DISTINCT ON (receipt_id) * FROM '{data}/receipts.parquet'
      WHERE happened IS NOT NULL ORDER BY receipt_id, received);
"""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    root = tmp_path_factory.mktemp("small world")
    truth = make(root, customers=6_000, seed=7)
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(CLEAN.format(data=root / "data"))
    return Small(root, truth, connection)


@pytest.fixture(scope="module")
def shop(small: Small, tmp_path_factory: pytest.TempPathFactory) -> Iterator[stagelift.Workspace]:
    """The small world under the shop's own definitions."""
    root = tmp_path_factory.mktemp("shop")
    for name in ("journey.yaml", "changes.yaml"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "metrics", root / "metrics")
    (root / "data").symlink_to(small.root / "data")
    with stagelift.open(root) as ws:
        yield ws
