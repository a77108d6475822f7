"""The geometry of the charts by hand: lengths in proportion, zero where it is, nothing invented."""

from __future__ import annotations

import re
from math import log
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagelift.reports.charts.answers import answer_row
from stagelift.reports.charts.channel_grid import ChannelCell, channel_grid
from stagelift.reports.charts.ledger import LedgerRow, ledger, ledger_twin
from stagelift.reports.charts.looks import INNER, TOP, SeenAt, look_marks
from stagelift.reports.charts.occupation import INNER as TALL
from stagelift.reports.charts.occupation import Age, occupied
from stagelift.reports.charts.power import power_curve
from stagelift.reports.charts.triangle import Cell, CohortRow, triangle
from stagelift.reports.charts.waterfall import Step, spans, waterfall
from stagelift.reports.map.heat import Heat, heat_map

SHARE = st.floats(0, 1)


def nodes(markup, tag, kind=""):
    found = (n for n in ET.fromstring(f"<all>{markup}</all>").iter(tag))
    return [n for n in found if set(kind.split()) <= set(n.get("class", "").split())]


def share(text):
    return float(text.removesuffix("%")) / 100


def step(added, low=None, high=None, **fields):
    blank = {"label": "a", "small": "b", "value": "c", "interval": "d"}
    return Step(added=added, low=low, high=high, **{**blank, **fields})


# waterfall


def test_a_step_is_as_long_as_what_it_adds_and_begins_where_the_last_ended():
    steps = [step(-3.0), step(1.0), step(-2.0, whole=True)]
    markup = waterfall(steps, caption="points")
    bars = [(share(b.get("x")), share(b.get("width"))) for b in nodes(markup, "rect", "bar")]
    per_point = bars[0][1] / 3
    assert [b[1] for b in bars] == pytest.approx(
        [3 * per_point, per_point, 2 * per_point], abs=1e-3
    )
    zero = share(nodes(markup, "line", "zero")[0].get("x1"))
    assert bars[0][0] + bars[0][1] == pytest.approx(zero, abs=1e-3)  # downwards from zero
    assert bars[1][0] == pytest.approx(bars[0][0], abs=1e-3)  # up again from there
    assert bars[2][0] + bars[2][1] == pytest.approx(zero, abs=1e-3)  # the whole from zero


@settings(max_examples=25)
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=7))
def test_the_steps_end_where_the_whole_does(parts):
    placed = spans([*map(step, parts), step(sum(parts), whole=True)])
    assert placed[-2][1] == pytest.approx(placed[-1][1], abs=1e-9)
    assert placed[-1][0] == 0.0


def test_the_interval_of_a_step_lies_around_its_end():
    (bar,), (whisker,) = (
        nodes(waterfall([step(2.0, 1.0, 3.0)], caption=""), tag, kind)
        for tag, kind in (("rect", "bar"), ("line", "whisker"))
    )
    end = share(bar.get("x")) + share(bar.get("width"))
    ends = share(whisker.get("x1")), share(whisker.get("x2"))
    assert sum(ends) / 2 == pytest.approx(end, abs=1e-3)
    assert ends[1] - ends[0] == pytest.approx(share(bar.get("width")), abs=1e-3)  # 2 long, too
    assert waterfall([], caption="") == ""


# who recommends


@settings(max_examples=25)
@given(SHARE, SHARE)
def test_the_score_stands_in_the_middle_of_the_passives(one, other):
    promoters, detractors = one, (1 - one) * other
    markup = answer_row(promoters, detractors, interval=(-10.0, 10.0))
    better, worse = nodes(markup, "rect", "better")[0], nodes(markup, "rect", "worse")[0]
    assert share(better.get("width")) == pytest.approx(promoters, abs=1e-4)
    assert share(worse.get("width")) == pytest.approx(detractors, abs=1e-4)
    middle = (share(better.get("width")) + share(worse.get("x"))) / 2
    dot = nodes(markup, "circle", "score")[0]
    assert share(dot.get("cx")) == pytest.approx(middle, abs=2e-4)
    net = 2 * share(dot.get("cx")) - 1
    assert net == pytest.approx(promoters - detractors, abs=4e-4)


