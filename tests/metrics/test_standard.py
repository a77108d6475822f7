"""The metrics that need no file: known by name, listed once something names them."""

from __future__ import annotations

import pytest

import stagelift
from stagelift.definitions import Journey, fingerprint
from stagelift.errors import DefinitionError
from stagelift.metrics.advanced import Advanced
from stagelift.metrics.standard import standard_metrics
from tiny import LATER, day, kpi, workspace

ALL = [
    *("delivered", "opened", "clicked", "replied", "unsubscribed", "complained"),
    *("nps", "week1", "week4", "churn", "repeat_purchase", "advanced"),
]
SURVEY = {"read": "s.csv", "as": "surveys", "customer": "c", "score": "q", "zone": "UTC"}
STAGES = {"looking": "visited", "buying": "ordered", "staying": "ordered x2 | reviewed"}


def journey(stages=STAGES, surveys=1):
    sources = {f"s{number}": SURVEY for number in range(surveys)}
    log = {"read": "l.csv", "customer": "c", "time": "t", "event": "e"}
    return Journey(zone="UTC", sources={"log": log, **sources}, stages=stages)


def made(**more):
    return {name: make() for name, make in standard_metrics(journey(**more)).items()}


def test_there_are_twelve():
    found = made()
    assert list(found) == ALL
    assert {name for name, metric in found.items() if metric.better == "down"} == {
        "unsubscribed",
        "complained",
        "churn",
    }
    assert all(metric.label.text("ko") and metric.label.text("en") for metric in found.values())


def test_they_follow_the_journey():
    found = made()
    assert str(found["week1"].event) == "visited"
    assert (str(found["week1"].days), str(found["week4"].days)) == ("1..7", "22..28")
    assert str(found["churn"].event) == "visited | ordered | reviewed"
    assert str(found["churn"].silent_for) == "90 days"
    assert str(found["repeat_purchase"].event) == "ordered"
    assert found["nps"].source == "s0"
    assert str(found["opened"].within) == "7 days"


@pytest.mark.parametrize(
    ("more", "absent"),
    [
        ({"surveys": 0}, {"nps"}),
        ({"surveys": 2}, {"nps"}),  # which one is meant cannot be known
        ({"stages": {"a": "visited", "b": "ordered"}}, {"repeat_purchase"}),
        ({"stages": {"a": "visited"}}, {"repeat_purchase", "advanced"}),
    ],
)
def test_what_a_journey_has_nothing_for_is_left_out(more, absent):
    assert set(ALL) - set(made(**more)) == absent


ROWS = [
    ("a", day(1), "visited"),
    ("a", day(2), "unsubscribed"),
    ("a", day(3), "ordered"),
    ("b", day(1), "visited"),
    ("b", day(8), "ordered"),  # a week later: outside
    ("c", day(2), "ordered"),
    ("c", day(3), "reviewed"),
    ("c", day(4), "ordered"),
]
TINY = "  looking: visited\n  buying: ordered\n  staying: ordered x2\n  telling: reviewed\n"


def test_kpis_list_the_named_and_the_defined_only(tmp_path):
    rules = "  guardrails: {unsubscribed: 0.3pp}\n"
    metrics = "  bought: {conversion: ordered}\n"
    with workspace(tmp_path, ROWS, stages=TINY, metrics=metrics, rules=rules) as ws:
        assert set(ws.metrics) == {"bought", "unsubscribed"}
        assert {estimate.metric for estimate in ws.kpis("2026-W02")} == {"bought", "unsubscribed"}
        assert kpi(ws, "unsubscribed", stage="looking").k == 1


def test_a_file_of_the_same_name_overrides_one(tmp_path):
    metrics = "  churn: {churn: visited, silent_for: 14 days}\n"
    with workspace(tmp_path, ROWS, stages=TINY, metrics=metrics) as ws:
        assert str(ws.metrics["churn"].silent_for) == "14 days"
        assert "churn" not in ws.definitions.standard


def test_experiments_tiles_and_targets_may_name_them(tmp_path):
    experiment = """\
question: Who comes back?
audience: everyone
primary: week1
secondary: [repeat_purchase]
guardrails: {complained: 0.1pp}
variants: {a: {channel: none, share: 50%}, b: {channel: email, share: 50%}}
run: 2026-01-05..2026-01-11
looks: always
"""
    (tmp_path / "reports").mkdir()
    report = "notebook: weekly_journey\ntiles: [churn]\n"
    (tmp_path / "reports" / "weekly.yaml").write_text(report, encoding="utf-8")
    sent = [("a", "back", "a", day(1)), ("b", "back", "b", day(1))]
    rows = [*ROWS, ("beat", day(55), "pinged")]
    with workspace(
        tmp_path, rows, stages=TINY, experiments={"back": experiment}, assignments=sent
    ) as ws:
        assert list(ws.metrics) == ["complained", "week1", "churn", "repeat_purchase"]
        readout = ws.experiments["back"].readout()
        assert readout.estimate("week1", "level", "a").n == 1
        assert ws.cohorts("week4", periods=1).event == "visited"  # known, though nothing names it


def test_what_is_no_metric_is_still_refused_with_the_nearest_name(tmp_path):
    rules = "  guardrails: {unsubscribe: 0.3pp}\n"
    with pytest.raises(DefinitionError) as caught:
        workspace(tmp_path, ROWS, stages=TINY, rules=rules, metrics="  m: {conversion: ordered}\n")
    assert (
        "unknown metric 'unsubscribe'. Did you mean 'unsubscribed'? (1 found in metrics/)"
        in str(caught.value)
    )


def test_advanced_asks_each_stage_for_its_next_one(tmp_path):
    (tmp_path / "reports").mkdir()
    report = "notebook: weekly_journey\ntiles: [advanced]\n"
    (tmp_path / "reports" / "weekly.yaml").write_text(report, encoding="utf-8")
    with workspace(tmp_path, ROWS, stages=TINY) as ws:
        found = {e.stage: (e.n, e.k) for e in ws.kpis("2026-W02")}
        changed = [e.stage for e in ws.kpi_changes("2026-W03")]
    # looking: a orders in time, b does not; buying: a and c enter, c orders again;
    # staying: c enters at its second order, after its review
    assert found == {"buying": (2, 1), "staying": (2, 1), "telling": (1, 0)}
    assert changed == ["buying", "staying", "telling"]


def test_fingerprints_of_standard_metrics_are_those_of_their_twins():
    twin = Advanced(name="advanced", within="7 days")
    assert fingerprint(made()["advanced"]) == fingerprint(twin)


def test_a_workspace_of_stages_only_has_nothing_to_list(tmp_path):
    with workspace(tmp_path, ROWS, stages=TINY) as ws:
        assert len(ws.metrics) == 0
        assert len(ws.definitions.standard) == 11  # no survey
        assert len(ws.kpis("2026-W02")) == 0
    assert stagelift.open(tmp_path, as_of=LATER).metrics == {}
