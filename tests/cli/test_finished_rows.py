"""An experiment read from finished rows needs no days: it is ready, and no draft."""

from __future__ import annotations

import json

import pytest

JOURNEY = """\
journey: letters
country: KR
languages: [en]
as_of: 2026-11-16 06:00
sources:
  people: {read: people.csv, shape: unit, customer: row, variant: arm}
stages: {purchase: ordered}
"""
EXPERIMENT = """\
question: Which?
audience: everyone
primary: bought
variants: {a: email, b: email}
"""


def test_it_is_ready_for_its_readout(run, tmp_path):
    for name, text in {
        "journey.yaml": JOURNEY,
        "people.csv": "arm,bought\na,1\nb,0\n",
        "metrics/bought.yaml": "conversion: {column: bought}\n",
        "experiments/letter.yaml": EXPERIMENT,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    home = run(tmp_path).output
    assert "letter  ready for its readout" in home
    assert home.splitlines()[-1].endswith("readout letter")
    checked = run(tmp_path, "check")
    assert checked.exit_code == 0
    assert "draft" not in checked.output


def written(root, customer, columns="who,arm,bought", rows=()):
    """A workspace of finished rows."""
    for name, text in {
        "journey.yaml": JOURNEY.replace("customer: row", f"customer: {customer}"),
        "people.csv": "\n".join([columns, *rows, ""]),
        "metrics/bought.yaml": "conversion: {column: bought}\n",
        "experiments/letter.yaml": EXPERIMENT,
    }.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


ROWS = ("kim,a,1", "lee,b,0", "kim,a,1", "kim,b,0", "lee,b,0", "cho,a,1")


def test_check_tells_of_customers_with_more_than_one_row(run, tmp_path):
    """Kim has three rows and lee two: six units are three customers."""
    written(tmp_path, "who", rows=ROWS)
    checked = run(tmp_path, "check")
    said = "people: 2 customers have more than one row; each counts, so n is 3 too large"
    assert said in checked.output
    line = next(line for line in checked.output.splitlines() if "units" in line)
    assert line.split()[0] == "!"
    (source,) = json.loads(run(tmp_path, "check", "--json").stdout)["sources"]
    assert (source["repeated_customers"], source["repeated_rows"]) == (2, 3)
    korean = run(tmp_path, "--language", "ko", "check").output
    assert "people: 고객 2명의 행이 둘 이상이고 모두 세므로 n이 3만큼 큽니다" in korean


@pytest.mark.parametrize("customer", ["who", "row"])
def test_check_is_silent_where_nobody_comes_twice_or_rows_stand_for_customers(
    run, tmp_path, customer
):
    rows = ROWS if customer == "row" else ("kim,a,1", "lee,b,0")
    written(tmp_path, customer, rows=rows)
    assert "more than one row" not in run(tmp_path, "check").output
    (source,) = json.loads(run(tmp_path, "check", "--json").stdout)["sources"]
    assert source.get("repeated_rows") == (0 if customer == "who" else None)


def test_one_row_an_experiment_is_no_repetition(run, tmp_path):
    rows = ("kim,spring,a,1", "kim,autumn,b,0", "lee,spring,b,1", "lee,spring,b,1")
    written(tmp_path, "who, experiment: trial", "who,trial,arm,bought", rows)
    (source,) = json.loads(run(tmp_path, "check", "--json").stdout)["sources"]
    assert (source["repeated_customers"], source["repeated_rows"]) == (1, 1)
