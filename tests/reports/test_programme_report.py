"""The programme review: its sentences, its facts, and what it hides."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from string import Formatter

import pytest
from first_words import assert_few_and_plain

import stagelift
from reminders import EXPERIMENTS, METRICS, SEGMENTS, events
from stagelift.errors import ArgumentError, PeriodNotClosedError, ReportError
from stagelift.experiments.deciding.forecast import Forecast
from stagelift.experiments.deciding.outcome import Outcome, blank_outcome
from stagelift.experiments.deciding.wording import outcome_text
from stagelift.experiments.programme.calendar import Slot
from stagelift.experiments.programme.holdout import HeldOut
from stagelift.experiments.programme.ledger import Compared
from stagelift.experiments.programme.text import grid_text
from stagelift.experiments.programme.together import on_one_scale
from stagelift.formatting import NARROW
from stagelift.metrics.estimate import Estimate
from stagelift.reports.facts import check_facts
from stagelift.reports.handover import RUN_DIR
from stagelift.reports.notebooks import shipped
from stagelift.reports.numbers.marked import unmarked
from stagelift.reports.programme.report import SECTIONS, ProgrammeReport
from stagelift.reports.programme.touchpoints import grid_cell
from stagelift.reports.programme.wording import WORDING
from stagelift.statistics.programme import LogRatio, score_forecast
from stagelift.statistics.proportions import difference_of_proportions
from tiny import workspace

DECIDED = """\
experiment: reminder
decision: ship
variant: push
owner: Lee
on: '2026-01-20'
verdict: ship
forecast: about one in ten more order
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """400 visitors; one test that found nothing, decided; two that run."""
    root = tmp_path_factory.mktemp("programme")
    workspace(root, events(), metrics=METRICS, segments=SEGMENTS, experiments=EXPERIMENTS).close()
    (root / "experiments" / "reminder.decision.yaml").write_text(DECIDED, encoding="utf-8")
    with stagelift.open(root, as_of="2026-03-02") as opened:
        yield opened


@pytest.fixture(scope="module")
def review(shop):
    return shop.programme_report(period="2026-01")


@cache
def asked(shop):
    return shop.programme(plans=0)


class Told:
    """A workspace whose programme was changed."""

    def __init__(self, shop, **changes):
        self.journey, self.metrics, self.experiments = shop.journey, shop.metrics, shop.experiments
        self.as_of, self.found = shop.as_of, replace(asked(shop), **changes)

    def programme(self, *, plans, until):
        return self.found


def told(shop, language="en", **changes):
    period = shop.period("2026-01")
    return ProgrammeReport(Told(shop, **changes), period=period, language=language)


def whole(report):
    cells = [report.head(), report.answer(), *map(report.section, SECTIONS), report.finish()]
    return " ".join(map(str, cells))


