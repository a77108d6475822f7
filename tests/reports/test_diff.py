"""Two runs of a report side by side, by hand."""

from __future__ import annotations

import pytest

from stagelift.cli.diff_lines import diff_text, moved
from stagelift.definitions import Journey
from stagelift.errors import ArgumentError
from stagelift.reports import facts
from stagelift.reports.diff import diff
from stagelift.reports.manifest import FILE, Manifest, Stable
from stagelift.reports.programme.names import Names

LEVEL = {"metric": "first_order", "measure": "level", "unit": "share", "stage": "purchase"}


def run(state, number, *shown, period, key="", status="ok"):
    """A run as it is left behind: its manifest, and its facts in the archive."""
    run_id = f"2026111{number}T000000Z-{number:08d}"
    record = Manifest(
        run_id=run_id,
        key=f"weekly {period}{key}",
        status=status,
        started=f"2026-11-1{number}T00:00:00+00:00",
        finished=f"2026-11-1{number}T00:00:01+00:00",
        stable=Stable(
            report="weekly",
            period=period,
            parameters={},
            notebook="weekly.ipynb",
            notebook_hash="0",
            versions={},
        ),
        public="",
        facts=len(shown),
    )
    folder = state / "runs" / run_id
    folder.mkdir(parents=True)
    (folder / FILE).write_text(record.to_json(), encoding="utf-8")
    if shown:
        (state / "facts").mkdir(exist_ok=True)
        path = state / "facts" / f"{run_id}.parquet"
        facts.write(path, shown, run_id=run_id, report="weekly", run_time=record.finished)
    return run_id


def fact(name, value, **more):
    return {"name": name, **LEVEL, "period": "2026-W45", "value": value, "status": "ok", **more}


def limits(low, high):
    return fact("first_order.usual", None, measure="limit", low=low, high=high)


def test_a_number_without_a_unit_or_a_name_is_a_count_of_its_metric(tmp_path):
    for place, value in enumerate((3, 4), start=1):
        run(tmp_path, place, {**fact(None, value), "unit": None}, period=f"2026-W4{place}")
    (row,) = diff(tmp_path, "weekly", "2026-W41", "2026-W42").rows
    assert (row.name, row.unit, row.difference) == ("first_order", "count", 1)


def test_a_number_is_unusual_when_it_leaves_its_limits(tmp_path):
    run(tmp_path, 1, fact("first_order", 0.12), period="2026-W44")
    run(tmp_path, 2, fact("first_order", 0.08), limits(0.1, 0.14), period="2026-W45")
    (row,) = diff(tmp_path, "weekly", "2026-W44", "2026-W45").rows
    assert (row.a, row.b, row.unusual) == (0.12, 0.08, True)
    assert row.difference == pytest.approx(-0.04)
    (row,) = diff(tmp_path, "weekly", "2026-W45", "2026-W44").rows
    assert row.unusual is None  # the second has no limits


def test_a_level_without_limits_is_no_news_beside_those_that_have_some(tmp_path):
    def shown(state, *more):
        parts = [fact("nps.promoters", 0.3), fact("cart.effect", 0.02, measure="effect")]
        run(state, 1, fact("first_order", 0.12), *parts, period="2026-W44")
        now = [each | {"value": 0.5} for each in parts]
        run(state, 2, fact("first_order", 0.08), *now, *more, period="2026-W45")
        found = diff(state, "weekly", "2026-W44", "2026-W45")
        return [row.name for row in found.rows if moved(found, row)]

    judged = shown(tmp_path / "judged", limits(0.1, 0.14))
    assert judged == ["first_order", "cart.effect"]
    usual = shown(tmp_path / "usual", limits(0.01, 0.14))
    assert usual == ["cart.effect"]
    assert shown(tmp_path / "none") == ["first_order", "nps.promoters", "cart.effect"]


def test_a_new_definition_is_no_difference(tmp_path):
    run(tmp_path, 1, fact("first_order", 0.12, fingerprint="a"), period="2026-W44")
    run(tmp_path, 2, fact("first_order", 0.08, fingerprint="b"), period="2026-W45")
    (row,) = diff(tmp_path, "weekly", "2026-W44", "2026-W45").rows
    assert row.redefined
    assert row.difference is None


def test_what_only_one_run_has_is_absent_from_the_other(tmp_path):
    run(tmp_path, 1, fact("churn", 0.02, metric="churn"), period="2026-W44")
    run(tmp_path, 2, fact("first_order", None, status="no_data"), period="2026-W45")
    found = diff(tmp_path, "weekly", "2026-W44", "2026-W45")
    assert [(r.name, r.status_a, r.status_b) for r in found.rows] == [
        ("first_order", "absent", "no_data"),
        ("churn", "ok", "absent"),
    ]
    assert {row["difference"] for row in found.to_dicts()} == {None}


