from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
import shop

from stagelift.errors import ReportError
from stagelift.reports.report import Report
from stagelift.reports.theme import STYLE

CELLS = (
    "head",
    "answer",
    "tiles",
    ("chart", "stages"),
    ("chart", "trend"),
    ("chart", "nps"),
    ("table", "experiments"),
    "checks",
    "finish",
)


def report(source=None, **settings):
    fields = {"name": "weekly_journey", "period": shop.PERIOD, **settings}
    return Report(source or shop.Shop(), **fields)


def run(made):
    """Every cell of the notebook."""
    return [
        getattr(made, cell[0])(*cell[1:]) if isinstance(cell, tuple) else getattr(made, cell)()
        for cell in CELLS
    ]


def test_every_number_of_the_page_is_an_archived_fact(tmp_path, monkeypatch):
    monkeypatch.setenv("STAGELIFT_RUN_DIR", str(tmp_path))
    run(report())
    facts = json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))
    page = json.loads((tmp_path / "page.json").read_text(encoding="utf-8"))
    assert len({fact["name"] for fact in facts}) == len(facts)
    assert {
        "name",
        "metric",
        "measure",
        "value",
        "n",
        "status",
        "fingerprint",
        "as_of",
        "text",
    } <= set(facts[0])
    known = {fact["name"]: fact for fact in facts}
    assert known["first_order"]["text"] == "11.2%"
    assert known["page.facts"]["value"] == len(facts)
    assert page["headline"].startswith("Approve one change")
    assert (page["status"], page["language"], page["period"]) == ("decision", "en", "2026-W46")
    assert page["waiting"] == ["Cart reminder: waits for 박지훈, by 25 Nov"]
    assert page["running"] == ["Win-back call: running, result 30 Nov"]
    assert page["zone"] == "Asia/Seoul"
    assert page["html_title"] == "Customer journey, weekly · 2026-W46"


