"""Who reaches later stages: counted from assignment, over everyone assigned."""

from __future__ import annotations

import pytest
from test_readout import ARMS, CLOSED, METRICS, shop, trial

from stagelift.experiments.later import FAMILY, audience_stage, later_stages
from stagelift.statistics.proportions import difference_of_proportions
from stagelift.statistics.several import holm
from tiny import workspace

SEGMENTS = (
    "  visitors: {did: visited}\n  buyers: {did: visited | ordered}\n  quiet: {did_not: ordered}\n"
)


def opened(root, text, *, metrics=METRICS):
    rows, sent = shop(ARMS)
    return workspace(
        root,
        rows,
        metrics=metrics,
        experiments={"trial": text},
        assignments=sent,
        segments=SEGMENTS,
        as_of=CLOSED,
    )


def later(ws):
    found = ws.experiments["trial"].definition
    return later_stages(found, ws.journey, ws.metrics[found.primary])


def test_stages_after_the_audiences_are_measured_by_the_primarys_window(tmp_path):
    text = trial().replace("everyone", "visitors").replace("primary: bought", "primary: told")
    text = text.replace("[spent, told]", "[spent]")
    with opened(tmp_path, text) as ws:
        found = later(ws)
        assert [metric.name for metric in found] == [
            "reach_buying",
            "reach_staying",
            "reach_telling",
        ]
        assert {metric.window for metric in found} == {ws.metrics["told"].window}
        assert [metric.stage for metric in found] == ["buying", "staying", "telling"]


def test_a_stage_the_primary_is_about_is_not_said_twice(tmp_path):
    with opened(tmp_path, trial().replace("everyone", "visitors")) as ws:
        assert [metric.name for metric in later(ws)] == ["reach_staying", "reach_telling"]


def test_the_audience_stands_where_its_last_event_opens(tmp_path):
    with opened(tmp_path, trial().replace("everyone", "buyers")) as ws:
        found = ws.experiments["trial"].definition
        assert audience_stage(found, ws.journey, ws.metrics["bought"]) == "buying"
        quiet = found.model_copy(update={"audience": "quiet"})
        assert audience_stage(quiet, ws.journey, ws.metrics["bought"]) is None
        assert later_stages(quiet, ws.journey, ws.metrics["bought"]) == ()


def test_where_the_audience_names_no_stage_the_primary_says_it(tmp_path):
    metrics = METRICS.replace("within: 7 days, label", "within: 7 days, from: buying, label")
    with opened(tmp_path, trial(), metrics=metrics) as ws:
        assert [metric.name for metric in later(ws)] == ["reach_staying", "reach_telling"]


def test_everyone_assigned_is_in_the_denominator_and_holm_is_over_the_stages(tmp_path):
    with opened(tmp_path, trial().replace("everyone", "visitors")) as ws:
        readout = ws.experiments["trial"].readout()
    effect = readout.estimate("reach_telling", "effect")
    assert (effect.family, effect.stage, effect.n) == (FAMILY, "telling", 1400)
    level = readout.estimate("reach_telling", "level", "b")
    assert (level.k, level.n) == (175, 700)  # every fourth, whether it bought or not
    expected = difference_of_proportions(175, 700, 175, 700)
    assert (effect.low, effect.high) == pytest.approx((expected.low, expected.high))
    staying = readout.estimate("reach_staying", "effect")
    assert (effect.adjusted_p_value, staying.adjusted_p_value) == pytest.approx(
        holm([effect.p_value, staying.p_value])
    )
    # the verdict rests on the primary and the guardrails alone
    assert set(readout.guardrails) == set()
