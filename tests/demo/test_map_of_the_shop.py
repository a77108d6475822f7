"""The map of the demo shop, whatever period it is of: one verdict, and no advice against itself."""

from __future__ import annotations

import re

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


@pytest.fixture(scope="module")
def english(shop):
    return shop.map(period="2026-10", language="en")


def blocks(made):
    return [dict(block.lines) for block in made.section("now").blocks]


def test_each_rate_of_a_step_says_whose_and_of_which_days_it_is(english):
    """A month's first entries in 7 days, and earlier stays in 30: two shares of one stage."""
    onward = [block["goes on"] for block in blocks(english) if "goes on" in block]
    assert onward[:2]
    assert all(" who entered in 2026-" in said for said in onward)
    exits = [block["first exit"] for block in blocks(english)]
    assert exits
    assert all(said.startswith("of stays begun 7 Aug – 1 Oct, within 30 days: ") for said in exits)
    steps = english.section("holding").grids[0].rows
    assert {row[1].partition(" (")[2] for row in steps} == {"12 Oct – 8 Nov)", "31 Aug – 4 Oct)"}


def test_the_bottleneck_is_said_in_plain_words_with_its_weeks(english):
    by_money, by_customers, _ = english.section("holding").lines
    assert re.search(r"not \d+\.\d% \(12 Oct – 8 Nov\), ", by_money)
    assert by_customers.startswith("By customers no step clearly leads: ")
    assert "recounts" not in by_money
    said = [told for about, told in english.headlines if about == "bottleneck"]
    assert said == [by_money, by_customers]


def test_parts_of_the_day_and_what_is_not_known_read_as_words(english):
    hours = " ".join(english.section("hours").lines)
    assert "email: most often answered at night, least often in the morning" in hours
    cells = [cell for grid in english.section("untried").grids for r in grid.rows for cell in r]
    assert any("call: not known" in cell for cell in cells)
    assert not any("?" in cell for cell in cells)
