"""Every running experiment at a glance: those that began, their numbers, and what is broken."""

from __future__ import annotations

from datetime import date, timedelta

from stagelift.cli.monitor import row
from stagelift.workspace.monitoring import Standing
from tiny import MONDAY, day, workspace

ORDERED = "  first_order: {conversion: ordered, first: true, within: 7 days}\n"
TRIAL = """\
question: Which is better?
audience: everyone
primary: {primary}
variants: {{a: email, b: push}}
looks: once
run: {run}
"""


def shop(root, trials, *, at=20):
    rows = [(f"c{n}", day(n / 40), "visited") for n in range(400)]
    rows += [(f"c{n}", day(n / 40 + 1), "ordered") for n in range(0, 400, 5)]
    rows += [("c1", day(at - 0.1), "visited")]  # the source is not silent
    experiments = {name: TRIAL.format(primary=p, run=run) for name, (p, run) in trials.items()}
    return workspace(
        root, rows, metrics=ORDERED, experiments=experiments, as_of=MONDAY + timedelta(days=at)
    )


def test_only_what_has_begun_and_is_not_decided_is_monitored(tmp_path):
    trials = {
        "running": ("first_order", "2026-01-05..2026-01-16"),
        "later": ("first_order", "2026-02-16..2026-02-27"),
    }
    with shop(tmp_path, trials) as ws:
        (found,) = ws.monitor()
    assert (found.experiment, found.day, found.days) == ("running", 21, 12)


def test_its_numbers_are_those_of_the_readout(tmp_path):
    with shop(tmp_path, {"running": ("first_order", "2026-01-05..2026-01-10")}) as ws:
        (found,) = ws.monitor()
        readout = ws.experiments["running"].readout()
    effect = readout.estimate("first_order", "effect")
    assert (found.value, found.low, found.high) == (effect.value, effect.low, effect.high)
    assert found.entered == readout.assigned
    assert found.mature == sum(
        e.n for e in readout.estimates if (e.metric, e.measure) == ("first_order", "level")
    )
    assert found.verdict == readout.verdict
    assert found.health == "ok"
    assert "readout" not in found.to_dict()


def test_an_experiment_that_cannot_be_read_does_not_hide_the_others(tmp_path):
    trials = {
        "running": ("first_order", "2026-01-05..2026-01-10"),
        "broken": ("first_order", "2026-01-05..2026-01-10"),
    }
    with shop(tmp_path, trials) as ws:
        pass
    path = tmp_path / "experiments" / "broken.yaml"
    path.write_text(path.read_text("utf-8") + 'split_by: braze canvas "X"\n', encoding="utf-8")
    import stagelift

    with stagelift.open(tmp_path, as_of=MONDAY + timedelta(days=20)) as ws:
        found = {one.experiment: one for one in ws.monitor()}
    assert found["broken"].health == "unreadable"
    assert "split by braze" in found["broken"].sentence
    assert found["running"].health == "ok"


def test_a_small_variant_does_not_follow_from_the_sums_of_all(tmp_path):
    """Of 400 about eight are in b: beside the readout's units of a any sum would say so."""
    shares = "variants: {a: {channel: email, share: 98%}, b: {channel: push, share: 2%}}"
    text = TRIAL.format(primary="first_order", run="2026-01-05..2026-01-10")
    text = text.replace("variants: {a: email, b: push}", shares)
    rows = [(f"c{n}", day(n / 100), "visited") for n in range(400)]
    rows += [("c1", day(19.9), "visited")]
    as_of = MONDAY + timedelta(days=20)
    with workspace(
        tmp_path, rows, metrics=ORDERED, experiments={"running": text}, as_of=as_of
    ) as ws:
        (found,) = ws.monitor()
    assert 0 < found.entered["b"] < 10
    told = found.to_dict()
    assert (told["entered"]["b"], told["mature"], found.total) == (None, None, None)
    assert told["entered"]["a"] == found.entered["a"] > 300
    cells = row(found)
    assert cells[2:4] == ("–", "–")


def test_a_small_p_value_of_the_split_is_not_shown_as_nothing():
    on = date(2026, 1, 5)
    days = {"experiment": "cart", "first": on, "last": on, "day": 1, "days": 1}
    blank = {"entered": {}, "mature": None, "verdict": None, "sentence": "", "unit": "share"}
    ends = {"value": None, "low": None, "high": None, "guardrails": {}, "next_look": None}
    one = Standing(**days, **blank, **ends, health="ok", split_p=7.4e-6)
    assert "p 0.0000074" in row(one)
