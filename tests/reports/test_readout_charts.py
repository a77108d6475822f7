"""The looks and the power curve of a readout agree with its interval, and hide with it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
import trial
from scipy.stats import norm

from stagelift.experiments.readout import LookLine
from stagelift.formatting import NARROW
from stagelift.reports.experiment_report import ExperimentReport
from stagelift.reports.numbers.marked import unmarked
from stagelift.reports.readout_looks import looks_drawing
from stagelift.statistics.inference import Inference


def report(found, language="en", **fields):
    return ExperimentReport(trial.source(found, **fields), "cart_reminder", language=language)


def words(fragment):
    return unmarked(str(fragment)).replace(NARROW, " ")


def line(number, day, value, half):
    effect = Inference(value=value, low=value - half, high=value + half, method="repeated")
    at = datetime(2026, 11, day, tzinfo=UTC)
    return LookLine(number=number, at=at, variant="push_1h", n=4_000 * number, effect=effect)


LOOKS = (line(1, 2, 0.02, 0.03), line(2, 9, 0.02, 0.015))


def test_the_curve_is_the_power_of_the_interval_beside_it():
    made = report(trial.readout("ship"))
    drawn = made.chart("power")
    effect = made.material.estimate_of("push_1h")
    book = made.material.book
    least = (norm.ppf(0.975) + norm.ppf(0.8)) * effect.se
    assert book["power.least"].value == pytest.approx(least, rel=1e-6)
    chance = norm.cdf(0.01 / effect.se - norm.ppf(0.975))
    assert book["power.wanted"].value == pytest.approx(chance, abs=1e-6)
    assert book["power.n"].value == 2 * trial.N
    said = words(drawn)
    assert "With 36,000 customers followed" in said
    assert f"+1.0 pp, in {chance:.0%}" in said


def test_the_table_of_the_curve_holds_points_of_it():
    made = report(trial.readout("ship"))
    svg = re.search(r"<svg.*</svg>", made.chart("power").html, re.DOTALL)[0]
    (path,) = [n for n in ET.fromstring(svg).iter("path") if n.get("class") == "line"]
    corners = [tuple(map(float, p.split())) for p in path.get("d")[1:].split(" L")]
    twin = made.material.twins[-1]
    chances = [float(row[1].removesuffix("%")) for row in twin.rows]
    on_curve = [100 - y for _, y in corners[::4]]
    told = [*on_curve, 80.0, 100 * made.material.book["power.wanted"].value]  # the marks, too
    assert chances == pytest.approx(sorted(told), abs=0.51)


def test_the_looks_are_drawn_as_they_stand_in_their_table():
    found = trial.readout("ship", course=LOOKS, looks="weekly")
    html = report(found).table("looks").html
    svg = re.search(r"<svg.*?</svg>", html, re.DOTALL)[0]
    chart = ET.fromstring(svg)
    tones = [n.get("class") for n in chart.iter("circle")]
    assert tones == ["dot noise", "dot better"]
    first, last = (n for n in chart.iter("line") if n.get("class").startswith("reach"))
    tall = [float(n.get("y2")) - float(n.get("y1")) for n in (first, last)]
    assert tall[0] / tall[1] == pytest.approx(2.0, abs=0.01)  # ±3 points and ±1.5
    assert chart.get("aria-label").endswith("the last, +2.0\u202fpp, is better, clear of none")
    assert "worth having" in svg
    assert len(re.findall('<tr><th scope="row"', html)) == 2


def test_one_look_is_no_chart():
    found = trial.readout("ship", course=LOOKS[:1], looks="weekly")
    assert "<svg" not in report(found).table("looks").html


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_red_health_and_an_early_plan_show_neither(language):
    for found in (trial.red(), trial.unread(trial.readout())):
        assert report(found, language).chart("power").html == ""
    hidden = report(replace(trial.red(), course=LOOKS, looks="weekly"), language)
    assert looks_drawing(hidden.material) == ""
