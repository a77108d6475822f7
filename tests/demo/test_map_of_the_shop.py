"""The map of the demo shop, whatever period it is of: one verdict, and no advice against itself."""

from __future__ import annotations

import pytest

PERIODS = ("2026-W43", "2026-W45", "2026-W46", "2026-09", "2026-10", "2026-Q3")


@pytest.fixture(scope="module")
def maps(shop):
    return {period: shop.map(period=period) for period in PERIODS}


@pytest.mark.parametrize("period", PERIODS)
def test_no_stage_is_to_be_left_alone_that_a_step_could_gain_at(maps, period):
    steps = [row for row in maps[period].section("holding").records if row["kind"] == "step"]
    raised = {row["reached"] for row in steps if (row["gain_value"] or 0.0) > 0.0}
    assert raised
    left = {row["stage"] for row in maps[period].section("leave").records}
    assert not left & raised


def test_the_page_of_a_month_shows_a_target_s_newest_week_as_the_page_of_that_week(maps):
    """October ends on a Saturday: its last whole week is the 43rd."""
    week, month = (
        {
            row["target_of"]: (row["period"], row["value"], row["n"])
            for row in maps[period].section("targets").records
        }
        for period in ("2026-W43", "2026-10")
    )
    assert week
    assert month == week


@pytest.mark.parametrize("period", ["2026-10", "2026-Q3"])
def test_what_fell_since_is_not_to_be_left_alone(maps, period):
    leaks = {
        row["reached"] for row in maps[period].section("holding").records if row["kind"] == "leak"
    }
    assert leaks
    assert not {row["stage"] for row in maps[period].section("leave").records} & leaks


@pytest.mark.parametrize("period", PERIODS)
def test_no_step_promises_less_than_nothing(maps, period):
    for row in maps[period].section("holding").records:
        if row["kind"] == "step" and row["gain_value"] is not None:
            assert row["gain_value"] >= 0.0