def test_without_a_run_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.delenv("STAGELIFT_RUN_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    run(report())
    assert not list(tmp_path.iterdir())


def test_equal_data_give_equal_pages_and_cells_may_run_twice():
    once = [cell.html for cell in run(report())]
    made = report()
    run(made)
    assert [cell.html for cell in run(made)][:-1] == once[:-1]


def test_a_fragment_shows_itself_in_a_notebook_with_its_style():
    fragment = report().answer()
    assert fragment._repr_html_() == STYLE + fragment.html
    assert repr(fragment).startswith("Approve one change: push instead of email")
    assert "<" not in str(fragment)


def test_words_from_data_are_escaped():
    source = shop.Shop()
    evil = "<img src=x onerror=alert(1)>"
    source.experiments["cart_reminder"].definition = shop.experiment(
        "cart_reminder", evil, owner=evil, decide={"owner": evil}
    )
    source.metrics["first_order"] = source.metrics["first_order"].model_copy(
        update={"label": source.metrics["nps"].label.accept(evil)}
    )
    source.counts = shop.Trust(rejected={evil: 3})
    html = "".join(cell.html for cell in run(report(source)))
    assert "<img" not in html
    assert html.count("&lt;img") > 5


def test_a_tile_and_its_chart_show_the_same_number():
    made = report()
    tile = str(made.tiles())
    chart = str(made.chart("stages"))
    shown = re.search(r"First order (\S+%)", tile)[1]
    assert shown in chart
    assert f'class="value end">{shown}<' in made.chart("trend", "first_order").html


def test_a_tile_of_one_stage_of_several_names_it_and_counts_customers():
    source = shop.Shop()
    source.lines["cart_added"] = [
        replace(e, stage=stage)
        for stage in ("awareness", "purchase")
        for e in source.lines["cart_added"]
    ]
    tiles = ("cart_added", "first_order", "nps")
    made = Report(source, name="weekly_journey", period=shop.PERIOD, tiles=tiles)
    drawn = str(made.tiles())
    assert "Cart added (Awareness)" in drawn
    assert "Purchase)" not in drawn
    assert "First order (" not in drawn  # known at one stage alone
    assert "NPS (" not in drawn  # the whole journey's
    assert "212 customers answered" in drawn
    trend = made.chart("trend", "cart_added.purchase")
    assert "Cart added (Purchase), week by week" in str(trend)
    assert made.material.twins[0].rows[0][0] == "Cart added (Awareness)"


def test_a_small_cell_is_nowhere():
    made = report()
    cells = run(made)
    advocacy = made.material.book["nps.advocacy"]
    assert (advocacy.value, advocacy.n) == (None, None)
    assert "too few to show" in str(cells[5])
    assert not re.search(r"\b8 customers", "".join(map(str, cells)))


def test_each_chart_has_its_table_at_the_end():
    html = run(report())[-1].html
    captions = re.findall(r"<caption>(.*?)</caption>", html)
    assert captions == [
        "Measures",
        "Measures, week by week",
        "How many go on, stage by stage",
        "First order, week by week",
        "NPS by stage",
    ]


def test_stages_come_in_the_order_of_the_journey_one_metric_each():
    rows = re.findall(r'<th scope="row">(\w+)', report().chart("stages").html)
    assert rows == ["Consideration", "Purchase", "Retention", "Advocacy"]


def test_a_week_without_scores_leaves_the_chart_out():
    source = shop.Shop()
    source.lines["nps"] = [e for e in source.lines["nps"] if not e.stage]
    assert report(source).chart("nps").html == ""


def test_unknown_names_stop_with_the_nearest():
    made = report()
    for call, message in (
        (lambda: made.chart("stage"), "unknown chart 'stage'. Did you mean 'stages'"),
        (lambda: made.chart("trend", "frist_order"), "Did you mean 'first_order'"),
        (lambda: made.table("experiment"), "Did you mean 'experiments'"),
        (lambda: made.decide("cart"), "unknown experiment 'cart'"),
        (
            lambda: report(tiles=("first_ordr",)),
            "tile 'first_ordr' is no measured metric. Did you mean",
        ),
        (
            lambda: report(tiles=("first_order",) * 11),
            "11 tiles came, a page takes 10 at most",
        ),
        (lambda: report(language="fr"), "language 'fr' has no pages yet. Allowed: en, ko"),
        (lambda: report(page="short"), "Allowed: brief, full"),
    ):
        with pytest.raises(ReportError, match=re.escape(message)):
            call()


def test_claims_and_notes_are_bound_to_the_facts():
    made = report()
    said = made.note("{first_order.label} stands at {first_order:.1%}.")
    assert str(said) == "First order stands at 11.2%."
    facts = made.material.book
    assert "below" in str(
        made.claim("Late rows stay below {it}", facts["first_order"].value > 0.01, it="first_order")
    )
    with pytest.raises(ReportError, match="do not support"):
        made.claim("Every target is met.", False)


def test_a_change_is_compared_without_calling_noise_news():
    made = report()
    assert str(made.compare("nps")).endswith("within its normal range.")
    assert str(made.compare("first_order")).endswith("too short to call it news.")
    source = shop.Shop()
    source.lines["review"] = source.lines["review"][-1:]
    assert (
        str(report(source).compare("review"))
        == "Review written has no earlier week to compare with."
    )


def test_an_experiment_says_what_it_waits_for():
    made = report()
    assert str(made.decide("cart_reminder")) == "Cart reminder: waits for 박지훈, by 25 Nov"
    assert str(made.decide("winback_call")) == "Win-back call: running, result 30 Nov"
    assert str(made.decide("evening_push")) == "Evening push: stop, 13 Aug"


def test_hidden_figures_stay_hidden_in_the_table():
    source = shop.Shop()
    source.experiments["winback_call"].found = shop.Readout(
        None, health=(shop.Check("split", "red", "why"),)
    )
    made = report(source)
    assert "Win-back call push against email: Review written hidden health red" in str(
        made.table("experiments")
    )
    assert "red: Win-back call" in str(made.checks())


def test_a_workspace_without_experiments_says_so():
    source = shop.Shop()
    source.experiments = {}
    assert "No experiment is defined." in str(report(source).table("experiments"))


def test_checks_name_what_was_found():
    said = str(report().checks())
    assert "42 of 412,338 rows: score out of range, time not readable" in said
    assert "an earlier week is shown for First order, Cart added, Second order" in said
    source = shop.Shop()
    source.counts = shop.Trust(rejected={}, late_share=None)
    source.lines = {"nps": source.lines["nps"]}
    clean = str(report(source).checks())
    assert "nothing in quarantine" in clean
    assert "arrival time is not recorded" in clean
    assert "every measure is about this very period" in clean


def test_a_journey_without_measures_still_gives_a_page():
    source = shop.Shop(lines={})
    source.experiments = {}
    cells = run(report(source))
    assert "No measure of this journey is known" in str(cells[2])
    assert [cells[place].html for place in (3, 4, 5)] == ["", "", ""]
    assert "numbers archived" in str(cells[-1])


def test_a_measure_not_known_yet_says_so_and_draws_nothing():
    source = shop.Shop()
    blank = shop.share("first_order", shop.PERIOD, 0, 0, stage="purchase")
    source.lines["first_order"] = [replace(blank, status="immature")]
    made = report(source)
    assert "First order too early: known from 23 Nov no history" in str(made.tiles())
    said = "Purchase First order, 9–15 Nov – too early: known from 23 Nov"
    assert said in str(made.chart("stages"))
    assert "too few to show" in str(made.chart("trend", "first_order"))


def test_a_measure_without_window_or_target_says_who_entered():
    source = shop.Shop()
    source.metrics["review"] = source.metrics["review"].model_copy(update={"within": None})
    said = str(report(source, tiles=("review",)).tiles())
    assert "no target entered 26 Oct – 1 Nov" in said


def test_a_tile_below_its_range_is_coloured_only_when_it_is_news():
    source = shop.Shop()
    far = shop.points("nps", shop.PERIOD, -60, 212)
    source.lines["nps"] = [
        far if e.period == shop.PERIOD and not e.stage else e for e in source.lines["nps"]
    ]
    assert '<p class="outside">below normal +' in report(source).tiles().html
    source.lines["nps"] = [e for e in source.lines["nps"] if e.period != shop.WEEKS[0]]
    assert "<p>below usual so far +" in report(source).tiles().html


def test_a_report_of_another_name_is_titled_by_it():
    assert report(name="my_page").title == "My page"
    assert repr(report()) == "Report('weekly_journey', 2026-W46, en, brief)"
