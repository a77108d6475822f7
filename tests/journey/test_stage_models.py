"""The five stage models, on logs that do what each was made for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stagelift.definitions import Journey
from stagelift.journey.evidence.coverage import coverage
from stagelift.journey.evidence.lints import lints
from stagelift.starter.journeys import JOURNEYS
from tiny import MONDAY, day, workspace


def stages(model: str) -> str:
    """The stages of a model as YAML."""
    return "\n".join(stage.written("en") for stage in JOURNEYS[model]) + "\n"


@pytest.mark.parametrize("model", JOURNEYS)
def test_a_model_loads_in_order_with_both_labels_and_three_parts(tmp_path, model):
    with workspace(tmp_path, [("a", day(0), "visited")], stages=stages(model)) as ws:
        journey = ws.journey
        assert journey.stage_ids == tuple(stage.name for stage in JOURNEYS[model])
        for stage in JOURNEYS[model]:
            label = journey.stages[stage.name].label
            assert (label.text("ko"), label.text("en")) == (stage.korean, stage.english)
        parts = [journey.part_of(name) for name in journey.stage_ids]
        assert list(dict.fromkeys(parts)) == ["before", "during", "after"]
        said = [
            issue.message for issue in lints(ws.definitions, coverage(ws.contract, ws.definitions))
        ]
        assert {message for message in said if "reached" not in message} == set()


def test_a_silent_customer_of_the_lifecycle_has_left(tmp_path):
    log = [("a", day(0), "visited"), ("a", day(2), "ordered")]
    late = MONDAY + timedelta(days=92)
    with workspace(tmp_path, log, stages=stages("lifecycle4"), as_of=late) as ws:
        assert ws.journey.left.name == "left"
        moments = [(one.name, one.at) for one in ws.trace("a").moments if one.kind == "stage"]
        assert moments[-1] == ("left", late)
    before = late - timedelta(microseconds=1)
    with workspace(tmp_path / "before", log, stages=stages("lifecycle4"), as_of=before) as ws:
        assert ws.trace("a").stage == "purchase"


def test_in_the_cycle_a_second_decision_is_a_new_spell(tmp_path):
    events = ("visited", "product_viewed", "ordered", "came_back", "ordered", "came_back")
    log = [("a", day(place), event) for place, event in enumerate(events)]
    with workspace(tmp_path, log, stages=stages("behaviour_cycle")) as ws:
        entered = [one.name for one in ws.trace("a").moments if one.kind == "stage"]
        assert entered == ["awareness", "interest", "decision", "revisit", "decision", "revisit"]
        moves = {(m.start, m.stage): (m.kind, m.k, m.customers) for m in ws.returns("2026-W02")}
        assert moves["decision", "revisit"] == ("advance", 2, 1)
        assert moves["revisit", "decision"] == ("back", 1, 1)


def test_both_names_of_the_aftercare_are_one_stage(tmp_path):
    log = [("a", day(0), "ordered"), ("a", day(1), "review_written")]
    metrics = "  told: {conversion: review_written, from: purchase, stage: 애프터케어}\n"
    metrics = metrics.replace("}", ", within: 5 days}")
    with workspace(tmp_path, log, stages=stages("aftercare5"), metrics=metrics) as ws:
        assert [ws.journey.resolve(name) for name in ("애프터케어", "aftercare")] == [
            "aftercare"
        ] * 2
        (told,) = [one for one in ws.kpis("2026-W02") if one.metric == "told"]
        assert (told.stage, told.n, told.k) == ("aftercare", 1, 1)


def test_models_may_be_read_as_python_twins():
    twin = {s.name: {"enter": s.enter, "part": s.part} for s in JOURNEYS["acquisition5"] if s.part}
    journey = Journey(zone="UTC", sources={}, stages=twin)
    assert [journey.part_of(name) for name in journey.stages] == ["before", "during", "after"]
