"""KPIs of a table with one finished row per customer, counted by hand."""

from __future__ import annotations

import pytest

import stagelift
from stagelift.errors import DefinitionError
from stagelift.metrics.ratio import Ratio

FILES = {
    "journey.yaml": (
        "country: KR\nlanguages: [en]\nas_of: 2026-11-16\n"
        "sources:\n  people: {read: data/people.csv, shape: unit, customer: who, keep: [city]}\n"
        "stages: {purchase: ordered}\n"
    ),
    "metrics/outcomes.yaml": (
        "metrics:\n  bought: {conversion: {column: bought}}\n  spend: {sum: {column: spend}}\n"
        "  basket: {ratio: {column: spend}, per: {column: bought}}\n"
    ),
    # Seoul: 2 of 3 known bought, one unknown; Busan: 1 of 4; spend 10, 20, none, 0 and 4 times 5
    "data/people.csv": (
        "who,city,bought,spend\n1,Seoul,1,10\n2,Seoul,1,20\n3,Seoul,,\n4,Seoul,0,0\n"
        "5,Busan,1,5\n6,Busan,0,5\n7,Busan,0,5\n8,Busan,0,5\n"
    ),
}


@pytest.fixture
def found(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with stagelift.open(tmp_path) as workspace:
        kpis = workspace.kpis(period="2026-W46", by="city")
    return {(estimate.metric, estimate.segment): estimate for estimate in kpis}


@pytest.mark.parametrize(
    ("segment", "bought", "known"), [(None, 3, 7), ("city=Seoul", 2, 3), ("city=Busan", 1, 4)]
)
def test_shares_are_of_the_units_whose_outcome_is_known(found, segment, bought, known):
    estimate = found["bought", segment]
    assert (estimate.k, estimate.n) == (bought, known)
    assert estimate.value == pytest.approx(bought / known)
    assert estimate.status == "low_n"


def test_units_without_an_outcome_are_counted_apart(found):
    assert dict(found["bought", None].excluded) == {"missing": 1}
    assert dict(found["bought", "city=Busan"].excluded) == {}


def test_sums_are_means_per_unit_in_money(found):
    assert found["spend", "city=Seoul"].value == pytest.approx(10)
    assert found["spend", None].value == pytest.approx(50 / 7)
    assert found["spend", None].unit == "KRW"


def test_the_table_has_no_period_and_says_so(found):
    assert {estimate.period for estimate in found.values()} == {"all rows"}


@pytest.mark.parametrize(
    ("segment", "value", "known", "missing"),
    [(None, 50 / 3, 7, 1), ("city=Seoul", 15.0, 3, 1), ("city=Busan", 20.0, 4, 0)],
)
def test_a_ratio_of_columns_is_one_of_sums_over_units_that_have_both(
    found, segment, value, known, missing
):
    estimate = found["basket", segment]
    assert estimate.value == pytest.approx(value)
    assert (estimate.n, estimate.unit) == (known, "KRW")
    assert dict(estimate.excluded) == ({"missing": missing} if missing else {})


def test_a_column_beside_events_is_refused():
    with pytest.raises(DefinitionError, match="a column of finished rows and events came"):
        Ratio(name="odd", ratio={"column": "spend"}, per="ordered")
