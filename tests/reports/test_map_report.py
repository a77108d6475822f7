"""The map as a report: the notebook's cells, its facts, and what the index says of it."""

from __future__ import annotations

import json

import pytest
from test_journey_map import NAMES, shop

from stagelift.errors import ArgumentError, PeriodNotClosedError
from stagelift.reports.facts import check_facts
from stagelift.reports.notebooks import shipped
from stagelift.reports.report import RUN_DIR


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    with shop(tmp_path_factory.mktemp("map")) as found:
        yield found


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_cells_of_the_notebook_give_the_map_and_its_facts(
    workspace, language, tmp_path, monkeypatch
):
    monkeypatch.setenv(RUN_DIR, str(tmp_path))
    report = workspace.map_report(period="2026-W13", language=language)
    cells = json.loads((shipped() / "journey_map.ipynb").read_text("utf-8"))["cells"]
    shown = [eval("".join(cell["source"]), {"report": report}) for cell in cells[2:]]
    assert "".join(each.html for each in shown[:-1]) == report.map.to_html()
    facts = check_facts(json.loads((tmp_path / "facts.json").read_text("utf-8")))
    named = {fact["name"]: fact for fact in facts}
    assert len(named) == len(facts)
    assert named["target.advanced.buying"]["value"] == pytest.approx(0.5, abs=0.2)
    assert named["buying.entrants"]["unit"] == "count"
    page = json.loads((tmp_path / "page.json").read_text("utf-8"))
    assert page["headline"] == report.map.lead[0]
    assert (page["period"], page["language"]) == ("2026-W13", language)


def test_every_section_has_its_cell():
    cells = json.loads((shipped() / "journey_map.ipynb").read_text("utf-8"))["cells"]
    asked = ["".join(cell["source"]) for cell in cells]
    assert [each for each in asked if "section(" in each] == [
        f'report.section("{name}")' for name in NAMES
    ]


def test_an_open_week_and_an_unknown_section_are_refused(workspace):
    with pytest.raises(PeriodNotClosedError, match="has not ended"):
        workspace.map_report(period="2026-W14")
    report = workspace.map_report(period="2026-W13")
    with pytest.raises(ArgumentError, match="Did you mean 'hours'"):
        report.section("hour")
