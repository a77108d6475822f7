"""Sources with one finished row per customer, counted by hand."""

from __future__ import annotations

import pytest

import stagelift
from stagelift.errors import DataError
from tiny import write_csv

JOURNEY = """\
journey: mailing
zone: UTC
currency: EUR
sources:
  mail: {read: mail.csv, shape: unit, customer: row, variant: arm, keep: {grade: grade}}
stages:
  reached: sent
"""
METRICS = """\
metrics:
  visited: {conversion: {column: visit}}
  spent: {sum: {column: spend}}
"""
TRIAL = """\
audience: everyone
enters: once, on 2026-01-05
primary: visited
secondary: [spent]
variants: {a: email, b: push}
"""
HEADER = ("arm", "visit", "spend", "grade")
ROWS = [("a", "0", "1.5", "x")] * 60 + [("a", "1", "", "y")] * 40 + [("b", "1", "-2.25", "")] * 100


def readout(root, rows):
    write_csv(root / "mail.csv", HEADER, rows)
    (root / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    for folder, name, text in (("metrics", "all", METRICS), ("experiments", "trial", TRIAL)):
        (root / folder).mkdir(exist_ok=True)
        (root / folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with stagelift.open(root) as ws:
        return ws.experiments["trial"].readout()


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return readout(tmp_path_factory.mktemp("units"), ROWS)


def test_outcome_columns_are_counted_per_variant(found):
    shares = {e.variant: (e.n, e.k) for e in found.estimates if e.measure == "level" and e.k}
    assert shares == {"a": (100, 40), "b": (100, 100)}


def test_a_missing_outcome_leaves_out_the_unit_and_is_counted(found):
    spent = found.estimate("spent", "level", "a")
    assert (spent.n, spent.value, spent.excluded) == (60, 1.5, (("missing", 40),))
    assert found.estimate("spent", "level", "b").value == -2.25
    assert found.assigned == {"a": 100, "b": 100}


def test_a_table_of_units_is_final_and_has_no_day(found):
    assert found.final
    assert found.planned_end is None


def test_a_conversion_of_a_column_takes_zero_and_one_only(tmp_path):
    rows = [*ROWS, ("a", "2", "1", "x"), ("b", "0.5", "1", "x")]
    with pytest.raises(DataError, match="column 'visit': 1 rows hold neither 0 nor 1"):
        readout(tmp_path, rows)


def test_columns_of_zero_and_one_alone_are_counted_once_a_unit(tmp_path):
    write_csv(tmp_path / "mail.csv", HEADER, ROWS)
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    (tmp_path / "metrics").mkdir()
    metrics = "metrics:\n  visited: {conversion: {column: visit}}\n"
    (tmp_path / "metrics" / "all.yaml").write_text(metrics, encoding="utf-8")
    with stagelift.open(tmp_path) as ws:
        found = {e.segment: (e.k, e.n) for e in ws.kpis(by="grade") if e.metric == "visited"}
    assert found == {
        None: (140, 200),
        "grade=x": (0, 60),
        "grade=y": (40, 40),
        "grade=unknown": (100, 100),
    }
