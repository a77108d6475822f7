"""The forest's rows share a scale; its axis lets no label hang over an edge."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from stagelift.reports.charts.forest import axis, effect_row
from stagelift.reports.charts.svg import Scale

SCALE = Scale(-1, 3)


def drawn(html):
    return ET.fromstring(html)


def test_value_interval_zero_and_limit_stand_where_they_are():
    picture = drawn(effect_row(1.0, scale=SCALE, interval=(0.0, 2.0), limit=2.5, tone="better"))
    zero, limit, reach = picture.findall("line")
    assert (zero.get("x1"), zero.get("class")) == ("25%", "zero")
    assert (limit.get("x1"), limit.get("class")) == ("87.5%", "limit")
    assert (reach.get("x1"), reach.get("x2"), reach.get("class")) == ("25%", "75%", "reach better")
    assert (picture.find("circle").get("cx"), picture.find("circle").get("class")) == (
        "50%",
        "dot better",
    )


def test_without_interval_or_limit_only_zero_and_the_dot_are_drawn():
    picture = drawn(effect_row(1.0, scale=SCALE))
    assert [each.tag for each in picture] == ["line", "circle"]
    assert picture.find("circle").get("class") == "dot noise"


@given(st.lists(st.floats(-1.5, 3.5), max_size=6))
def test_no_label_hangs_over_an_edge(values):
    html = axis([(value, f"<{value}>") for value in values], scale=SCALE)
    places = [float(x) for x in re.findall(r'<text x="([\d.]+)%"', html)]
    assert all(6 <= place <= 94 for place in places)
    assert "<<" not in html
    drawn(html)
