"""`stagelift kpi --compare`: changes on the screen and as rows."""

from __future__ import annotations

import json


def test_changes_from_the_period_before(run, shop):
    result = run(shop, "kpi", "--period", "2026-W45", "--compare", "before")
    lines = result.output.splitlines()
    assert lines[0].startswith("Changes, as of ")
    assert lines[1].split()[:5] == ["metric", "stage", "period", "against", "change"]
    assert "A change is no effect: nothing was held equal." in lines
    rows = json.loads(
        run(shop, "kpi", "--period", "2026-W45", "--compare", "before", "--json").output
    )
    assert {(row["measure"], row["period"], row["against"]) for row in rows} == {
        ("change", "2026-W45", "2026-W44")
    }


def test_changes_from_last_year_have_no_earlier_units_here(run, shop):
    result = run(shop, "kpi", "--period", "2026-W45", "--compare", "last-year")
    assert "2025-W45" in result.output
    assert "no_data" in result.output or "low_n" in result.output


def test_a_comparison_takes_no_split_and_only_known_words(run, shop):
    split = run(shop, "kpi", "--compare", "before", "--by", "segment")
    assert split.exit_code == 2
    assert "leave --by out" in split.output
    assert run(shop, "kpi", "--compare", "yesterday").exit_code == 2
