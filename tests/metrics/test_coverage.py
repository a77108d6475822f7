"""For how many customers an attribute is known is said beside a split by it."""

from __future__ import annotations

from stagelift.metrics.coverage import coverages
from tiny import WEEK, day, workspace

METRICS = "  first: {conversion: ordered, within: 7 days}\n"
STAGES = "  looking: visited\n  buying: ordered\n"


def rows(known: int, unknown: int):
    names = [f"k{n}" for n in range(known)] + [f"u{n}" for n in range(unknown)]
    return [(name, day(1), "visited") for name in names]


def kpis(tmp_path, known: int, unknown: int):
    people = (("customer", "city"), [(f"k{n}", "Seoul") for n in range(known)])
    with workspace(
        tmp_path, rows(known, unknown), metrics=METRICS, stages=STAGES, customers=people
    ) as ws:
        return ws.kpis(WEEK, by="city")


def test_the_share_of_customers_with_a_value(tmp_path):
    found = kpis(tmp_path, known=30, unknown=20)
    [coverage] = found.coverages
    assert (coverage.attribute, coverage.known, coverage.units) == ("city", 30, 50)
    assert coverage.share == "60.0%"
    assert "city is known for 30 of 50 units of first (60.0%)." in str(found).splitlines()


def test_a_withheld_cell_is_not_told(tmp_path):
    found = kpis(tmp_path, known=30, unknown=4)
    assert found.coverages == ()
    assert "is known for" not in str(found)
    assert coverages(found.estimates)[0].known == 30  # unless nothing is withheld


def test_nothing_is_said_where_everyone_has_a_value(tmp_path):
    assert kpis(tmp_path, known=30, unknown=0).coverages == ()
