"""Nobody few is told of by a named segment that nearly everyone is in."""

from __future__ import annotations

import pytest

from tiny import WEEK, day, workspace

SEGMENT = "  many: {where: {kind: many}}\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Forty who look and thirty who buy; all but three who look are in the segment."""
    log = [(f"a{n}", day(0), "visited") for n in range(40)]
    log += [(f"b{n}", day(0), "ordered") for n in range(30)]
    people = [(f"a{n}", "few" if n < 3 else "many") for n in range(40)]
    people += [(f"b{n}", "few" if n < 15 else "many") for n in range(30)]
    root = tmp_path_factory.mktemp("outside")
    table = (("customer", "kind"), people)
    with workspace(root, log, segments=SEGMENT, customers=table) as ws:
        yield ws


def numbers(rows, name="k", **where):
    return [row[name] for row in rows if all(row[key] == v for key, v in where.items())]


def test_a_stage_of_a_snapshot(shop):
    rows = shop.who(by="many").to_dicts()
    assert numbers(rows, stage="looking", segment=None) == [40]
    assert numbers(rows, stage="looking", segment="many") == [None]  # 37 would tell of the three
    # 52 less 15 would, too
    assert numbers(rows, stage="buying", segment="many") == [None]
    assert numbers(rows, stage=None, segment="many") == [52]


def test_a_move(shop):
    rows = shop.transitions("2026-01-06", "2026-01-07", by="many").to_dicts()
    assert numbers(rows, start="looking", stage="looking", segment=None) == [40]
    assert numbers(rows, start="looking", stage="looking", segment="many") == [None]


def test_stays(shop):
    rows = shop.time_in_stage(WEEK, by="many").to_dicts()
    assert set(numbers(rows, "n", stage="looking", segment="many")) == {None}
    assert None not in numbers(rows, "n", stage="buying", segment="many")


def test_occupation_and_ways(shop):
    rows = shop.occupation(WEEK, stage="looking", days=(1,), by="many").to_dicts()
    assert set(numbers(rows, "n", segment="many")) == {None}
    assert None not in numbers(rows, "n", segment=None)
    ways = shop.paths(WEEK, by="many").to_dicts()
    assert numbers(ways, segment=None, path="looking") == [40]
    assert numbers(ways, segment="many", path="looking") == []
