"""Sums by the values of small columns: equal to wide integers, or not given at all."""

from __future__ import annotations

import json
import subprocess
import sys

import duckdb
import pytest

import stagelift
from stagelift.data.query.grouped_sums import unit_of
from stagelift.data.query.units import UnitMeasurement, grouped_sums_found, unit_query
from stagelift.data.query.value_specs import Outcome
from stagelift.metrics.registry import forms

JOURNEY = """\
journey: mailing
zone: UTC
currency: EUR
sources:
  mail: {read: mail.parquet, shape: unit, customer: row, variant: arm}
stages:
  reached: sent
"""
PLAN = UnitMeasurement(
    (
        ("bought", Outcome("bought", binary=True, before="earlier")),
        ("spent", Outcome("spent", binary=False, before="earlier")),
        ("basket", Outcome("spent", binary=False, per="visits")),
        ("visits", Outcome("visits", binary=False, before="bought")),
        ("points", Outcome("points", binary=False)),
    ),
    variant=True,
)
COLUMNS = {
    "bought": "CAST(hash(i, 1) % 3 = 0 AS INTEGER)",
    "spent": "CAST(hash(i, 2) % 100000 / 100 - 90 AS DECIMAL(10, 2))",
    "earlier": "CAST(hash(i, 3) % 70000 / 1000 AS DECIMAL(15, 3))",
    "visits": "CAST(hash(i, 4) % 9 AS UTINYINT)",
    "points": "CAST(hash(i, 5) % 4000 AS BIGINT) - 1000",
}
ROWS = 20_000  # twice as many as are looked at first
# what reads events, looks more than once, or is told of them: nothing of it is in finished rows
OF_EVENTS = (
    *("stagelift.definitions.report", "stagelift.metrics.kpis", "stagelift.data.written"),
    *("stagelift.experiments.health.around", "stagelift.experiments.sections.telling"),
    *("stagelift.experiments.weekly", "stagelift.statistics.looks.plan"),
    *("stagelift.statistics.survival", "stagelift.statistics.looks.cost"),
)
MODULES = 315  # of stagelift; each is a thousandth of the readout's time
HEAVY = ("numpy", "scipy", "pandas", "pyarrow", "polars", "papermill", "jinja2", "altair")


def both(folder, **changed):
    """The grouped answer and the one in wide integers, by variant."""
    chosen = ", ".join(f"{text} AS {name}" for name, text in {**COLUMNS, **changed}.items())
    arm = "CASE WHEN hash(i, 9) % 2 = 0 THEN 'a' ELSE 'b' END"
    duckdb.sql(
        f"COPY (SELECT {arm} AS arm, {chosen} FROM range({ROWS}) AS t(i)) "
        f"TO '{folder / 'mail.parquet'}' (FORMAT parquet)"
    )
    (folder / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    with stagelift.open(folder) as workspace:
        contract = workspace.contract
        found = grouped_sums_found(contract, PLAN)
        wide = contract.answer("wide", lambda: unit_query(contract, PLAN))
    return found, {row["variant"]: row for row in wide.dicts()}


def centred(row, number):
    """What a measurement says of one value whatever constant was taken off."""
    n, total, shift = int(row[f"n{number}"]), int(row[f"s1_{number}"] or 0), row.get(f"h{number}")
    shift = int(shift or 0)
    told = {"n": n, "missing": int(row[f"i{number}"]), "sum": total + n * shift}
    if f"s2_{number}" in row:
        squares = int(row[f"s2_{number}"] or 0)
        told["squares"] = squares + 2 * shift * total + n * shift**2
    if f"p0_{number}" in row:
        m, x, y, xx, yy, xy, a, b = (int(row[f"p{i}_{number}"] or 0) for i in range(8))
        told["pair"] = (m, x + m * a, y + m * b, xy + a * y + b * x + m * a * b)
        told["pair squares"] = (xx + 2 * a * x + m * a * a, yy + 2 * b * y + m * b * b)
    return told


def equal(found, wide):
    for row in found.dicts():
        other = wide.pop(row["variant"])
        for number in range(len(PLAN.values)):
            assert centred(row, number) == centred(other, number)
        assert (row["o0"], row["unproven"]) == (0, 0)
        for name in (f"q{place}_2" for place in range(4)):
            assert row[name] == pytest.approx(float(other[name]), rel=1e-9)
    assert not wide


GAPS = {
    "bought": f"CASE WHEN i % 11 > 0 THEN {COLUMNS['bought']} END",
    "spent": f"CASE WHEN i % 7 > 0 THEN {COLUMNS['spent']} END",
    "visits": f"CASE WHEN i % 5 > 0 THEN {COLUMNS['visits']} END",
    "earlier": f"CASE WHEN i <> 15000 THEN {COLUMNS['earlier']} END",  # not among the first rows
}


@pytest.mark.parametrize("changed", [{}, GAPS], ids=["complete", "gaps, one of them late"])
def test_the_sums_equal_those_in_wide_integers(tmp_path, changed):
    equal(*both(tmp_path, **changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"spent": "CASE WHEN i = 15000 THEN 90000000 ELSE 1 END::BIGINT"},
        {"spent": "CASE WHEN i = 15000 THEN 9000000000000000000 ELSE 1 END::BIGINT"},
        {"points": "CASE WHEN i = 15000 THEN 600 ELSE i % 4 END"},
        {"visits": "CASE WHEN i = 15000 THEN 600 ELSE i % 4 END"},
        {"spent": "CAST(i AS DOUBLE)"},
        {"spent": "CAST(i AS VARCHAR)"},
        {"spent": "CAST(i AS DECIMAL(18, 2))"},
        {"bought": "CAST(i % 2 AS DECIMAL(3, 1))"},
        {"spent": "9_000_000_000_000 + CAST(i % 100 AS BIGINT)"},  # not counted in wide integers
        {"spent": "CAST(9_007_199_254_740_992 + CAST(i % 100 AS BIGINT) AS BIGINT)"},
        {"spent": "CAST(-9_500_000_000_000 AS DECIMAL(15, 2))"},
    ],
    ids=[
        *("squares", "overflow", "late value", "late small", "double", "text", "long", "half"),
        *("too large", "not in a double", "too small"),
    ],
)
def test_what_is_not_proven_is_not_given(tmp_path, changed):
    found, wide = both(tmp_path, **changed)
    assert set(wide) == {"a", "b"}
    if changed.get("points"):  # the second small column is added up, not grouped by: no doubt
        equal(found, wide)
    else:
        assert found is None


