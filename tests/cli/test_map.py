"""`stagelift map`: the screen, JSON, a page, a file, and what changed since one."""

from __future__ import annotations

import json

import pytest


def test_the_map_on_the_screen(run, shop):
    result = run(shop, "map")
    lines = result.output.splitlines()
    assert result.exit_code == 0, result.output
    assert lines[0].startswith("Journey corner_shop, 2026-W46, as of 2026-11-16 06:00 Asia/Seoul")
    first = next(line for line in lines[1:] if line.startswith(("Leak", "Bottleneck")))
    assert lines.index(first) <= 3  # after the head, which a narrow screen folds
    assert lines[-1].endswith("map --save")


def test_one_section_and_an_unknown_one(run, shop):
    result = run(shop, "map", "--section", "targets")
    assert "No targets: write some under 'targets:' in journey.yaml." in result.output
    assert "By hour" not in result.output
    wrong = run(shop, "map", "--section", "hour")
    assert wrong.exit_code == 2
    assert "unknown section 'hour'" in wrong.output
    assert "Did you mean 'hours'?" in wrong.output


def test_json_of_one_section(run, shop):
    found = json.loads(run(shop, "map", "--json", "--section", "now").output)
    assert [section["section"] for section in found["sections"]] == ["now"]
    assert [row["stage"] for row in found["sections"][0]["records"]] == ["awareness", "purchase"]


def test_a_page_and_a_file_are_written_and_compared(run, shop):
    page = shop / "out" / "map.html"
    result = run(shop, "map", "--save", "--html", str(page))
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    saved = shop / "maps" / "2026-11-16.yaml"
    assert saved.is_file()
    assert str(saved) in result.output.replace("\n", "")
    same = run(shop, "map", "--against", "2026-11-16")
    assert "Nothing on the map differs from 2026-11-16." in same.output
    assert json.loads(run(shop, "map", "--against", str(saved), "--json").output) == []


def test_a_day_without_a_saved_map_is_measured_as_it_was_known(run, shop):
    result = run(shop, "map", "--against", "2026-11-09")
    assert result.exit_code == 0, result.output
    assert "2026-11-09" in result.output


@pytest.mark.parametrize("named", ["maps/none.yaml", "last-week"])
def test_what_is_neither_a_map_nor_a_day_is_said(run, shop, named):
    result = run(shop, "map", "--against", named)
    assert result.exit_code == 2
    assert f"'{named}' is neither a saved map nor a day such as 2026-11-09" in result.output


def test_the_map_in_korean(run, shop):
    result = run(shop, "map", "--language", "ko")
    assert result.output.startswith("여정 corner_shop, 2026-W46")
    assert "뚜렷한 병목" in result.output or "병목" in result.output
