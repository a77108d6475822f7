"""From definition to files: frozen once, nobody handed out twice, every id in its own variant."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta

import pytest

import stagelift
from stagelift.data.assign import assign
from stagelift.errors import ArgumentError
from tiny import MONDAY, day, workspace

ORDERED = "  first_order: {conversion: ordered, first: true, within: 7 days}\n"
TRIAL = """\
question: Which is better?
audience: {audience}
primary: first_order
variants:
  a: {{channel: email, send: 2 days after entry, share: 1/3}}
  b: {{channel: push, send: 1 hour after entry, share: 2/3}}
looks: once
{more}
"""
NAMES = [f"c{n}" for n in range(60)] + ["홍길동", "a,b", 'q"uote', "0012"]


def shop(
    root, *, at, more="run: 2026-01-12..2026-02-01", audience="everyone", events=None, **options
):
    root.mkdir(parents=True, exist_ok=True)
    rows = [(name, day(-3), "visited") for name in NAMES[:20]]
    rows += [(name, day(8 + n / 4), "visited") for n, name in enumerate(NAMES[20:])]
    rows += [
        (NAMES[0], day(9.5 + n), "visited") for n in range(27)
    ]  # the source never falls silent
    workspace(
        root,
        rows if events is None else events,
        metrics=ORDERED,
        experiments={"trial": TRIAL.format(audience=audience, more=more)},
        **options,
    ).close()
    return at_day(root, at)


def at_day(root, at):
    """The workspace as its journey says it is now: a plan is never frozen in the past."""
    path = root / "journey.yaml"
    now = f"as_of: {MONDAY + timedelta(days=at):%Y-%m-%d %H:%M}"
    text = path.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("as_of: ")]
    path.write_text("\n".join([*kept, now, ""]), encoding="utf-8")
    return stagelift.open(root)


def written(root):
    found = {}
    for path in sorted((root / "out" / "trial").glob("[!.]*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["customer"], []).append((path.stem, row))
    return found


def test_a_launch_freezes_the_plan_and_hands_out_those_who_qualify(tmp_path):
    with shop(tmp_path, at=6.9, more="enters: once, on 2026-01-12") as ws:
        made = ws.experiments["trial"].launch(planned_units=60)
    assert made.plan.is_file()
    assert made.folder is None  # nobody enters before the day
    with at_day(tmp_path, 7.1) as ws:
        made = ws.experiments["trial"].enrol()
    assert made.given.customers == 20
    assert set(written(tmp_path)) == set(NAMES[:20])


def test_every_customer_stands_once_in_the_file_of_the_hash(tmp_path):
    with shop(tmp_path, at=6) as ws:
        ws.experiments["trial"].launch(planned_units=60)
        shares = [v.share for v in ws.experiments["trial"].definition.variants.values()]
    for at in (9, 9, 12.5, 25):
        with at_day(tmp_path, at) as ws:
            ws.experiments["trial"].enrol()
    found = written(tmp_path)
    assert set(found) == set(NAMES)
    for name, places in found.items():
        ((variant, row),) = places
        assert variant == row["variant"] == assign(name, "trial", ("a", "b"), shares)
        entered = datetime.fromisoformat(row["assigned_at"])
        wait = timedelta(days=2) if variant == "a" else timedelta(hours=1)
        assert datetime.fromisoformat(row["send_at"]) - entered == wait


def test_the_same_instant_again_hands_out_nobody(tmp_path):
    with shop(tmp_path, at=6) as ws:
        ws.experiments["trial"].launch(planned_units=60)
    with at_day(tmp_path, 12) as ws:
        first = ws.experiments["trial"].enrol()
        again = ws.experiments["trial"].enrol()
    assert first.given.customers > 0
    assert (again.given.customers, again.folder) == (0, None)
    assert again.given.before == first.given.customers


def test_manifests_say_who_when_and_under_which_plan(tmp_path):
    with shop(tmp_path, at=6) as ws:
        ws.experiments["trial"].launch(planned_units=60)
    with at_day(tmp_path, 12) as ws:
        made = ws.experiments["trial"].enrol(sender="braze")
        plan = ws.experiments["trial"].plan
        told = ws.experiments["trial"].handed_out()
    manifest = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["plan"] == plan["fingerprint"]
    assert manifest["sender"] == "braze"
    assert sum(one["customers"] for one in manifest["files"]) == made.given.customers
    assert [one.to_dict() for one in told] == [made.given.to_dict()]
    header = (made.folder / "a.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "external_id,trial_variant,trial_send_at"


def test_what_was_handed_out_can_be_read_back_as_the_record_of_assignment(tmp_path):
    with shop(tmp_path, at=6) as ws:
        ws.experiments["trial"].launch(planned_units=60)
    with at_day(tmp_path, 34) as ws:
        ws.experiments["trial"].enrol()
    with at_day(tmp_path, 36) as ws:
        with pytest.raises(ArgumentError, match="its last window closed on 2026-02-09; nobody"):
            ws.experiments["trial"].enrol()
        hashed = ws.experiments["trial"].readout()
    journey = tmp_path / "journey.yaml"
    source = (
        "  sent: {read: out/trial/*/assignments.parquet, as: assignments, customer: customer,"
        " experiment: experiment, variant: variant, time: assigned_at}\nstages:\n"
    )
    journey.write_text(journey.read_text("utf-8").replace("stages:\n", source), encoding="utf-8")
    with at_day(tmp_path, 36) as ws:
        mapped = ws.experiments["trial"].readout()
    keys = ("metric", "variant", "value", "n", "k")
    levels = [
        [tuple(getattr(e, key) for key in keys) for e in one.estimates if e.measure == "level"]
        for one in (hashed, mapped)
    ]
    assert levels[0]
    assert levels[0] == levels[1]


def test_only_those_every_variant_can_reach_are_handed_out(tmp_path):
    agreed = ("Y", "True", "동의")
    people = [
        (name, agreed[n % 3] if n % 2 else "N", "Y" if n % 3 else "N")
        for n, name in enumerate(NAMES)
    ]
    more = "run: 2026-01-12..2026-02-01\nreachable_by: all variants"
    with shop(
        tmp_path, at=6, more=more, customers=(("customer", "email_ok", "push_ok"), people)
    ) as ws:
        journey = tmp_path / "journey.yaml"
        kept = "keep: {email_ok: email_ok, push_ok: push_ok}"
        consent = "consent: {email: email_ok, push: push_ok}"
        journey.write_text(journey.read_text("utf-8").replace(kept, consent), encoding="utf-8")
    with at_day(tmp_path, 6) as ws:
        ws.experiments["trial"].launch(planned_units=60)
    with at_day(tmp_path, 30) as ws:
        ws.experiments["trial"].enrol()
    reachable = {name for name, email, push in people if email != "N" and push == "Y"}
    assert set(written(tmp_path)) == reachable


@pytest.mark.parametrize(
    ("at", "more", "said"),
    [
        (8, "run: 2026-01-12..2026-02-01", "would not bind"),
        (6, "", "takes units as they qualify"),
        (6, 'run: 2026-01-12..2026-02-01\nsplit_by: twilio flow "X"', "cannot draw variants"),
    ],
)
def test_what_cannot_be_launched_says_why_and_writes_nothing(tmp_path, at, more, said):
    with (
        shop(tmp_path, at=at, more=more) as ws,
        pytest.raises(ArgumentError, match=said),
    ):
        ws.experiments["trial"].launch(planned_units=60)
    assert not list((tmp_path / "experiments").glob("*.plan.yaml"))
    assert not written(tmp_path)


def test_a_second_launch_and_a_changed_definition_are_refused(tmp_path):
    with shop(tmp_path, at=6) as ws:
        ws.experiments["trial"].launch(planned_units=60)
    with at_day(tmp_path, 6) as ws, pytest.raises(ArgumentError, match="launched already"):
        ws.experiments["trial"].launch(planned_units=60)
    path = tmp_path / "experiments" / "trial.yaml"
    path.write_text(path.read_text("utf-8").replace("1/3", "1/2").replace("2/3", "1/2"), "utf-8")
    with at_day(tmp_path, 15) as ws, pytest.raises(ArgumentError, match="departs from the frozen"):
        ws.experiments["trial"].enrol()
    assert not written(tmp_path)
