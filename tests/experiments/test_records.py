"""Plans that bind, looks that are counted, decisions that need reasons."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import stagelift
from stagelift.errors import ArgumentError
from stagelift.experiments.looks import record_look
from stagelift.experiments.plain_yaml import as_yaml
from tiny import MONDAY, day, workspace

METRICS = """\
  bought: {conversion: ordered, within: 1 day}
  left: {conversion: unsubscribed, within: 1 day, better: down}
"""
SEGMENTS = "  open: {did: carted, within: 3 days}\n"
RULES = "  guardrails: {left: 5pp}\n"
TRIAL = """\
question: Which?
audience: open
primary: bought
run: 2026-01-05..2026-01-11
variants: {a: email, b: push}
looks: once
owner: Kim
"""
WAVE = TRIAL.replace("run: 2026-01-05..2026-01-11", "enters: once, on 2026-01-05")
PAST = [n % 14 + 0.5 for n in range(30)]  # days before Monday
END = MONDAY + timedelta(days=8)
METRIC_WINDOW = "metrics.bought.within"


@pytest.fixture
def root(tmp_path):
    rows = [(f"c{n}", day(n % 7 + 0.5), "carted") for n in range(40)]
    rows += [(f"p{n}", day(-cart), "carted") for n, cart in enumerate(PAST)]
    rows += [("z", day(7.5), "searched")]
    workspace(
        tmp_path,
        rows,
        metrics=METRICS,
        segments=SEGMENTS,
        rules=RULES,
        experiments={"trial": TRIAL, "wave": WAVE},
    ).close()
    # sample data: only these may be seen as of another instant when a plan is frozen
    journey = tmp_path / "journey.yaml"
    journey.write_text(
        journey.read_text(encoding="utf-8") + f"as_of: {END:%Y-%m-%d %H:%M}\n", "utf-8"
    )
    return tmp_path


def at(root: Path, instant=END, name="trial"):
    return stagelift.open(root, as_of=instant).experiments[name]


def record(root, name):
    return YAML(typ="safe").load((root / "experiments" / name).read_text(encoding="utf-8"))


def test_without_a_plan_a_readout_is_exploratory(root):
    assert at(root).readout().banner == "exploratory"


def test_a_frozen_plan_binds_and_is_written_once(root):
    path = at(root, MONDAY).freeze_plan(planned_units=400)
    written = record(root, path.name)
    assert path == root / "experiments" / "trial.plan.yaml"
    assert (written["planned_units"], written["planned_from"]) == (400, "given")
    assert written["frozen_at"] == "2026-01-05T00:00:00+00:00"
    assert written["guardrails"] == {"left": "5pp"}
    assert written["assignment"]["thresholds"] == {"a": "80000000", "b": None}
    with pytest.raises(ArgumentError, match=r"has a frozen plan already: trial\.plan\.yaml"):
        at(root).freeze_plan(planned_units=500)
    readout = at(root).readout()
    assert readout.banner == ""
    assert readout.fingerprint == written["fingerprint"]


def test_a_plan_says_what_its_files_leave_to_defaults(root):
    written = record(root, at(root, MONDAY).freeze_plan(planned_units=400).name)
    assert written["definition"]["confidence"] == "0.95"
    assert written["definition"]["deciding"] == "raw"
    assert written["metrics"]["bought"]["first"] is False
    assert (written["metrics"]["bought"]["better"], written["looks"]) == ("up", "once")
    assert written["audience"]["at_least"] == 1
    assert written["windows"] == {"bought": "1 day", "left": "1 day"}
    # words come back as texts, whatever they were
    assert at(root).readout().banner == ""


def test_a_plan_that_leaves_defaults_out_had_them(root):
    """Plans written without defaults bind as they are; what departs is named, no more."""
    path = at(root, MONDAY - timedelta(days=1)).freeze_plan(planned_units=400)
    kept = record(root, path.name)
    for part in (kept["definition"], kept["audience"], *kept["metrics"].values()):
        for key in ("confidence", "deciding", "enters", "first", "entry", "at_least"):
            part.pop(key, None)
    del kept["seal"]  # such plans had none
    path.write_text(as_yaml(kept), encoding="utf-8")
    assert at(root).readout().banner == ""
    trial = root / "experiments" / "trial.yaml"
    text = trial.read_text(encoding="utf-8") + "confidence: 90%\n"
    trial.write_text(text, encoding="utf-8")
    assert at(root).readout().banner == "departs from the frozen plan: confidence"


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("experiments/trial.yaml", "a: email", "a: sms", "variants"),
        ("experiments/trial.yaml", "looks: once", "looks: always", "looks"),
        ("metrics/all.yaml", "ordered, within: 1 day", "ordered, within: 2 days", METRIC_WINDOW),
        ("journey.yaml", "carted, within: 3 days", "carted, within: 2 days", "audience.within"),
        ("journey.yaml", "left: 5pp", "left: 6pp", "guardrails.left"),
        ("journey.yaml", "zone: UTC", "zone: Asia/Seoul", "journey.zone"),
    ],
)
def test_what_changes_numbers_after_the_freeze_is_a_deviation(root, file, old, new, named):
    at(root, MONDAY - timedelta(days=1)).freeze_plan(planned_units=400)
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    readout = at(root).readout()
    assert readout.banner == f"departs from the frozen plan: {named}"
    assert readout.looks == "once"  # the plan's rule stays in force
    assert (readout.verdict, readout.estimates) == (None, ())  # it is not what was registered
    assert readout.sentence.startswith(f"No result: departs from the frozen plan: {named}; ")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("primary: bought", "primary: left", "guardrails.left, primary"),
        ("primary: bought", "primary: bought\nsecondary: [left]", "secondary"),
    ],
)
def test_a_verdict_is_given_on_what_was_registered_or_not_at_all(root, old, new, named):
    before = at(root, MONDAY - timedelta(days=1))
    before.freeze_plan(planned_units=400)
    registered = at(root).readout()
    path = root / "experiments" / "trial.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = at(root).readout()
    assert found.banner == f"departs from the frozen plan: {named}"
    if named == "secondary":  # it decides nothing, and is said to be none of the plan's
        assert found.verdict == registered.verdict is not None
        return
    assert (found.verdict, found.winner, found.estimates) == (None, None, ())
    with pytest.raises(ArgumentError, match="nothing can be decided: No result"):
        at(root).record_decision("ship", owner="Kim", reason="it looks good")


def test_words_after_the_freeze_are_no_deviation(root):
    at(root, MONDAY).freeze_plan(planned_units=400)
    path = root / "experiments" / "trial.yaml"
    text = path.read_text(encoding="utf-8").replace("Which?", "Which one?").replace("Kim", "Lee")
    path.write_text(text, encoding="utf-8")
    assert at(root).readout().banner == ""


def test_planned_units_default_to_a_shadow_of_the_same_length(root):
    path = at(root, MONDAY).freeze_plan()
    written = record(root, path.name)
    # seven of the fourteen past days, and whoever still met the audience when they began
    assert written["planned_units"] == expected_shadow(7)
    assert written["planned_from"] == (
        "units that met the audience in the 7 days before the freeze"
    )
    wave = at(root, MONDAY, "wave").freeze_plan()
    written = record(root, wave.name)
    assert written["planned_units"] == expected_shadow(0)
    assert written["planned_from"] == "units that met the audience at the freeze"


def expected_shadow(days):
    """Customers with a cart in the span before Monday, or in the three days before it."""
    return sum(cart < days + 3 for cart in PAST)


def test_a_plan_without_units_is_refused(root):
    with pytest.raises(ArgumentError, match="planned_units == 0"):
        at(root).freeze_plan(planned_units=0)
    with pytest.raises(ArgumentError, match="nobody met the audience of 'trial' before its run"):
        at(root, MONDAY - timedelta(days=60)).freeze_plan()


def test_a_look_is_counted_once_per_instant(tmp_path):
    first, second = MONDAY, MONDAY + timedelta(days=7)
    assert record_look(tmp_path, "trial", "p1", first) == 1
    assert record_look(tmp_path, "trial", "p1", second) == 2
    assert record_look(tmp_path, "trial", "p1", first) == 1
    assert record_look(tmp_path, "trial", "p1", second) == 2
    assert record_look(tmp_path, "trial", "p2", second) == 1  # another plan
    assert record_look(tmp_path, "other", "p1", second) == 1


def test_readouts_and_decisions_of_one_instant_are_one_look(root):
    assert at(root).readout().look == 1
    assert at(root).readout().look == 1
    assert at(root, END + timedelta(days=1)).readout().look == 2


def test_a_decision_is_kept_with_what_it_rested_on(root):
    trial = at(root)
    readout = trial.readout()
    assert readout.verdict == "iterate"
    path = trial.record_decision("iterate", owner="Park", forecast="first orders stay at 0 %")
    written = record(root, path.name)
    assert path.name == "trial.decision.yaml"
    assert written["decision"] == written["verdict"] == "iterate"
    assert (written["owner"], written["on"]) == ("Park", "2026-01-13")
    assert written["sentence"] == readout.sentence
    assert written["plan"] == readout.fingerprint
    assert written["effect"]["metric"] == "bought"
    assert "reason" not in written
    assert at(root).decision["owner"] == "Park"
    with pytest.raises(ArgumentError, match="is decided already"):
        at(root).record_decision("iterate", owner="Park")


def test_a_decision_against_the_rule_needs_a_reason(root):
    with pytest.raises(ArgumentError, match="the rule says 'iterate' and 'ship' came"):
        at(root).record_decision("ship", owner="Park")
    path = at(root).record_decision("ship", owner="Park", reason="the sender closes the other way")
    assert record(root, path.name)["reason"] == "the sender closes the other way"


def test_a_word_that_is_no_decision_is_refused(root):
    with pytest.raises(ArgumentError, match="decision 'continue' came"):
        at(root).record_decision("continue", owner="Park")


def test_nothing_is_decided_on_a_red_readout(tmp_path):
    rows = [(f"c{n}", day(0.5), "carted") for n in range(40)]
    with workspace(
        tmp_path,
        rows,
        metrics=METRICS,
        segments=SEGMENTS,
        rules=RULES,
        experiments={"trial": TRIAL},
        as_of=END,
    ) as ws:
        trial = ws.experiments["trial"]
        with pytest.raises(
            ArgumentError, match="nothing can be decided: No result: the last event"
        ):
            trial.record_decision("ship", owner="Park", reason="hope")
    assert not (tmp_path / "experiments" / "trial.decision.yaml").exists()


def test_a_plan_cannot_be_backdated(root):
    journey = root / "journey.yaml"
    text = journey.read_text(encoding="utf-8").replace(f"as_of: {END:%Y-%m-%d %H:%M}\n", "")
    journey.write_text(text, encoding="utf-8")
    with pytest.raises(ArgumentError, match="a plan is frozen now, not as of 2026-01-05 00:00 UTC"):
        at(root, MONDAY).freeze_plan(planned_units=400)
    assert not (root / "experiments" / "trial.plan.yaml").exists()
