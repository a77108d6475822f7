"""Churn and mood on the full page, whatever its tiles are; neither ever leads a page."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
import shop
from test_appendix import Full
from test_evidence import Told, words

from stagelift.metrics.churn import Churn
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.voice.emotion import Emotion
from stagelift.reports.evidence.alongside import alongside, moods, tells_from
from stagelift.reports.material import Material
from stagelift.reports.periods import Period
from stagelift.reports.report import Report

MOOD = Emotion(name="mood", emotion="support.mood", label={"en": "Mood", "ko": "감정"})
SCORES = {  # the last week's mean score, its half width, and how many wrote
    None: (-0.06, 0.05, 240),
    "awareness": (0.2, 0.6, 4),
    "consideration": (-0.08, 0.05, 181),
    "purchase": (-0.09, 0.12, 26),
}


def mood(stage, period):
    value, half, n = SCORES[stage]
    value += 0.0 if period == shop.PERIOD else 0.5  # last week is far below every week before
    ends = {"low": value - half, "high": value + half, "level": 0.95}
    return Estimate(
        metric="mood",
        unit="score",
        period=period,
        as_of=shop.AS_OF,
        value=value,
        n=n,
        stage=stage,
        method="t",
        **ends,
    )


def moody():
    source = Told()
    source.metrics["mood"] = MOOD
    source.lines["mood"] = [mood(stage, label) for stage in SCORES for label in shop.WEEKS]
    return source


def report(source, language="en", page="full", tiles=("first_order", "cart_added")):
    return Report(
        source,
        name="weekly_journey",
        period=shop.PERIOD,
        page=page,
        language=language,
        tiles=tiles,
    )


def test_a_full_page_asks_for_churn_and_the_mood_somebody_defined():
    source = moody()
    assert list(alongside(source)) == ["churn", "mood"]
    own = Churn(name="gone", churn="visited", silent_for="30 days")
    source.metrics["gone"] = own
    assert alongside(source)["gone"] is own
    assert "churn" not in alongside(source)
    assert alongside(Full()) == {}  # a workspace without events


@pytest.mark.parametrize(
    ("language", "said", "years"),
    [
        (
            "en",
            "of the 9,000 customers active at the start of 9–15 Nov were not at its end",
            "last",
        ),
        ("ko", "11/9–11/15 시작 시 활동하던 고객 9,000명 중 1.46%", "최근"),
    ],
)
def test_churn_stands_in_words_and_in_the_same_lines_as_a_tile(language, said, years):
    made = report(moody(), language)
    found = words(made.appendix())
    label = {"en": "Churn", "ko": "고객 이탈률"}[language]
    assert said in found
    assert found.count(f"{label}, {years}") == 2  # six weeks, twelve months
    assert made.material.book["churn"].k == 131
    titles = [twin.title for twin in made.material.twins]
    assert sum(label in title for title in titles) == 2


def test_the_page_of_facts_says_what_churn_is_though_it_has_no_file(tmp_path):
    report(moody()).write(tmp_path)
    told = json.loads((tmp_path / "defined.json").read_text())
    assert "silent_for: 90 days" in told["churn"]["said"]


def test_churn_that_is_a_tile_is_told_once():
    source = moody()
    source.metrics["churn"] = Churn(name="churn", churn="visited", silent_for="90 days")
    source.lines["churn"] = [shop.share("churn", w, 90 + i, 9000) for i, w in enumerate(shop.WEEKS)]
    made = report(source, tiles=("churn",))
    said = words(made.appendix())
    assert "active at the start" not in said
    assert said.count("churn, last 6 weeks") == 1


def test_churn_is_not_told_of_weeks_in_which_nobody_could_be_silent_so_long():
    source = moody()
    source.counts = shop.Trust(began=datetime(2026, 8, 1, 15, tzinfo=UTC))  # 2 Aug in Seoul
    known = date(2026, 10, 31)
    assert tells_from(source, "churn", source.counts.began) == known
    assert tells_from(source, "first_order", source.counts.began) == date(2026, 8, 2)
    assert tells_from(source, "first_order", None) == date.min
    made = report(source)
    (churn,) = [m for m in made.material.context if m.metric == "churn"]
    assert [e.period for e in churn.earlier] == ["2026-W45"]
    source.counts = shop.Trust(began=datetime(2026, 9, 1, tzinfo=UTC))
    made = report(source)
    assert "churn" not in [m.metric for m in made.material.context]
    assert "Churn" not in words(made.appendix())


def test_mood_stands_by_stage_with_its_interval_and_too_few_to_show():
    made = report(moody())
    drawn = moods(made.source, made.material)
    said = words(drawn)
    assert "Mood by stage" in said
    assert "Awareness – too few to show" in said
    assert "181 customers who wrote, 9–15 Nov −0.08 −0.13 to −0.03" in said
    assert "−0.21 to 0.03" in said
    twin = made.material.twins[-1]
    assert [row[0] for row in twin.rows] == ["Awareness", "Consideration", "Purchase"]
    korean = words(moods((other := report(moody(), "ko")).source, other.material))
    assert "단계별 감정" in korean
    assert "글을 쓴 고객 181명" in korean


def test_a_tile_of_mood_says_who_wrote_and_has_a_word_between_ends_below_zero():
    said = words(report(moody(), tiles=("mood",)).tiles())
    assert "−0.06 −0.11 to −0.01" in said
    assert "240 customers, 9–15 Nov" in said
    assert "active" not in said


def test_neither_leads_a_page_nor_is_on_the_brief_one():
    source = moody()
    made, brief = report(source), report(source, page="brief")
    assert {m.metric for m in made.material.context} == {"churn", "mood"}
    assert "mood" not in {m.metric for m in made.material.alarms}
    assert words(made.answer()) == words(brief.answer())
    assert brief.material.context == ()
    assert "mood" not in made.material.tiles


def test_a_period_that_began_before_the_data_is_nothing_to_compare_with():
    source = shop.Shop()
    source.counts = shop.Trust(began=datetime(2026, 11, 3, tzinfo=UTC))  # a Tuesday, in W45
    period = Period.parse(shop.PERIOD)
    known = Material.read(source, period=period, language="en", tiles=())
    weeks = {e.period for m in known.measures for e in m.earlier}
    assert not weeks
    source.counts = shop.Trust(began=datetime(2026, 10, 25, 15, tzinfo=UTC))  # Monday of W44
    known = Material.read(source, period=period, language="en", tiles=())
    weeks = {e.period for m in known.measures for e in m.earlier}
    assert weeks == {"2026-W44", "2026-W45"}