def test_the_largest_values_added_up_equal_those_in_wide_integers(tmp_path):
    largest = "CAST(999_999_900_000 + CAST(i % 100 AS BIGINT) AS BIGINT)"
    equal(*both(tmp_path, points=largest, spent="CAST(-999_999_900_000.25 AS DECIMAL(15, 2))"))


def test_a_late_value_that_is_no_share_is_counted_as_before(tmp_path):
    found, wide = both(tmp_path, bought="CASE WHEN i = 15000 THEN 2 ELSE i % 2 END")
    others = {row["variant"]: int(row["o0"]) for row in found.dicts()}
    assert others == {name: int(row["o0"]) for name, row in wide.items()}
    assert sum(others.values()) == 1


@pytest.mark.parametrize(
    ("kind", "unit"),
    [("BIGINT", 1_000_000), ("DECIMAL(15,6)", 1), ("DECIMAL(4,0)", 1_000_000)]
    + [(kind, None) for kind in ("UBIGINT", "HUGEINT", "DECIMAL(15,7)", "DECIMAL(16,2)", "DOUBLE")],
)
def test_only_types_whose_values_a_double_holds_have_a_unit(kind, unit):
    assert unit_of(kind) == unit


@pytest.mark.slow
def test_a_readout_of_finished_rows_loads_no_heavy_library_and_nothing_of_events(tmp_path):
    both(tmp_path)
    files = {
        "metrics/all.yaml": "metrics:\n  bought: {conversion: {column: bought, before: earlier}}\n"
        "  spent: {sum: {column: spent, before: earlier}}\n"
        "  basket: {ratio: {column: spent}, per: {column: visits}}\n",
        "experiments/trial.yaml": "audience: everyone\nenters: once, on 2026-01-05\n"
        "primary: bought\nsecondary: [spent, basket]\nvariants: {a: email, b: push}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    code = (
        "import sys\nfrom stagelift.cli import main\n"
        f"main(['-C', {str(tmp_path)!r}, 'readout', 'trial', '--json'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY + OF_EVENTS!r} if name in sys.modules], file=sys.stderr)\n"
        "print(*[name for name in sys.modules if name.startswith('stagelift.')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert {row["metric"] for row in told["adjusted"]} >= {"bought", "spent"}
    *_, unneeded, loaded = done.stderr.strip().splitlines()
    assert unneeded == "[]"
    kinds = {kind.__module__ for kind in forms()} & set(loaded.split())
    assert kinds == {f"stagelift.metrics.{name}" for name in ("conversion", "total", "ratio")}
    assert len(loaded.split()) <= MODULES