def test_a_score_of_none_stands_on_the_line():
    markup = answer_row(0.3, 0.3)
    assert nodes(markup, "circle", "score")[0].get("cx") == "50%"
    assert nodes(markup, "line", "zero")[0].get("x1") == "50%"
    assert not nodes(markup, "line", "whisker")


# triangle

ROWS = [
    CohortRow("W1", "40", (Cell(0.1, "10%"), Cell(0.2, "20%"), Cell(0.3, "30%"))),
    CohortRow("W2", "41", (Cell(0.1, "10%"), Cell(0.25, "25%"), Cell(None, "not known yet"))),
    CohortRow("all", "81", (Cell(0.1, "10%"), Cell(0.2, "20%"), Cell(0.3, "30%")), pooled=True),
]


def test_a_cell_shows_its_number_and_a_shade_by_its_value():
    markup = triangle(ROWS, header=("week", "n", "0", "1", "2"), label="a finding")
    cells = [(n.get("class"), n.text) for n in nodes(markup, "td") if n.get("class")]
    assert cells[:3] == [("h1", "10%"), ("h4", "20%"), ("h6", "30%")]
    assert 'role="region" aria-label="a finding"' in markup
    assert nodes(markup, "tr", "all")


def test_what_is_not_known_is_no_zero_and_says_so():
    markup = triangle(ROWS, header=("week", "n", "0", "1", "2"), label="")
    (unknown,) = nodes(markup, "td", "not")
    assert (unknown.text, unknown.get("aria-label")) == ("·", "not known yet")
    blank = [CohortRow("W1", "40", (Cell(None, "x"),))]
    assert triangle(blank, header=("week", "n", "0"), label="") == ""


# looks


def test_an_interval_stands_upright_at_its_time_and_zero_where_it_is():
    seen = [
        SeenAt("2 Nov", 0.0, 0.0, -1.0, 1.0),
        SeenAt("9 Nov", 1.0, None, None, None),
        SeenAt("23 Nov", 3.0, 2.0, 1.0, 3.0, tone="better"),
    ]
    markup = look_marks(seen, shown=str, label="a finding")
    first, last = nodes(markup, "line", "reach")
    assert last.get("class") == "reach better"
    length = [float(n.get("y2")) - float(n.get("y1")) for n in (first, last)]
    assert length[0] == pytest.approx(length[1], abs=0.02)  # both are two long
    (zero,) = nodes(markup, "line", "zero")
    dots = nodes(markup, "circle")
    assert dots[0].get("cy") == zero.get("y1")  # an effect of none stands on the line
    rise = float(dots[0].get("cy")) - float(dots[1].get("cy"))
    assert rise == pytest.approx(length[0], abs=0.02)
    assert TOP <= float(last.get("y1")) <= float(first.get("y2")) <= TOP + INNER
    assert len(dots) == 2  # the look that is not shown leaves its place empty
    assert ET.fromstring(markup).get("aria-label") == "a finding"


def test_no_look_is_no_chart():
    assert look_marks([SeenAt("2 Nov", 0.0, None, None, None)], shown=str, label="") == ""


# power


def test_the_curve_rises_from_the_floor_to_the_ceiling():
    markup = power_curve(
        [(0.0, 0.0), (1.0, 0.8), (2.0, 1.0)],
        marks=[(1.0, 0.8, "+1")],
        shown=("{:.0f}".format, "{:.0%}".format),
        label="a finding",
    )
    (line,) = nodes(markup, "path", "line")
    corners = [tuple(map(float, pair.split())) for pair in line.get("d")[1:].split(" L")]
    assert [round(y) for _, y in corners] == [100, 20, 0]
    (dot,) = nodes(markup, "circle")
    assert share(dot.get("cx")) * 100 == pytest.approx(corners[1][0])


# state occupation


