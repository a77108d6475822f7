from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagelift.reports.charts import Point, bar, dot, sparkline, trend
from stagelift.reports.charts.svg import Scale, element, round_ticks

FINITE = st.floats(-1e6, 1e6, allow_nan=False)


def drawn(markup):
    return ET.fromstring(markup)


def marks(markup, kind):
    return [node for node in drawn(markup).iter() if kind in node.get("class", "").split()]


def test_a_bar_begins_at_zero_and_ends_at_its_value():
    markup = bar(0.2, largest=0.8, before=0.4, interval=(0.1, 0.3))
    assert [(m.get("x"), m.get("width")) for m in marks(markup, "bar")] == [("0", "25%")]
    assert marks(markup, "ghost")[0].get("width") == "50%"
    whisker = marks(markup, "whisker")[0]
    assert (whisker.get("x1"), whisker.get("x2")) == ("12.5%", "37.5%")


def test_a_dot_stands_on_the_shared_scale():
    markup = dot(25.0, scale=Scale(-100, 100), interval=(0.0, 50.0), before=-50.0)
    assert marks(markup, "dot")[0].get("cx") == "62.5%"
    assert marks(markup, "ring")[0].get("cx") == "25%"
    assert marks(markup, "zero")[0].get("x1") == "50%"
    assert not marks(dot(25.0, scale=Scale(10, 100)), "zero")


def test_a_line_ends_in_a_dot_at_its_last_value():
    markup = sparkline([1.0, None, 3.0], label="up", usual=(1.0, 2.0), target=2.5)
    root = drawn(markup)
    assert (root.get("role"), root.get("aria-label")) == ("img", "up")
    (dot_,) = marks(markup, "dot")
    assert dot_.get("cx") == "97%"
    assert float(dot_.get("cy")) < 20  # the highest value is near the top
    assert len(marks(markup, "band")) == len(marks(markup, "target")) == 1


def test_one_week_is_no_line():
    assert sparkline([None, 1.0], label="") == ""
    assert trend([Point("W1", 1.0), Point("W2", None)], shown=str, label="") == ""


WEEKS = [Point(f"W{i}", 0.1 + i / 1000, 0.09, 0.13) for i in range(1, 27)]


def test_a_trend_labels_a_few_weeks_and_its_last_value():
    markup = trend(
        WEEKS, shown="{:.1%}".format, label="x", usual=(0.1, 0.12), target=(0.14, "target")
    )
    texts = [node.text for node in drawn(markup).iter() if node.tag == "text"]
    assert "12.6%" in texts
    assert "target" in texts
    weeks = [text for text in texts if text.startswith("W")]
    assert weeks[-1] == "W26"
    assert 3 <= len(weeks) <= 6


def test_the_last_value_stands_below_when_the_line_falls():
    def height(values):
        points = [Point(str(i), value) for i, value in enumerate(values)]
        markup = trend(points, shown=str, label="x")
        return float(marks(markup, "value")[0].get("y")) - float(marks(markup, "dot")[0].get("cy"))

    assert height([1.0, 3.0, 2.0]) > 0
    assert height([1.0, 2.0, 3.0]) < 0
    assert height([1.0, 3.0, 1.0]) < 0  # no room under the lowest point


def test_a_chart_needs_no_style_attribute_and_escapes_its_words():
    markup = trend(WEEKS, shown=str, label='"<b>', target=(0.14, "<script>"))
    assert "style" not in markup
    assert "<script>" not in markup
    assert "<b>" not in markup


@given(st.lists(FINITE, min_size=2, max_size=30))
def test_any_series_gives_sound_markup_inside_its_frame(values):
    markup = trend(
        [Point(str(i), v, v - 1, v + 1) for i, v in enumerate(values)], shown=str, label=""
    )
    (dot_,) = marks(markup, "dot")
    assert 0 <= float(dot_.get("cy")) <= 176
    drawn(sparkline(values, label="x"))


@given(st.floats(-1e4, 1e4), st.floats(1e-6, 1e6))
def test_ticks_are_inside_and_ascend(widths, width):
    low = widths * width
    ticks = round_ticks(low, low + width)
    assert all(low - width * 1e-6 <= tick <= low + width * (1 + 1e-6) for tick in ticks)
    assert list(ticks) == sorted(set(ticks))
    assert len(ticks) <= 5


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (0.125, "0.12"), (-0.001, "0"), (33.333, "33.33")]
)
def test_positions_have_two_decimals_at_most(value, text):
    assert element("a", x=value) == f'<a x="{text}"/>'
