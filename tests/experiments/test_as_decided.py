"""A decided experiment whose file is changed afterwards: what was decided is shown, and said so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner
from test_records import END, METRICS, RULES, SEGMENTS, TRIAL

import stagelift
from stagelift.cli import main
from stagelift.reports.readout_checks import plan_kept
from stagelift.reports.readout_material import ReadoutMaterial
from stagelift.reports.readout_registered import plan
from tiny import MONDAY, day, workspace

RUN = "run: 2026-01-05..2026-01-11\n"
EDITS = [
    ("primary: bought", "primary: left", ("primary",)),
    (RUN, "", ("run",)),  # a draft now, by its file
    (RUN, "run: 2025-11-03..2025-11-09\n", ("run",)),  # its plan would bind too late
    ("a: email", "a: sms", ("variants",)),
    ("variants: {a: email, b: push}", "variants: {c: email, d: push}", ("variants",)),
    ("audience: open", "audience: everyone", ("audience",)),
    ("looks: once", "looks: always\nconfidence: 90%", ("confidence", "looks")),
]


@pytest.fixture
def root(tmp_path):
    """A shop with one experiment, its plan frozen in time and its decision made."""
    rows = [(f"c{n}", day(n % 7 + 0.5), "carted") for n in range(400)]
    rows += [(f"c{n}", day(n % 7 + 0.8), "ordered") for n in range(0, 400, 3)]
    rows += [("z", day(7.9), "searched")]
    named = {"metrics": METRICS, "segments": SEGMENTS, "rules": RULES}
    workspace(tmp_path, rows, experiments={"trial": TRIAL}, **named).close()
    journey = tmp_path / "journey.yaml"
    text = journey.read_text("utf-8") + f"as_of: {END:%Y-%m-%d %H:%M}\n"
    journey.write_text(text, encoding="utf-8")
    with stagelift.open(tmp_path, as_of=MONDAY - timedelta(days=1)) as ws:
        ws.experiments["trial"].freeze_plan(planned_units=400)
    return tmp_path


def decide(root):
    with stagelift.open(root, as_of=END) as ws:
        ws.experiments["trial"].record_decision("stop", owner="Kim", reason="enough")
        return ws.experiments["trial"].readout()


def edit(root, old, new, file="experiments/trial.yaml"):
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def now(root):
    with stagelift.open(root, as_of=END) as ws:
        return ws.experiments["trial"].readout()


@pytest.mark.parametrize(("old", "new", "keys"), EDITS)
def test_what_was_decided_is_read_whatever_the_file_came_to_say(root, old, new, keys):
    before = decide(root)
    assert before.verdict is not None
    edit(root, old, new)
    found = now(root)
    assert (found.banner, found.edited) == ("", keys)
    shown = (found.verdict, found.sentence, found.estimates, found.looks, found.fingerprint)
    then = (before.verdict, before.sentence, before.estimates, before.looks, before.fingerprint)
    assert shown == then
    assert found.to_dict()["edited_since_decision"] == list(keys)


def test_it_is_said_wherever_a_deviation_is(root):
    decide(root)
    edit(root, "primary: bought", "primary: left")
    with stagelift.open(root, as_of=END) as ws:
        entry = ws.programme(plans=0).entries[0]
        pages = [str(plan(ReadoutMaterial.read(ws, "trial", name))) for name in ("en", "ko")]
        tone, _, said = plan_kept(ReadoutMaterial.read(ws, "trial", "en"))
        assert "file changed since the decision: primary" in str(ws.experiments["trial"].readout())
    assert (entry.plan, entry.status, entry.metric) == ("kept", "ok", "bought")
    assert "its file was changed afterwards: primary. This page shows what was decided" in pages[0]
    assert "결정한 뒤에 파일이 바뀌었습니다: primary" in pages[1]
    assert (tone, "was changed afterwards" in said) == ("warn", True)
    words = "trial was changed in its file after the decision: primary; what was decided is shown"
    for command in ([], ["status"]):
        run = CliRunner().invoke(main, ["-C", str(root), *command, "--language", "en"])
        assert words in " ".join(run.output.split()), run.output
    korean = CliRunner().invoke(main, ["-C", str(root), "readout", "trial", "--language", "ko"])
    assert "결정한 뒤에 파일이 바뀜: primary" in korean.output


def test_a_change_before_the_decision_still_keeps_the_verdict_back(root):
    edit(root, "primary: bought", "primary: left")
    found = now(root)
    assert (found.verdict, found.edited) == (None, ())
    assert found.banner.startswith("departs from the frozen plan")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("experiments/trial.plan.yaml", "planned_units: 400", "planned_units: 40"),
        ("experiments/trial.plan.yaml", "primary: bought", "primary: lost"),
        ("experiments/trial.decision.yaml", "plan: ", "plan: 0"),  # another plan's decision
        ("metrics/all.yaml", "ordered, within: 1 day", "ordered, within: 2 days"),
    ],
)
def test_without_the_plan_it_rests_on_nothing_says_what_was_decided(root, file, old, new):
    """Nor do the figures of a metric that came to mean something else."""
    decide(root)
    edit(root, "primary: bought", "primary: left")
    edit(root, old, new, file)
    found = now(root)
    assert (found.verdict, found.estimates) == (None, ())
    assert found.banner.startswith("departs from the frozen plan")
