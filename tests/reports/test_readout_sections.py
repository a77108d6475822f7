"""The sections of a readout page: bound to facts, in both languages, hidden with the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from string import Formatter

import pytest
import told
import trial

from stagelift.errors import ReportError
from stagelift.experiments.sections.ruled import RuledOut
from stagelift.experiments.sections.sections import Sections
from stagelift.experiments.sections.wording import EN as LINES
from stagelift.experiments.sections.wording import KO as LINES_KO
from stagelift.experiments.worth import Range
from stagelift.formatting import NARROW
from stagelift.reports.charts.curves import TimeCurve, time_curves
from stagelift.reports.experiment_report import ExperimentReport
from stagelift.reports.wording_readout_sections import EN, KO


def report(sections, language="en", found=None):
    source = trial.source(found or trial.readout(), told=sections)
    return ExperimentReport(source, "cart_reminder", language=language)


def said(fragment):
    return str(fragment).replace(NARROW, " ")


def test_the_curves_end_at_the_levels_shown_beside_them():
    made = report(told.everything())
    chart = made.chart("time")
    assert (
        "push: the mean wait of everyone assigned, 7 days at most, goes from 6.40 to 6.20"
        in said(chart)
    )
    assert "−0.20 (−0.30 to −0.10); 1.22 times the rate, log-rank p 0.002." in said(chart)
    assert ">12.9%</text>" in chart.html
    assert ">10.9%</text>" in chart.html
    twin = made.material.twins[-1]
    assert (len(twin.rows), twin.rows[-1][1]) == (7, "10.9%")


@pytest.mark.parametrize(
    ("language", "few", "held"),
    [
        ("en", "too few", "fewer than 10 customers had converted since the point before"),
        ("ko", "너무 적음", "새로 전환한 고객이 10명보다 적은 시점의 비율은 밝히지 않고"),
    ],
)
def test_a_time_without_a_share_says_why_and_the_curve_holds_there(language, few, held):
    time = told.time()
    hidden = replace(time.arms[0].curve[2], share=None, low=None, high=None)
    curve = (*time.arms[0].curve[:2], hidden, *time.arms[0].curve[3:])
    holed = replace(time, arms=(replace(time.arms[0], curve=curve), time.arms[1]))
    made = report(told.everything(time=holed), language)
    chart = made.chart("time")
    twin = made.material.twins[-1]
    assert [row[1:4] for row in twin.rows if few in row] == [(few,) * 3]
    assert not any(cell in {"", "–"} for row in twin.rows for cell in row)
    assert held in said(chart)
    assert held not in said(report(told.everything(), language).chart("time"))


def test_a_share_of_a_curve_holds_until_the_next_time():
    curve = TimeCurve("x", ((1.0, 0.1), (3.0, 0.2)), (), "control")
    drawn = time_curves([curve], ticks=[(4.0, "4")], shown=str, label="")
    (line,) = re.findall(r'd="([^"]+)"[^>]*class="line control"', drawn) or re.findall(
        r'class="line control" d="([^"]+)"', drawn
    )
    corners = [tuple(map(float, c)) for c in re.findall(r"(-?[\d.]+)[ ,](-?[\d.]+)", line)]
    turns = [(a[0] == b[0]) != (a[1] == b[1]) for a, b in pairwise(corners)]
    assert len(corners) == 5
    assert all(turns)  # every piece is level or upright


def test_a_curve_that_contradicts_its_level_stops_the_publication():
    time = told.time()
    last = replace(time.arms[0].curve[-1], share=0.2)
    wrong = replace(time.arms[0], curve=(*time.arms[0].curve[:-1], last))
    made = report(told.everything(time=replace(time, arms=(wrong, time.arms[1]))))
    with pytest.raises(ReportError, match=r"ends at 0\.2, its level is 0\.109"):
        made.chart("time")


def test_days_stand_with_their_intervals_and_the_trend_in_words():
    text = said(report(told.everything()).chart("ages"))
    assert "Day 1 +6.8 pp" in text
    assert "Day 3 −3.9 pp" in text
    assert text.endswith("less to the effect than the day before (p under 0.001).")
    flat = replace(told.ages().effects[0].trend, value=0.0, p_value=0.8)
    calm = replace(told.ages(), effects=(replace(told.ages().effects[0], trend=flat),))
    assert said(report(told.everything(ages=calm)).chart("ages")).endswith(
        "No trend is told (p 0.800)."
    )


def test_what_else_it_does():
    text = said(report(told.everything()).table("beyond"))
    assert "First order of all customers: +8.0% (+4.0 to +12.0) if everyone had it" in text
    assert "instead of nobody, +720 customers beside " in text
    assert "of those who would answer either way between" in text
    assert (
        "Left +40 a month (+10 to +90); what it brings pays unless one is worth more than" in text
    )
    assert "Review written: first customers 24 Jan; this readout repeats itself then" in text
    assert "Churn (not in the plan) day 90 after assignment, of 18,000 active then" in text


@pytest.mark.parametrize(
    ("advice", "net", "says"),
    [
        ("pays", Range(5.0, 1.0, 9.0), "at the journey’s price it pays: ₩5 a month"),
        ("send_less", Range(-5.0, -9.0, -1.0), "send less: −₩5 a month"),
        ("open", Range(5.0, -1.0, 9.0), "is not told: ₩5 a month"),
    ],
)
def test_a_price_of_a_lost_customer_decides(advice, net, says):
    priced = replace(told.sending(), net=net, advice=advice)
    assert says in said(report(told.everything(sending=priced)).table("beyond"))


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        ((0.027, 0.013, 0.01), "gains above +2.7 pp; everything below the +1.0 pp worth having"),
        ((0.007, -0.005, 0.01), "the +1.0 pp worth having and all above it; losses beyond −0.5 pp"),
        ((0.007, 0.001, 0.01), "the +1.0 pp worth having and all above it; gains below +0.1 pp"),
        ((0.02, 0.004, 0.01), "gains above +2.0 pp, and gains below +0.4 pp"),
        ((0.02, -0.004, None), "gains above +2.0 pp, and losses beyond −0.4 pp"),
    ],
)
def test_what_is_ruled_out(ends, says):
    above, below, wanted = ends
    one = (RuledOut("push_1h", "share", above, below, wanted),)
    assert says in said(report(told.everything(ruled_out=one)).table("ruled_out"))


def test_red_health_and_nothing_to_tell_leave_no_section():
    blank = Sections(experiment="cart_reminder", unit="share")
    for made in (report(blank, found=trial.red()), report(blank)):
        cells = [made.chart("time"), made.chart("ages"), made.table("beyond")]
        assert [cell.html for cell in (*cells, made.table("ruled_out"))] == [""] * 4


def test_korean_has_the_same_figures_and_no_english():
    figures = re.compile(r"\d+(?:[.,]\d+)*")
    pages = []
    for language in ("en", "ko"):
        made = report(told.everything(ready=(), sending=None), language)
        cells = [made.chart("time"), made.chart("ages"), made.table("beyond")]
        pages.append(" ".join(map(said, (*cells, made.table("ruled_out")))))
    found = [sorted(figures.findall(page)) for page in pages]
    assert found[0] == found[1]
    assert not re.search(r"\b(the|and|of|not|day)\b", pages[1])


@pytest.mark.parametrize(("english", "korean"), [(EN, KO), (LINES, LINES_KO)])
def test_both_languages_have_the_same_sentences_and_fields(english, korean):
    assert list(english) == list(korean)
    for key, text in english.items():
        fields = [
            {name for _, name, _, _ in Formatter().parse(each) if name}
            for each in (text, korean[key])
        ]
        assert fields[0] == fields[1], key


def test_values_at_the_ends_of_curves_do_not_lie_on_each_other():
    pair = [TimeCurve(str(n), ((1.0, 0.2 + n / 1000),), (), "control") for n in range(3)]
    drawn = time_curves(pair, ticks=[(1.0, "1")], shown=str, label="")
    heights = sorted(float(y) for y in re.findall(r'y="([\d.]+)" class="name', drawn))
    assert all(b - a >= 16.9 for a, b in pairwise(heights))


@pytest.mark.parametrize(
    ("untold", "says"),
    [
        ("households", "households were randomised"),
        ("epochs", "several splits"),
        ("openings", "the traffic changed"),
        ("part_day", "ends within a day"),
    ],
)
def test_what_is_not_told_says_why(untold, says):
    blank = Sections(experiment="cart_reminder", unit="share", untold=untold)
    assert says in said(report(blank).table("beyond"))
    assert says in str(blank)