def entry_with(shop, **fields):
    [entry] = asked(shop).entries
    return replace(entry, **fields)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_cells_of_the_notebook_give_the_page_and_its_facts(
    shop, language, tmp_path, monkeypatch
):
    monkeypatch.setenv(RUN_DIR, str(tmp_path))
    report = shop.programme_report(period="2026-01", language=language)
    cells = json.loads((shipped() / "programme_review.ipynb").read_text("utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells[2:]]
    assert [s for s in sources if "section(" in s] == [f'report.section("{n}")' for n in SECTIONS]
    shown = [eval(source, {"report": report}) for source in sources]
    assert all("<script" not in each.html for each in shown)
    facts = check_facts(json.loads((tmp_path / "facts.json").read_text("utf-8")))
    named = {fact["name"]: fact for fact in facts}
    assert len(named) == len(facts)
    assert named["page.facts"]["value"] == len(facts)
    effect = shop.experiments["reminder"].readout().estimate("first_order", "effect")
    assert named["reminder.effect"]["value"] == pytest.approx(effect.value)
    assert named["rate.won"]["k"] == 0
    page = json.loads((tmp_path / "page.json").read_text("utf-8"))
    assert unmarked(page["headline"]) in str(shown[1])
    assert (page["period"], page["language"]) == ("2026-01", language)


def test_both_languages_say_the_same_numbers(shop):
    pages = [told(shop, language) for language in ("en", "ko")]
    for page in pages:
        whole(page)
    english, korean = (
        {f.name: (f.value, f.low, f.high, f.n) for f in page.material.book} for page in pages
    )
    assert english == korean


def test_the_sentences_are_the_same_in_both_languages():
    english, korean = WORDING["en"], WORDING["ko"]
    assert list(english) == list(korean)
    for key, text in english.items():
        names = [{n for _, n, _, _ in Formatter().parse(t) if n} for t in (text, korean[key])]
        assert names[0] == names[1], key
        literals = "".join(part for t in (text, korean[key]) for part, *_ in Formatter().parse(t))
        assert not re.search(r"\d", literals), key
        said = "".join(part for part, *_ in Formatter().parse(korean[key]))
        assert not re.search("[A-Za-z]{3,}", said.replace("journey.yaml", "")), key


def beginning(page):
    """The page as far as its first section with a drawing."""
    sections = "".join(page.section(name).html for name in ("ledger", "brought"))
    return page.head().html + page.answer().html + sections


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_first_screen_uses_plain_words_however_much_there_is(shop, language):
    held = HeldOut(
        metric="first_order",
        share=0.05,
        since=shop.period("2026-01").first,
        n=9000,
        effect=difference_of_proportions(1200, 8550, 110, 450),
    )
    new = tuple(
        entry_with(shop, experiment=f"a rather long name of a test, number {n}") for n in range(30)
    )
    late = outcome(experiment=new[0].experiment)
    busy = {"entries": new, "outcomes": (late,), "held_out": (held,)}
    pages = [told(shop, language), told(shop, language, **busy)]
    pages.append(told(shop, language, entries=(), outcomes=()))
    waiting = entry_with(shop, decision=None, on=None, verdict="ship")
    pages.append(told(shop, language, entries=(waiting,)))
    for page in pages:
        assert_few_and_plain(beginning(page), language)


def test_the_first_screen_is_short_and_says_what_was_found(review):
    said = f"{review.head()} {review.answer()}"
    assert_few_and_plain(beginning(review), "en")
    assert "The one test found no winner." in said
    assert "Decided reminder (ship)" in said
    assert "none of 1 scored: words only" in said
    assert "not measured: nobody is held out" in said
    assert "0 of 1 plans kept" in said


def test_a_test_decided_after_the_period_waits_for_the_next_review(shop):
    early = shop.programme_report(period="2026-W03")  # it ended on the 18th
    assert early.material.programme.entries == ()
    assert "No test has been decided or has ended yet" in str(early.answer())
    assert "in the next review: reminder" in str(early.section("running"))
    cells = {(cell.stage, cell.channel): cell for cell in early.material.programme.grid}
    [(place, cell)] = [one for one in cells.items() if one[1].lesson and one[1].lesson.later]
    assert grid_cell(early.material, cell).lines == ("planned", "result after this period")
    alone = replace(cell, lesson=replace(cell.lesson, open=()))
    assert grid_cell(early.material, alone).lines == ("result after this period",)
    assert grid_text(alone, "en", {}) == "result later"
    assert place not in {(one.stage, one.channel) for one in early.material.programme.candidates}
    assert str(early.section("ledger")) == ""
    later = shop.programme_report(period="2026-02")
    assert "Decided nothing in 2026-02" in str(later.answer())
    assert [one.experiment for one in later.material.programme.entries] == ["reminder"]


def test_a_period_that_is_open_and_an_unknown_section_are_refused(shop, review):
    with pytest.raises(PeriodNotClosedError, match="has not ended"):
        shop.programme_report(period="2026-03")
    with pytest.raises(ReportError, match="Did you mean 'ledger'"):
        review.section("leger")
    with pytest.raises(ReportError, match="language 'fr' has no pages"):
        shop.programme_report(period="2026-01", language="fr")


def test_a_test_that_waits_comes_first(shop):
    page = told(shop, entries=(entry_with(shop, decision=None, on=None, verdict="ship"),))
    assert page.summary["headline"] == "Decide “reminder”: its rule says ship."
    assert page.summary["tone"] == "decision"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "“copy” was never launched, and"), ("ko", "copy는 시작한 적이 없고")],
)
def test_a_test_that_was_never_launched_is_named_and_counts_in_nothing(shop, language, words):
    [slot] = [one for one in asked(shop).slots if one.experiment == "copy"]
    page = told(shop, language, slots=(), overlaps=(), unlaunched=(slot,))
    assert words in str(page.section("running"))
    assert "copy" not in page.material.later
    assert "copy" not in str(page.section("ledger"))


