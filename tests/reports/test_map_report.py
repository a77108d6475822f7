"""The map as a report: the notebook's cells, its facts, and what the index says of it."""

from __future__ import annotations

import json
import re
from string import Formatter
from types import SimpleNamespace

import pytest
from first_words import assert_few_and_plain
from test_journey_map import NAMES, shop

from stagelift.errors import ArgumentError, PeriodNotClosedError
from stagelift.metrics.channel_use import ChannelCell, ChannelUse
from stagelift.reports.facts import check_facts
from stagelift.reports.first_screen.plain import jargon
from stagelift.reports.handover import RUN_DIR
from stagelift.reports.map.people import segments_section
from stagelift.reports.map.tried import _all
from stagelift.reports.map.wording import EN
from stagelift.reports.map.wording_ko import KO
from stagelift.reports.notebooks import shipped
from stagelift.reports.numbers.marked import NUMBER, meant, unmarked


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


LANGUAGES = ("en", "ko")
TEXT = re.compile(r"<[^>]+>")
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)


def whole(workspace, language):
    """The page, and the facts it leaves to a run."""
    report = workspace.map_report(period="2026-W13", language=language)
    cells = [report.head(), report.answer(), *map(report.section, NAMES), report.finish()]
    return "".join(cell.html for cell in cells), list(report.facts())


@pytest.fixture(scope="module")
def published(workspace, tmp_path_factory):
    """The page as a run has it, by language."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(RUN_DIR, str(tmp_path_factory.mktemp("run")))
        return {language: whole(workspace, language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_shown_leads_to_the_fact_that_says_it(published, language):
    html, facts = published[language]
    found = [meant(one) for one in NUMBER.finditer(html)]
    assert len({row for row, _, _ in found}) >= 0.8 * len(facts)
    for row, part, said in found:
        shown = float(re.sub(r"[^\d.−]", "", said).replace("−", "-"))
        share = facts[row]["unit"] == "share" and part in {"value", "low", "high"}
        scale = 100 if share else 1
        assert shown == pytest.approx(scale * facts[row][part], abs=0.51), (facts[row], said)


def test_no_figure_of_a_table_is_left_without_a_fact(published):
    html, _ = published["en"]
    tables = [each for each in TABLE.findall(html) if ">weekday" not in each]  # a map's own table
    cells = [cell for each in tables for cell in re.findall(r"<td>([^<]*)</td>", each)]
    dated = re.compile(r"(\d{1,2}–)?\d{1,2} [A-Z][a-z]{2}\b( 20\d\d)?|20\d\d-W?[\d-]+|&lt; 10")
    assert len(tables) > 4
    assert not [cell for cell in cells if re.search(r"\d", dated.sub("", NUMBER.sub("", cell)))]


def test_equal_data_give_equal_pages_with_marks_or_without(workspace, published):
    html, facts = whole(workspace, "ko")
    assert html == unmarked(published["ko"][0])
    assert facts == published["ko"][1]


def test_a_segment_that_is_kept_back_is_not_said_to_be_small():
    """In any of them are 202 of 206: that is hidden for the four, and is not fewer than ten."""
    small = "fewer than 10 customers"
    large = "hidden: fewer than 10 customers could be computed from it"
    sizes = {"many": (120, ""), "few": (None, small), "most": (None, large)}
    rows = [
        {"segment": name, "of": "segment", "k": k, "value": k and k / 206, "n": 206, "note": note}
        for name, (k, note) in sizes.items()
    ]
    labels = {name: SimpleNamespace(label=None) for name in sizes}
    material = SimpleNamespace(
        language="en",
        segments=SimpleNamespace(to_dicts=lambda: rows),
        journey=SimpleNamespace(segments=labels),
        book=SimpleNamespace(keep=lambda *_, **__: "", show=lambda said, *_: said),
    )
    (grid,) = segments_section(material).grids
    assert [row[1] for row in grid.rows] == ["120", "…", "…"]


def test_messages_of_a_test_to_few_customers_are_not_counted_on_the_map():
    cells = (
        ChannelCell("buying", "call", "yes", 2, 2, 30, None),
        ChannelCell("buying", "email", "yes", 40, 20, 30, None),
        ChannelCell("buying", "web", "never", 0, 0, 30, None),
    )
    material = SimpleNamespace(
        language="en",
        stage_words=str,
        channel_words=str,
        book=SimpleNamespace(keep=lambda *_: "", show=lambda said, *_: said),
    )
    grid = _all(material, ChannelUse(cells, (), "now"))
    assert grid.rows == (("buying", "< 10", "40", "–"),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_ninety_plain_words(published, language):
    assert_few_and_plain(published[language][0], language)


@pytest.mark.parametrize(("language", "catalogue"), [("en", EN), ("ko", KO)])
def test_no_first_line_of_the_map_needs_a_statistician(language, catalogue):
    first = ("lead.", "headline.", "bottleneck.", "kpi.short", "about.", "eyebrow", "title.")
    for key, template in catalogue.items():
        if key.startswith(first):
            said = " ".join(literal for literal, *_ in Formatter().parse(template))
            assert jargon(said, language) == (), key
