"""Contracts on both engines: terms that cannot be go to quarantine, each with its reason."""

from __future__ import annotations

import pytest

from stagelift.data.query import ContractCell, ContractMeasurement, PeriodWindow, measure_contracts

from .worlds import World, rows_of, us

HEADER = ["member", "from_day", "to_day", "fee"]
MAPPED = {
    "as": "contracts",
    "customer": "member",
    "start": "from_day",
    "end": "to_day",
    "mrr": "fee",
    "zone": "Asia/Seoul",
}


def contracts(world: World, rows, **changes):
    world.text("terms", HEADER, rows)
    mapped = {key: value for key, value in {**MAPPED, **changes}.items() if value}
    return world.contract({"terms": mapped})


def kept(contract):
    return [row[0] for row in rows_of(contract, "contracts", ["start"])]


def test_a_contract_that_ends_before_it_starts_is_rejected(world: World):
    rows = [
        ["kim", "2026-03-01", "2026-02-01", "10"],
        ["lee", "2026-03-01", "2026-03-01", "10"],  # ended as it started: possible
        ["han", "2026-03-01", "", "10"],
    ]
    contract = contracts(world, rows)
    assert contract.counts("contracts").rejected == {"end_before_start": 1}
    assert kept(contract) == ["han", "lee"]


def test_the_later_of_two_that_overlap_is_rejected(world: World):
    rows = [
        ["kim", "2026-01-01", "2026-02-01", "10"],
        ["kim", "2026-02-01", "2026-03-01", "10"],  # follows at once: no overlap
        ["kim", "2026-02-28", "", "10"],
        ["lee", "2026-01-01", "", "10"],
        ["lee", "2026-05-01", "2026-06-01", "10"],  # the first has never ended
        ["han", "2026-05-01", "2026-06-01", "10"],  # another customer
        ["choi", "2026-01-01", "2026-02-01", "10"],
        ["choi", "2026-01-01", "2026-02-01", "10"],  # the same row twice
    ]
    contract = contracts(world, rows)
    assert contract.counts("contracts").rejected == {"contract_overlaps": 3}
    assert kept(contract) == ["choi", "han", "kim", "kim", "lee"]


def test_what_is_rejected_itself_overlaps_with_nothing(world: World):
    rows = [
        ["kim", "2026-03-01", "2026-02-01", "10"],
        ["kim", "2026-03-02", "2026-04-01", "10"],
        ["lee", "2026-01-01", "soon", "10"],
        ["lee", "2026-03-02", "2026-04-01", "10"],
        ["", "2026-01-01", "", "10"],
        ["", "2026-02-01", "", "10"],
        ["han", "", "2026-02-01", "10"],
    ]
    contract = contracts(world, rows)
    assert contract.counts("contracts").rejected == {
        "bad_end": 1,
        "end_before_start": 1,
        "missing_customer": 2,
        "missing_start": 1,
    }
    assert kept(contract) == ["kim", "lee"]


def test_without_an_end_a_second_contract_overlaps(world: World):
    rows = [["kim", "2026-01-01", "", ""], ["kim", "2026-05-01", "", ""], ["lee", "", "", ""]]
    contract = contracts(world, rows, end=None, mrr=None)
    assert contract.counts("contracts").rejected == {"contract_overlaps": 1, "missing_start": 1}


@pytest.mark.on_spark
def test_the_books_are_the_same_integers_on_every_engine(world: World):
    rows = [
        ["stays", "2026-01-01", "", "10.5"],
        ["ends", "2026-01-01", "2026-10-05", "4"],
        ["again", "2026-01-01", "2026-10-02", "7"],
        ["again", "2026-10-03", "", "8"],
        ["joins", "2026-10-03", "", "3"],
        ["passes", "2026-10-02", "2026-10-04", "3"],
        ["unpriced", "2026-01-01", "2026-10-02", ""],
        ["later", "2026-10-09", "", "3"],
        ["gone", "2025-01-01", "2026-10-01", "3"],
    ]
    contract = contracts(world, rows)
    week = PeriodWindow("w", us("2026-10-01T00:00+09:00"), us("2026-10-08T00:00+09:00"))
    (cell,) = measure_contracts(contract, ContractMeasurement((week,)))
    assert cell == ContractCell(
        period=0,
        segment=None,
        active=4,
        churned=2,
        joined=1,
        passed=1,
        unpriced=1,
        revenue=21_500_000,
        lost=4_000_000,
        revenue_squares=10_500_000**2 + 4_000_000**2 + 7_000_000**2,
        lost_squares=4_000_000**2,
    )
