"""The steps of working on a journey, and what is better left alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import shop

from stagelift.definitions import Segment
from stagelift.reports.material import Material
from stagelift.reports.periods import Period
from stagelift.reports.report import Report
from stagelift.reports.steps import steps, untouched


def material(source, language="en"):
    fields = {"period": Period.parse(shop.PERIOD), "language": language, "tiles": ()}
    return Material.read(source, **fields)


def said(source, language="en"):
    lines = str(steps(material(source, language))).splitlines()
    return [line.strip() for line in lines if line.strip()]


def test_each_step_says_what_the_workspace_knows():
    source = shop.Shop()
    text = " ".join(said(source))
    assert "! Changes 1 waits for a decision, 1 runs, 0 are planned" in text
    assert "Picture 5 stages in order" in text
    assert "✓ Results 1 decided; what came can be held against none yet" in text
    assert "– Customers no segment is defined yet" in text
    android = Segment(name="android", did="visited", label="Android")
    source.journey = source.journey.model_copy(update={"segments": {"android": android}})
    assert "✓ Customers 1 segment is defined" in " ".join(said(source))


def test_what_is_missing_is_not_called_done():
    source = shop.Shop()
    source.experiments = {}
    source.journey = source.journey.model_copy(update={"targets": {}})
    text = " ".join(said(source))
    for missing in ("no message has been tested", "no target is set", "nothing runs, waits"):
        assert f"– {missing}" in text.replace("Touchpoints ", "").replace("Goals ", "").replace(
            "Changes ", ""
        )
    assert "– Results nothing was decided yet" in text
    assert str(untouched(material(source))) == ""


def test_a_silent_source_is_named():
    source = shop.Shop()
    source.counts = shop.Trust(stale=(shop.Silent("orders", 3, 1),))
    assert "! Data delivers no more: orders" in " ".join(said(source))


@pytest.mark.parametrize(
    ("k", "left"), [(900, True), (690, False), (480, False)], ids=["met", "about", "missed"]
)
def test_only_what_is_on_its_target_with_its_whole_interval_is_left_alone(k, left):
    source = shop.Shop()
    line = source.lines["first_order"]
    shown = shop.share(
        "first_order", "2026-W45", k, 6000, stage="purchase", matured_through="2026-11-08"
    )
    source.lines["first_order"] = [shown if e.period == "2026-W45" else e for e in line]
    text = str(untouched(material(source)))
    assert ("✓ First order" in text) is left
    assert "Do not touch" in text


def test_what_fell_out_of_its_range_is_not_left_alone_though_its_target_is_met():
    source = shop.Shop()
    line = source.lines["first_order"]
    levels = {e.period: 1500 + 5 * n for n, e in enumerate(line)} | {"2026-W45": 900}
    source.lines["first_order"] = [
        replace(e, k=k, value=k / 6000, n=6000, low=k / 6000 - 0.01, high=k / 6000 + 0.01)
        for e, k in zip(line, levels.values(), strict=True)
    ]
    made = material(source)
    (first,) = [m for m in made.measures if m.key == "first_order"]
    assert (first.standing, first.worse) == ("met", True)
    assert "✓ First order" not in str(untouched(made))


def test_the_full_page_has_both_in_both_languages():
    for language, titles in {
        "en": ("Do not touch", "The journey, step by step"),
        "ko": ("그대로 둘 것", "여정 점검표"),
    }.items():
        kept = {"name": "weekly_journey", "period": shop.PERIOD, "language": language}
        text = str(Report(shop.Shop(), page="full", **kept).appendix())
        brief = str(Report(shop.Shop(), page="brief", **kept).appendix())
        assert all(title in text for title in titles)
        assert not any(title in brief for title in titles)


def test_the_goals_of_a_metric_are_counted_once_though_its_stages_are_measured():
    source = shop.Shop()
    low = [replace(e, value=-60.0, low=-70.0, high=-50.0) for e in source.lines["nps"]]
    source.lines["nps"] = low
    alone = shop.Shop()
    found = [re.search(r"(\d+) of (\d+) targets", " ".join(said(one))) for one in (source, alone)]
    assert found[0][2] == found[1][2] == str(len(source.journey.targets))
    # the whole journey's score and that of each stage fell; one target is missed for it
    assert int(found[0][1]) == int(found[1][1]) + 1