def test_the_page_that_shows_most_speaks_for_a_period(tmp_path):
    both = (fact("first_order", 0.1), fact("churn", 0.02, metric="churn"))
    run(tmp_path, 1, *both, period="2026-W44", key=" page=full")
    run(tmp_path, 2, both[0], period="2026-W44")
    run(tmp_path, 3, *both, period="2026-W45", key=" page=full")
    assert len(diff(tmp_path, "weekly", "2026-W44", "2026-W45").rows) == 2


def test_pages_of_one_length_are_held_against_each_other(tmp_path):
    both = (fact("first_order", 0.1), fact("churn", 0.02, metric="churn"))
    run(tmp_path, 1, both[0], period="2026-W44")
    run(tmp_path, 2, *both, period="2026-W45", key=" page=full")
    brief = run(tmp_path, 3, both[0], period="2026-W45")
    found = diff(tmp_path, "weekly", "2026-W44", "2026-W45")
    assert found.second.run_id == brief
    assert [row.b for row in found.rows] == [0.1]


def test_pages_of_two_lengths_are_held_against_each_other_where_there_are_no_others(tmp_path):
    run(tmp_path, 1, fact("first_order", 0.12), period="2026-W44")
    full = run(tmp_path, 2, fact("first_order", 0.1), period="2026-W45", key=" page=full")
    assert diff(tmp_path, "weekly", "2026-W44", "2026-W45").second.run_id == full


def test_two_runs_of_a_period_restate_it(tmp_path):
    old = run(tmp_path, 1, fact("first_order", 0.12), period="2026-W44")
    new = run(tmp_path, 2, fact("first_order", 0.11), period="2026-W44")
    found = diff(tmp_path, "weekly", old, new)
    assert found.restates
    assert (found.rows[0].a, found.rows[0].b) == (0.12, 0.11)
    assert diff(tmp_path, "weekly", old, "2026-W44").second.run_id == new
    with pytest.raises(ArgumentError, match=rf"are the same run; name two of: {old}, {new}"):
        diff(tmp_path, "weekly", "2026-W44", "2026-W44")


def test_an_unknown_name_gets_the_nearest(tmp_path):
    run(tmp_path, 1, fact("first_order", 0.12), period="2026-W44")
    run(tmp_path, 2, period="2026-W45", status="failed")
    with pytest.raises(ArgumentError, match="Did you mean 'weekly'"):
        diff(tmp_path, "weekli", "2026-W44", "2026-W45")
    with pytest.raises(ArgumentError, match=r"for '2026-W45'\. Did you mean '2026-W44'"):
        diff(tmp_path, "weekly", "2026-W44", "2026-W45")


NAMES = Names(
    Journey.model_construct(stages={}, segments={}),
    {},
    {},
    "en",
)


def told(state, *, every=False):
    return diff_text(diff(state, "weekly", "2026-W44", "2026-W45"), NAMES, every=every).splitlines()


def test_the_largest_change_stands_first_with_its_intervals(tmp_path):
    def both(value, worth):
        return (
            fact("first_order", value, low=value - 0.01, high=value + 0.01),
            fact("basket", worth, metric="basket", unit="KRW", low=worth - 500, high=worth + 500),
        )

    run(tmp_path, 1, *reversed(both(0.12, 3_000)), period="2026-W44")
    run(tmp_path, 2, *reversed(both(0.08, 3_100)), period="2026-W45")
    order, basket = told(tmp_path)[2:4]
    assert order.startswith("  first order · purchase")
    assert "12.0% [11.0%, 13.0%]" in order
    assert "−4.0" in order
    assert basket.startswith("  basket · purchase")


def test_what_one_run_has_alone_is_last_and_counted(tmp_path):
    run(tmp_path, 1, fact("order", 0.1, metric="order"), period="2026-W44")
    new = [fact("churn", 0.02, metric="churn"), fact("nps.promoters", 0.3, metric="nps.promoters")]
    run(tmp_path, 2, *new, fact("order", 0.2, metric="order"), period="2026-W45")
    lines = told(tmp_path)
    assert lines[2].startswith("  order · purchase")
    assert lines[3] == "Only in 2026-W45: 2 numbers"
    assert lines[4].split("  ")[1:2] == ["churn · purchase"]
    assert lines[5].startswith("  nps · promoters · purchase")


def test_two_numbers_of_one_title_bear_their_ids(tmp_path):
    run(tmp_path, 1, fact("move.a", 0.1), fact("move.b", 0.1), period="2026-W44")
    run(tmp_path, 2, fact("move.a", 0.2), fact("move.b", 0.3), period="2026-W45")
    assert [line.partition("(")[2].partition(")")[0] for line in told(tmp_path)[2:]] == [
        "move.b",
        "move.a",
    ]


def test_a_relative_effect_is_told_in_per_cent(tmp_path):
    for place, value in enumerate((0.1, 0.2), start=1):
        lift = fact("channel.kakao", value, measure="lift", low=value - 0.05, high=value + 0.05)
        run(tmp_path, place, lift, period=f"2026-W4{place + 3}")
    text = "\n".join(told(tmp_path))
    assert all(f"+{part}%" in text for part in ("10.0", "20.0", "5.0", "25.0"))
    assert "pp" not in text