def test_a_column_is_filled_in_proportion_and_part_of_a_cohort_is_marked():
    ages = [
        Age("1", (0.5, 0.25), said=("50%", "25%")),
        Age("7", (0.25, 0.25), whole=False, said=("25%", "25%")),
        Age("30", None),
    ]
    markup = occupied(ages, ("Look", "Buy"), label="half look")
    parts = [n for n in nodes(markup, "rect") if n.get("class") != "frame"]
    heights = [float(n.get("height")) for n in parts]
    assert heights == pytest.approx([TALL / 2, TALL / 4, TALL / 4, TALL / 4], abs=0.01)
    assert float(parts[0].get("y")) + heights[0] == pytest.approx(
        float(nodes(markup, "rect", "frame")[0].get("y")) + TALL, abs=0.01
    )  # from the floor
    assert [n.get("class").split()[-1] == "part" for n in parts] == [False, False, True, True]
    texts = [n.text for n in nodes(markup, "text", "tick middle")]
    assert texts == ["1", "7*", "30"]
    assert len(nodes(markup, "rect", "frame")) == 3  # the age nobody has reached is a frame


# ledger

TESTS = [
    LedgerRow("Ask", "push", (log(1.5), log(1.1), log(2.0)), (log(1.2), 0.01, 0.4), "+20%", "i"),
    LedgerRow("Hour", "", (0.03, -0.06, 0.12), (0.02, -0.06, 0.1), "+2%", "i"),
    LedgerRow("Broken", "", None, None, "–", "hidden"),
]


def test_seen_and_believed_stand_on_one_scale_of_ratios():
    markup = ledger(TESTS, caption="c", shown="{:+.0%}".format)
    rings, dots = nodes(markup, "circle", "ring"), nodes(markup, "circle", "dot")
    zero = share(nodes(markup, "line", "zero")[0].get("x1"))
    seen, believed = (share(m[0].get("cx")) - zero for m in (rings, dots))
    assert seen / believed == pytest.approx(log(1.5) / log(1.2), rel=2e-3)
    assert [d.get("class") for d in dots] == ["dot better", "dot noise"]
    assert len(rings) == 2  # nothing is drawn of the broken one
    rows = re.findall(r"<tr>.*?</tr>", markup)
    assert "hidden" in rows[2]
    assert "circle" not in rows[2]


def test_the_twin_of_the_ledger_holds_what_is_drawn():
    twin = ledger_twin(TESTS, title="t", header=tuple("abcdefg"), shown="{:.2f}".format)
    assert twin.rows[0] == ("Ask: push", "0.41", "0.10", "0.69", "0.18", "0.01", "0.40")
    assert twin.rows[2] == ("Broken", *["–"] * 6)


# channels


def test_the_grid_names_the_best_and_leaves_the_untested_hatched():
    cells = {
        ("kakao", "buy"): ChannelCell("best", ("+20%", "n 40", "best")),
        ("push", "buy"): ChannelCell("running", ("running",)),
        ("push", "look"): ChannelCell("untested", ("90 to reach",)),
    }
    markup = channel_grid(
        cells,
        channels=[("push", "Push"), ("kakao", "Kakao <b>")],
        stages=[("look", "Look"), ("buy", "Buy")],
        label="Kakao is best",
    )
    rows = [[(n.get("class"), "".join(n.itertext())) for n in r] for r in nodes(markup, "tr")]
    assert rows[1] == [(None, "Push"), ("not", "90 to reach"), (None, "running")]
    assert rows[2] == [(None, "Kakao <b>"), ("not", ""), ("best", "+20%n 40best")]


# heat


@settings(max_examples=25)
@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 23)), SHARE, min_size=1))
def test_the_strokes_of_a_heat_map_cover_every_cell_once(values):
    markup = heat_map(Heat(values, tuple("MTWTFSS"), "a", "b"))
    cells = []
    for path in nodes(markup, "path"):
        for hour, day, run in re.findall(r"M(\d+) (\d+)h(\d+)", path.get("d")):
            cells += [(int(day), int(hour) + i) for i in range(int(run))]
    assert sorted(cells) == sorted(values)
