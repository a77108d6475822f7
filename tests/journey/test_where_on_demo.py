"""The demo shop's customers by stage, beside plain SQL over its files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import stagelift
from stagelift.demo.world import make

ROOT = Path(__file__).parents[2]
JOURNEY = """\
country: KR
languages: [en]
as_of: 2026-11-16 06:00
sources:
  app:
    {{read: {data}/app/*.parquet, as: events, customer: user_id, time: ts, event: event_name,
     event_id: event_id, ingested: ingested_at}}
  orders:
    {{read: {data}/orders.parquet, as: events, customer: member_no, time: ordered_at,
     zone: Asia/Seoul, event: "'ordered'", event_id: order_no, ingested: loaded_at}}
stages:
  awareness: visited
  consideration: cart_added | wished
  purchase: ordered
  retention: ordered x2
  advocacy: review_written | friend_invited
"""
STAGES = ("awareness", "consideration", "purchase", "retention", "advocacy")
# Every row once, as known on the morning of 16 November in Seoul; stages by number.
EVENTS = """
CREATE TABLE events AS
WITH rows AS (
    SELECT user_id AS who, ts AS instant, event_name AS what, event_id AS id, ingested_at AS seen
    FROM '{data}/app/*.parquet'
    UNION ALL
    SELECT member_no, ordered_at AT TIME ZONE 'Asia/Seoul', 'ordered', order_no,
           loaded_at AT TIME ZONE 'Asia/Seoul'
    FROM '{data}/orders.parquet'
), known AS (
    SELECT *, row_number() OVER (PARTITION BY what = 'ordered', id ORDER BY seen) AS copy
    FROM rows
    WHERE instant < TIMESTAMPTZ '2026-11-16 06:00+09' AND seen < TIMESTAMPTZ '2026-11-16 06:00+09'
)
SELECT who, instant, CASE
        WHEN what = 'visited' THEN 1
        WHEN what IN ('cart_added', 'wished') THEN 2
        WHEN what = 'ordered' THEN
            CASE row_number() OVER (PARTITION BY who, what ORDER BY instant)
                WHEN 1 THEN 3 ELSE 4 END
        WHEN what IN ('review_written', 'friend_invited') THEN 5 END AS stage
FROM known WHERE copy = 1
"""
SPELLS = """
CREATE TABLE spells AS
SELECT who, stage, instant, lead(instant) OVER w AS until, lead(stage) OVER w AS next
FROM (
    SELECT *, lag(stage) OVER (PARTITION BY who ORDER BY instant, stage) AS before
    FROM events WHERE stage IS NOT NULL
)
WHERE before IS NULL OR before <> stage
WINDOW w AS (PARTITION BY who ORDER BY instant, stage)
"""
AT = "TIMESTAMPTZ '2026-10-01 00:00+09'"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    if (ROOT / "data" / "app").is_dir():
        return ROOT / "data"
    root = tmp_path_factory.mktemp("shop")
    make(root)
    return root / "data"


@pytest.fixture(scope="module")
def shop(data, tmp_path_factory):
    root = tmp_path_factory.mktemp("journey")
    (root / "journey.yaml").write_text(JOURNEY.format(data=data), encoding="utf-8")
    with stagelift.open(root) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def by_hand(data):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(EVENTS.format(data=data))
        connection.execute(SPELLS)
        yield lambda query: connection.execute(query).fetchall()


def test_the_snapshot_is_the_latest_stage_event_of_each_customer(shop, by_hand):
    rows = by_hand(
        f"""
        SELECT stage, count(*) FROM (
            SELECT who, arg_max(stage, epoch_us(instant) * 8 + stage) AS stage FROM events
            WHERE stage IS NOT NULL AND instant < {AT} GROUP BY who
        ) GROUP BY stage
        """
    )
    found = shop.who("2026-10-01")
    assert {name: found.customers(name) for name in STAGES} == {
        STAGES[number - 1]: n for number, n in rows
    }
    ((known,),) = by_hand(f"SELECT count(DISTINCT who) FROM events WHERE instant < {AT}")
    assert found.customers() == known > 20_000


def test_moves_between_two_instants(shop, by_hand):
    standing = (
        "SELECT who, stage FROM spells WHERE instant < {at} AND (until IS NULL OR until >= {at})"
    )
    end = "TIMESTAMPTZ '2026-11-01 00:00+09'"
    rows = by_hand(
        f"""
        SELECT a.stage, b.stage, count(*)
        FROM ({standing.format(at=AT)}) a JOIN ({standing.format(at=end)}) b USING (who)
        GROUP BY ALL
        """
    )
    found = shop.transitions("2026-10-01", "2026-11-01")
    for start, after, n in rows:
        assert found.customers(STAGES[start - 1], STAGES[after - 1]) == n
    before, later = shop.who("2026-10-01"), shop.who("2026-11-01")
    for name in STAGES:
        assert found.customers(name) == before.customers(name)
        assert found.customers(None, name) == later.customers(name)


def test_stays_of_a_month_and_their_ways_out(shop, by_hand):
    rows = by_hand(
        """
        SELECT stage, count(*), count(next) FILTER (next > stage), count(next) FILTER (next < stage)
        FROM (
            SELECT *, row_number() OVER (PARTITION BY who, stage ORDER BY instant) AS nth
            FROM spells WHERE instant >= TIMESTAMPTZ '2026-08-01 00:00+09'
              AND instant < TIMESTAMPTZ '2026-09-01 00:00+09'
        ) WHERE nth = 1 GROUP BY stage
        """
    )
    found = shop.time_in_stage("2026-08", within="30 days")
    for stage, n, advanced, back in rows:
        row = found.row(STAGES[stage - 1])
        exits = dict(row.exits)
        assert (row.n, exits.get("advance", 0), exits.get("back", 0)) == (n, advanced, back)
    # everybody is followed for 30 days, so the curve is the plain share
    ((share,),) = by_hand(
        """
        SELECT avg(CASE WHEN until IS NULL OR until - instant > INTERVAL '30 days'
                        THEN 1 ELSE 0 END)
        FROM (
            SELECT *, row_number() OVER (PARTITION BY who, stage ORDER BY instant) AS nth
            FROM spells WHERE instant >= TIMESTAMPTZ '2026-08-01 00:00+09'
              AND instant < TIMESTAMPTZ '2026-09-01 00:00+09'
        ) WHERE nth = 1 AND stage = 2
        """
    )
    assert found.row("consideration")["staying"].value == pytest.approx(share)


def test_ways_of_a_months_newcomers(shop, by_hand):
    rows = by_hand(
        """
        SELECT way[1:3], count(*) FROM (
            SELECT s.who, list(s.stage ORDER BY s.instant, s.stage) AS way
            FROM spells s
            JOIN (SELECT who, min(instant) AS first FROM spells GROUP BY who) f USING (who)
            WHERE s.instant < f.first + INTERVAL '30 days'
              AND f.first >= TIMESTAMPTZ '2026-09-01 00:00+09'
              AND f.first < TIMESTAMPTZ '2026-10-01 00:00+09'
            GROUP BY s.who
        ) WHERE len(way) <= 3 GROUP BY ALL
        """
    )
    counted = {tuple(STAGES[stage - 1] for stage in way): n for way, n in rows}
    found = [
        p for p in shop.paths("2026-09", within="30 days", length=3) if p.stages and not p.more
    ]
    assert len(found) >= 4
    for path in found:
        assert path.share.k == counted[path.stages]
