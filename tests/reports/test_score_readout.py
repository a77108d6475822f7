"""The readout page of a score: points, never percentage points, and who answered beside it."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest

from stagelift.formatting import NARROW
from stagelift.reports.experiment_report import CHARTS, TABLES
from tiny import MONDAY, day, workspace

METRICS = """\
  liked: {nps: surveys, within: 7 days, label: {en: NPS, ko: 순추천지수}}
  bought: {conversion: ordered, within: 7 days, label: {en: First order, ko: 첫 구매}}
"""
TRIAL = """\
question: Which is liked better?
audience: everyone
primary: {primary}
run: 2026-01-05..2026-01-11
variants:
  a: {{channel: email, label: {{en: mail, ko: 메일}}}}
  b: {{channel: push, label: {{en: push, ko: 푸시}}}}
looks: once
{more}
"""
CLOSED = MONDAY + timedelta(days=14)


def world(root, text, *, per_arm=600, rate=(0.3, 0.4)):
    rng = random.Random(3)
    events = [("z", day(days), "searched") for days in (6, 13.9)]
    sent, answers = [], []
    for variant, answered in zip("ab", rate, strict=True):
        for number in range(per_arm):
            customer, at = f"{variant}{number}", number % 7 + 0.5
            sent.append((customer, "trial", variant, day(at)))
            if rng.random() < 0.2:
                events.append((customer, day(at + 1), "ordered"))
            if rng.random() < answered:
                good = 0.6 if variant == "b" else 0.45
                score = "10" if rng.random() < good else rng.choice("0578")
                answers.append((customer, score, day(at + 1), day(at + 2)))
    return workspace(
        root,
        events,
        metrics=METRICS,
        experiments={"trial": text},
        assignments=sent,
        surveys=(("customer", "score", "invited", "answered"), answers),
        as_of=CLOSED,
    )


def pages(ws, language):
    """The page as text, and its facts."""
    report = ws.experiment_report("trial", language=language)
    cells = [report.head(), report.answer(), report.checks()]
    cells += [report.chart(name) for name in CHARTS]
    cells += [report.table(name) for name in TABLES]
    cells.append(report.finish())
    text = re.sub(r"<[^>]+>", " ", " ".join(cell.html for cell in cells))
    facts = {fact.name: fact for fact in report.material.book}
    return re.sub(r"\s+", " ", text).replace(NARROW, " "), facts


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    text = TRIAL.format(primary="liked", more="secondary: [bought]\nworth_having: '3'")
    with world(tmp_path_factory.mktemp("liked"), text) as ws:
        found = ws.experiments["trial"].readout()
        return found, {language: pages(ws, language) for language in ("en", "ko")}


def test_points_carry_no_percentage(made):
    """Whatever is said of the score itself has no per cent beside its numbers."""
    found, by_language = made
    effect = found.estimate("liked", "effect")
    shown = f"{effect.value:+.1f}"
    for text, facts in by_language.values():
        assert facts["liked.effect@b"].spec == "+.1f"
        assert shown in text
        assert not re.search(rf"{re.escape(shown)}\s*(%|pp)", text)
    assert "Difference in points of NPS" in by_language["en"][0]
    assert "차이, NPS 점수" in by_language["ko"][0]


def test_who_answered_stands_beside_and_is_not_compared(made):
    found, by_language = made
    levels = {(e.metric, e.variant): e for e in found.beside if e.measure == "level"}
    for text, facts in by_language.values():
        for (metric, variant), level in levels.items():
            fact = facts[f"{metric}.level@{variant}"]
            assert (fact.value, fact.n) == (level.value, level.n)
        assert "liked.respondents.effect@b" not in facts
        more = facts["liked.answered.effect@b"].value
        assert f"{100 * more:+.1f}" in text
    english, korean = (by_language[name][0] for name in ("en", "ko"))
    assert "NPS: answered" in english
    assert "NPS of those who answered" in english
    assert "the scores of those who did are not compared" in english
    assert "순추천지수 응답" in korean
    assert "응답자의 점수는 비교하지 않습니다" in korean


def test_a_guardrail_is_held_in_points(tmp_path):
    with world(tmp_path, TRIAL.format(primary="bought", more="guardrails: {liked: 2.5}")) as ws:
        text, facts = pages(ws, "en")
        korean, _ = pages(ws, "ko")
    assert facts["liked.margin"].text == "2.5"
    assert "NPS: " in text
    assert "limit 2.5" in text
    assert "한도 2.5" in korean
    assert not re.search(r"2\.5\s*(%|pp)", text + korean)


def test_few_who_answered_are_not_shown(tmp_path):
    text = TRIAL.format(primary="bought", more="secondary: [liked]")
    with world(tmp_path, text, per_arm=200, rate=(0.02, 0.5)) as ws:
        found = ws.experiments["trial"].readout()
        _, facts = pages(ws, "en")
    few = next(e for e in found.beside if (e.metric, e.variant) == ("liked.respondents", "a"))
    assert 0 < few.n < 10
    assert facts["liked.respondents.level@a"].value is None
    assert facts["liked.respondents.level@a"].n is None
    row = next(
        row
        for row in found.to_dict()["beside"]
        if (row["metric"], row["variant"]) == ("liked.respondents", "a")
    )
    assert (row["value"], row["n"], row["note"]) == (None, None, "fewer than 10 units")
    assert f"(n {few.n})" not in str(found)