def test_a_running_test_whose_look_gave_a_verdict_waits_too(shop):
    """As the weekly page, its own page and the front page say it, not as its days do."""
    slot = Slot(
        experiment="copy",
        first=date(2026, 1, 10),
        last=date(2026, 3, 31),
        end=date(2026, 4, 7),
        state="waiting",
        audience="everyone",
        stage=None,
        owner="Kim",
        frozen=True,
        verdict="ship",
    )
    page = told(shop, entries=(), slots=(slot,), overlaps=())
    assert page.summary["headline"] == "Decide “copy”: its rule says ship."
    assert "waits for a decision" in str(page.section("running"))
    metric = shop.experiments["copy"].definition.primary
    found = {"metric": metric, "value": 0.033, "low": 0.016, "high": 0.046, "n": 8833}
    found |= {"unit": "share", "period": "2026-01", "as_of": shop.as_of, "method": "mee"}
    effect = Estimate(**found, measure="effect", variant="b")
    read = told(shop, entries=(), slots=(replace(slot, effect=effect),), overlaps=())
    said = str(read.answer()).replace(NARROW, " ")
    assert "first order +3.3 pp (+1.6 pp to +4.6 pp), 8,833 customers." in said
    assert json.loads(json.dumps(replace(slot, effect=effect).to_dict()))["effect"]["n"] == 8833
    later = replace(slot, first=date(2026, 2, 2))  # begun after the period that is reviewed
    assert "Decide" not in told(shop, entries=(), slots=(later,), overlaps=()).summary["headline"]


EXPECTED = Forecast(
    metric="first_order",
    variant="push",
    against="quiet",
    unit="share",
    value=0.0731,
    low=0.0411,
    high=0.1051,
    level=0.95,
    basis="shrunk",
    scored_by="holdback",
)


def outcome(seen=(0.0099, -0.0088, 0.0286), **fields):
    score = score_forecast(EXPECTED.ends, seen, level=0.95, forecast_level=0.95, better="up")
    return Outcome(
        **{
            "experiment": "reminder",
            "decision": "ship",
            "variant": "push",
            "on": "2026-01-20",
            "owner": "Lee",
            "words": None,
            "forecast": EXPECTED,
            "standing": score.standing,
            "scored_by": "holdback",
            "value": seen[0],
            "low": seen[1],
            "high": seen[2],
            "n": 4321,
            "kept": 0.05,
            "score": score,
            **fields,
        }
    )


def test_a_forecast_in_words_is_said_in_the_language_of_the_page():
    told = {"experiment": "reminder", "forecast": {"ko": "열에 하나 더", "en": "one in ten more"}}
    found = blank_outcome("reminder", told, None)
    assert found.standing == "words"
    assert outcome_text(found, "ko") == "“열에 하나 더”: 글로만 적혀 채점하지 않음"
    assert "one in ten more" in outcome_text(found, "en")
    assert found.to_dict()["words"] == "one in ten more"
    plain = blank_outcome("reminder", {"forecast": "one in ten more"}, None)
    assert "one in ten more" in outcome_text(plain, "ko")
    assert blank_outcome("reminder", {}, None).words is None
    with pytest.raises(ArgumentError, match=r"reminder.decision.yaml: forecast: .* is expected"):
        blank_outcome("reminder", {**told, "forecast": {"ko": ""}}, None)


def test_a_forecast_stands_beside_what_came(shop):
    page = told(shop, outcomes=(outcome(),), followed=())
    assert page.summary["headline"] == "Our decisions bring less than was forecast."
    said = str(page.section("forecasts"))
    assert "+7.3" in said
    stated = replace(EXPECTED, value=0.0725, low=0.04, high=0.105, basis="stated")
    assert "+7.25" in str(
        told(shop, outcomes=(outcome(forecast=stated),), followed=()).section("forecasts")
    )
    assert "+1.0" in said
    assert "short" in said
    assert "against the 5% kept on none, n 4,321" in said or "kept on quiet, n 4,321" in said
    assert "Forecast held 0 of 1" in str(page.section("rates"))


