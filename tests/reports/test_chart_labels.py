"""Labels keep off each other, whatever the values: equal ends, equal curves, crowded dates."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagelift.reports.charts import Point, trend
from stagelift.reports.charts.curves import APART, TimeCurve, time_curves
from stagelift.reports.charts.forest import axis
from stagelift.reports.charts.labels import (
    CELL,
    LINE,
    PHONE,
    apart,
    clear,
    text_width,
    thinned,
)
from stagelift.reports.charts.looks import SeenAt, look_marks
from stagelift.reports.charts.occupation import Age, occupied
from stagelift.reports.charts.power import power_curve
from stagelift.reports.charts.svg import Scale
from stagelift.reports.numbers.marked import marked

HEIGHTS = st.lists(st.floats(0, 200), min_size=1, max_size=8)


def boxes(markup, width=PHONE):
    """Left, right and baseline of each text at a width, by the reckoned widths."""
    found = []
    for node in ET.fromstring(markup).iter("text"):
        kind, x = node.get("class").split(), node.get("x")
        at = float(x[:-1]) / 100 * width if x.endswith("%") else float(x)
        wide = text_width(node.text)
        left = at - wide / 2 if "middle" in kind else at - wide if "end" in kind else at
        found.append((left, left + wide, float(node.get("y")), node.text))
    return found


def colliding(markup, width=PHONE):
    return [
        (a[3], b[3])
        for a, b in combinations(boxes(markup, width), 2)
        if a[0] < b[1] and b[0] < a[1] and abs(a[2] - b[2]) < 10
    ]


def test_a_hangul_letter_is_as_wide_as_it_is_high_and_marks_have_no_width():
    assert text_width("인지", 10) == 20
    assert text_width("W46", 10) == pytest.approx(18.6)
    assert text_width(marked("8.0%", 3)) == text_width("8.0%")


def test_labels_that_do_not_touch_stay():
    assert apart([10, 90, 50], gap=15, low=0, high=100) == (10, 90, 50)


def test_a_block_stays_where_it_would_be_and_inside():
    assert apart([50, 50, 50], gap=20, low=0, high=100) == (30, 50, 70)
    assert apart([0, 0, 0], gap=20, low=0, high=100) == (0, 20, 40)
    assert apart([99, 100], gap=20, low=0, high=100) == (80, 100)
    assert apart([], gap=20, low=0, high=100) == ()


def test_more_labels_than_room_are_spread_evenly():
    assert apart([5, 5, 5, 5, 5], gap=40, low=0, high=100) == (0, 25, 50, 75, 100)


@settings(max_examples=30)
@given(HEIGHTS)
def test_whatever_the_ends_labels_keep_apart_inside_and_in_order(wanted):
    found = apart(wanted, gap=LINE, low=0, high=200)
    ranked = sorted(found)
    assert all(b - a >= LINE - 1e-9 for a, b in pairwise(ranked))
    assert ranked[0] >= -1e-9
    assert ranked[-1] <= 200 + 1e-9
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert [found[i] for i in order] == pytest.approx(ranked)


@settings(max_examples=30)
@given(HEIGHTS, st.integers(0, 7))
def test_moving_one_label_no_further_than_needed(wanted, place):
    """A label alone, or with all others far away, stands where it would like to."""
    alone = [wanted[place % len(wanted)]]
    assert apart(alone, gap=LINE, low=0, high=200) == pytest.approx(tuple(alone))


def curve(name, end):
    return TimeCurve(name, ((1.0, end / 2), (2.0, end)), (), "treatment")


@pytest.mark.parametrize(
    "ends",
    [(0.2, 0.2), (0.2, 0.2, 0.2), (0.0, 0.0, 0.0, 0.0), (0.2, 0.2001, 0.1999), (0.9, 0.01, 0.01)],
)
def test_the_ends_of_equal_curves_are_all_readable(ends):
    curves = [curve(f"{end:.1%} of {i}", end) for i, end in enumerate(ends)]
    markup = time_curves(curves, ticks=[(2.0, "2")], shown="{:.0%}".format, label="x")
    names = [n for n in ET.fromstring(markup).iter("text") if "name" in n.get("class")]
    heights = sorted(float(name.get("y")) for name in names)
    assert len(names) == len(ends)
    assert all(b - a >= APART - 0.01 for a, b in pairwise(heights))
    dots = [float(n.get("cy")) for n in ET.fromstring(markup).iter("circle")]
    if len(set(ends)) == 1:
        assert len(set(dots)) == 1  # the dots stay where the values are


DATES = st.lists(
    st.sampled_from(["W1", "9 Nov", "10월 26일", "2026-11-09", "26 Oct – 1 Nov"]), max_size=40
)


@settings(max_examples=30)
@given(DATES)
def test_dates_along_an_axis_never_overlap(names):
    labels = [(0.1 + 0.85 * i / max(1, len(names) - 1), name) for i, name in enumerate(names)]
    kept = thinned(labels)
    ends = [(labels[i][0] * PHONE - text_width(labels[i][1]) / 2, labels[i][1]) for i in kept]
    for (left, name), (right, _) in pairwise(ends):
        assert left + text_width(name) < right
    assert not names or kept[-1] == len(names) - 1  # the newest is always named


@settings(max_examples=30)
@given(st.integers(2, 40), st.sampled_from(["W{}", "{}월 말일", "2026-{:02}"]))
def test_a_trend_of_any_length_keeps_its_words_apart(length, form):
    points = [Point(form.format(i), 0.1 + i % 3 / 100) for i in range(length)]
    markup = trend(points, shown="{:.1%}".format, label="x")
    bottom = [box for box in boxes(markup) if box[2] > 160]
    assert not [(a, b) for a, b in combinations(bottom, 2) if a[0] < b[1] and b[0] < a[1]]


@settings(max_examples=30)
@given(st.lists(st.floats(-1, 3), max_size=9, unique=True))
def test_the_axis_of_a_forest_drops_what_would_overlap(values):
    markup = axis([(v, f"{v:+.3f}%p") for v in values], scale=Scale(-1, 3))
    assert not colliding(markup, CELL)


def test_zero_stays_on_the_axis_of_a_forest_whatever_gives_way():
    crowded = [(v / 100, f"{v / 100:+.2f} points") for v in range(-20, 21, 2)]
    texts = [n.text for n in ET.fromstring(axis(crowded, scale=Scale(-0.3, 0.3))).iter("text")]
    assert "+0.00 points" in texts


def test_dear_labels_come_first():
    assert clear([(0.5, "zero"), (0.52, "close"), (0.1, "far")]) == (0, 2)


def test_looks_a_day_apart_name_the_days_that_fit():
    seen = [SeenAt(f"11월 {i + 1}일", float(i), 0.01, -0.01, 0.03) for i in range(20)]
    markup = look_marks(seen, shown="{:+.1%}".format, label="x", worth=(0.02, "바라는 효과"))
    assert not colliding(markup)
    assert "11월 20일" in markup


@pytest.mark.parametrize("marks", [(0.010, 0.010), (0.010, 0.0101), (0.02, 0.0)])
def test_words_on_a_power_curve_keep_apart(marks):
    points = [(i / 1000, min(1.0, i / 20)) for i in range(21)]
    told = [(m, min(1.0, m * 50), f"worth having {m:+.1%}: {m * 50:.0%}") for m in marks]
    drawn = power_curve(points, marks=told, shown=("{:.1%}".format, "{:.0%}".format), label="x")
    named = [n for n in ET.fromstring(drawn).iter("text") if "name" in n.get("class")]
    first, second = (float(node.get("y")) for node in named)
    assert abs(first - second) >= LINE - 0.01


def test_stages_nobody_is_in_are_named_apart():
    ages = [Age("day 1", (1.0, 0.0, 0.0, 0.0, 0.0), said=("100%", *("0%",) * 4))]
    names = ("Awareness", "Consideration", "Purchase", "Retention", "Advocacy")
    markup = occupied(ages, names, label="x")
    assert not colliding(markup)
    assert [n for n in names if n not in re.sub("<[^>]+>", " ", markup)] == []
