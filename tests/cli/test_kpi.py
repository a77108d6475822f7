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


def test_metrics_are_named_as_why_names_one(run, shop):
    def names(*words):
        return [row["metric"] for row in json.loads(run(shop, *words, "--json").output)]

    first = (shop / "metrics" / "first_order.yaml").read_text(encoding="utf-8")
    (shop / "metrics" / "second.yaml").write_text(first, encoding="utf-8")
    week = ("--period", "2026-W45")
    assert len(set(names("kpi", *week))) > 1
    assert set(names("kpi", "first_order", *week)) == {"first_order"}
    assert set(names("kpi", "first_order", *week, "--compare", "before")) == {"first_order"}
    text = run(shop, "kpi", "first_order", *week).output
    assert "first_order" in text
    every = [line.split()[0] for line in run(shop, "kpi", *week).output.splitlines() if line]
    others = set(names("kpi", *week)) - {"first_order"}
    assert others & set(every)
    assert not others & {line.split()[0] for line in text.splitlines() if line}
    query = run(shop, "kpi", "first_order", *week, "--sql").output
    assert query == run(shop, "sql", "first_order", *week).output
    wrong = run(shop, "kpi", "frist_order", *week)
    assert wrong.exit_code == 2
    assert "kpi: unknown metric 'frist_order'. Did you mean 'first_order'?" in wrong.output