def test_a_red_test_keeps_its_place_and_shows_no_figure(shop):
    entry = entry_with(shop, status="red", verdict=None, value=None, low=None, high=None)
    red = replace(entry, note="the split is not as planned", compared=(_blank(entry),))
    page = told(
        shop, entries=(red,), scale=on_one_scale(red.compared), outcomes=(outcome(),), lessons=()
    )
    said = whole(page)
    headline = "“reminder” was shipped, and its data are broken now."
    assert (page.summary["headline"], page.summary["tone"]) == (headline, "fix")
    assert "You decide Kim: mend the data, or take it back" in str(page.answer())
    undecided = told(shop, entries=(replace(red, decision="iterate"),), outcomes=(), lessons=())
    assert undecided.summary["headline"] == "No test can be read: their data are broken."
    assert "figures of 1 hidden: data broken" in said
    assert "reminder" in str(page.section("ledger"))
    for figure in ("7.3", "1.0%", "4,321", "4.1 to", "one in ten"):
        assert figure not in said, figure
    names = {fact.name for fact in page.material.book}
    assert not any(name.startswith("reminder.") for name in names), names


def _blank(entry):
    [one] = entry.compared
    return replace(one, ratio=None)


def many(effects, *, won):
    return tuple(
        Compared(
            experiment="reminder",
            stage="looking",
            variant=f"v{place}",
            channel="push",
            against="none",
            ratio=LogRatio(effect, 0.05),
            won=effect > won,
            early=False,
            n=1000,
        )
        for place, effect in enumerate(effects)
    )


def test_twenty_tests_are_added_up_beside_the_holdout(shop):
    rows = many([0.02 * (n % 7 - 2) for n in range(24)], won=0.07)
    scale = on_one_scale(rows)
    held = HeldOut(
        metric="first_order",
        share=0.05,
        since=shop.period("2026-01").first,
        n=9000,
        effect=difference_of_proportions(1200, 8550, 30, 450),
    )
    page = told(shop, scale=scale, held_out=(held,), entries=(entry_with(shop, compared=rows),))
    assert page.summary["headline"].startswith("All we send and ship brings +")
    brought = str(page.section("brought"))
    book = page.material.book
    assert book["total.bell"].value == pytest.approx(2.718281828459045**scale.bell.total - 1)
    assert book["total.bell"].value < book["total.naive"].value
    for words in ("Winners as seen", "Lee and Shen", "followed from 1 Jan · n 9,000"):
        assert words in brought
    harm = replace(held, effect=difference_of_proportions(300, 8550, 40, 450))
    page = told(shop, held_out=(harm,))
    assert page.summary["headline"].startswith("All we send and ship costs")
    assert page.summary["tone"] == "watch"


def test_a_group_held_out_that_cannot_be_shown_says_why(shop):
    since = shop.period("2026-01").first
    few = HeldOut(metric="first_order", share=0.05, since=since, n=9, effect=None, note="")
    assert "too few are held out" in str(told(shop, held_out=(few,)).answer())
    broken = replace(few, note="the split is not as planned")
    page = told(shop, held_out=(broken,))
    assert "the data of those held out are broken" in str(page.answer())
    assert "explain them first" in str(page.section("brought"))


def test_the_ledger_prints_what_was_seen_and_what_is_believed(shop):
    page = told(shop)
    said, [row] = str(page.section("ledger")), page.material.programme.scale.rows
    key, book = f"{row.compared.experiment}.{row.compared.variant}", page.material.book
    seen, believed = (unmarked(book.show(f"{key}.{name}")) for name in ("seen", "shrunk"))
    assert seen != believed
    assert re.search(rf"{re.escape(believed)} believed, \S+ to \S+; seen {re.escape(seen)}", said)


def test_names_of_customers_and_markup_stay_text(shop):
    hostile = entry_with(shop, owner="<script>alert(1)</script>", question="=cmd()<b>")
    page = told(shop, entries=(hostile,))
    html = page.section("ledger").html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
