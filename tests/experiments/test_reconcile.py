"""The sender's report against what was handed out, and what spreadsheets do to it."""

from __future__ import annotations

import csv
import random
import shutil

import pytest
from test_launch import at_day, shop

import stagelift
from stagelift.data.assign import assign
from stagelift.errors import ArgumentError, DataError
from stagelift.experiments.sending.kept import file_of, latest, read
from tiny import day

IDS = [f"{n:05d}" for n in range(60)] + ["홍길동", "a,b", 'q"uote', "x1"]
SPLIT = ("a", "b")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A launched world whose customers were handed out to Braze, as it is before any report."""
    root = tmp_path_factory.mktemp("handed")
    events = [(one, day(-3), "visited") for one in IDS] + [
        (IDS[0], day(n), "visited") for n in range(40)
    ]
    with shop(root, at=6, events=events) as ws:
        ws.experiments["trial"].launch(planned_units=60)
    with at_day(root, 12) as ws:
        ws.experiments["trial"].enrol(sender="braze")
        shares = [one.share for one in ws.experiments["trial"].definition.variants.values()]
    return root, [(one, assign(one, "trial", SPLIT, shares)) for one in IDS]


@pytest.fixture
def world(made, tmp_path):
    root = tmp_path / "world"
    shutil.copytree(made[0], root)
    return root, made[1]


def report(root, rows, head=("external_id", "Variation Name"), encoding="utf-8", name="r.csv"):
    path = root / name
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def reconciled(root, *files, at=30, **named):
    with at_day(root, at) as ws:
        return ws.experiments["trial"].reconcile(*files, **named)


def totals(found):
    names = ("handed", "due", "missing", "wrong", "twice", "extra")
    return {name: sum(getattr(arm, name) for arm in found.arms) for name in names}


CLEAN = {"handed": 64, "due": 64, "missing": 0, "wrong": 0, "twice": 0, "extra": 0}


@pytest.mark.parametrize(
    ("change", "options", "note"),
    [
        (lambda one: one, {}, ""),
        (lambda one: one, {"encoding": "utf-8-sig"}, ""),
        (lambda one: one, {"encoding": "cp949", "head": ("고객번호", "변형")}, "CP949"),
        (lambda one: one, {"encoding": "utf-16"}, "UTF-16"),
        (lambda one: f" {one}\u00a0", {}, "64 ids came with spaces"),
        (lambda one: f'="{one}"', {}, "with spaces or quotes"),
        (lambda one: one.lstrip("0") or "0", {}, "60 ids came without their leading zeros"),
        (lambda one: f"{one}.0" if one.isdigit() else one, {}, "60 ids came as numbers such as"),
        (lambda one: f"{int(one)}.00" if one.isdigit() else one, {}, "without their leading"),
    ],
)
def test_ids_that_a_spreadsheet_spoilt_are_read_as_meant(world, change, options, note):
    root, rows = world
    found = reconciled(root, report(root, [(change(one), said) for one, said in rows], **options))
    assert totals(found) == CLEAN
    assert found.check.status == "ok"
    assert note in " ".join(found.notes)


@pytest.mark.parametrize(
    ("rows", "head", "named", "said"),
    [
        ([("1.04E+05", "a")], None, {}, "line 2: '1.04E.05' is a rounded number"),
        (
            [("kim", "a")],
            ("externl", "x"),
            {},
            "no column tells the customer.*there are externl, x",
        ),
        ([("kim", "a")], None, {"customer": "externl_id"}, "Did you mean 'external_id'"),
        ([("00001", "a")], None, {"variant": "Variaton Name"}, "Did you mean 'Variation Name'"),
        ([("nobody", "a")], None, {}, "none of the 1 ids in column 'external_id' was handed out"),
        ([("00001", "Control")], None, {}, "line 2: column 'Variation Name' says 'Control'"),
        ([("", "a"), (" ", "b")], None, {}, "is empty in every row"),
        ([], None, {}, "has columns but no row"),
    ],
)
def test_a_report_that_cannot_be_meant_is_refused_with_the_place_and_the_cure(
    world, rows, head, named, said
):
    root, _ = world
    path = report(root, rows, **({} if head is None else {"head": head}))
    with pytest.raises(DataError, match=said):
        reconciled(root, path, **named)
    assert not file_of(root / ".stagelift", "trial").exists()


def test_files_that_are_none_are_refused(world):
    root, _ = world
    empty = root / "empty.csv"
    empty.touch()
    with pytest.raises(DataError, match=r"empty.csv.* is empty"):
        reconciled(root, empty)
    with pytest.raises(DataError, match="there is no file"):
        reconciled(root, root / "gone.csv")
    with pytest.raises(ArgumentError, match="unknown variant 'c'"):
        reconciled(root, empty, of="c")


@pytest.mark.slow
def test_zeros_that_could_be_two_customers_are_refused(made, tmp_path):
    root = tmp_path / "both"
    ids = ["0012", "12", *IDS[:30]]
    events = [(one, day(-3), "visited") for one in ids]
    with shop(root, at=6, events=events) as ws:
        ws.experiments["trial"].launch(planned_units=60)
    with at_day(root, 12) as ws:
        ws.experiments["trial"].enrol()
    sure = report(root, [(one,) for one in ids], head=("customer",))
    assert totals(reconciled(root, sure))["missing"] == 0
    lost = report(root, [(one.lstrip("0") or "0",) for one in ids], head=("customer",))
    with pytest.raises(DataError, match=r"line \d+: leading zeros are lost, and '12' could be"):
        reconciled(root, lost)


def test_each_count_is_what_plain_python_counts(world):
    root, rows = world
    draw = random.Random(7)
    sent = [(one, said) for one, said in rows if draw.random() > 0.2]
    moved = {one for one, _ in draw.sample(sent, 5)}
    told = [(one, ("b" if said == "a" else "a") if one in moved else said) for one, said in sent]
    again = draw.sample(told, 4)
    strangers = [(f"stranger{n}", "b") for n in range(3)]
    lines = [*told, *again, *strangers, ("", "a")]
    draw.shuffle(lines)
    found = reconciled(root, report(root, lines))
    seen = {one for one, _ in told}
    for arm in found.arms:
        own = {one for one, said in rows if said == arm.variant}
        assert arm.handed == arm.due == len(own)
        assert arm.missing == len(own - seen)
        assert arm.wrong == len(own & moved)
        assert arm.twice == len({one for one, _ in again} & own)
    assert (found.extra, found.blank) == (3, 1)
    assert [arm.extra for arm in found.arms] == [0, 3]
    half = len(lines) // 2
    parts = [
        report(root, part, name=f"{n}.csv") for n, part in enumerate((lines[:half], lines[half:]))
    ]
    assert totals(reconciled(root, *parts)) == totals(found)


def test_who_is_not_due_yet_is_not_missed(world):
    root, rows = world
    some = [(one, said) for one, said in rows if said == "b"]
    early = reconciled(root, report(root, some), at=8)  # two days have not passed for anybody
    by = {arm.variant: arm for arm in early.arms}
    assert (by["a"].due, by["a"].missing, by["b"].missing) == (0, 0, 0)
    later = {arm.variant: arm for arm in reconciled(root, report(root, some), at=12).arms}
    assert later["a"].missing == later["a"].handed > 0


def test_a_file_of_one_variant_is_said_to_be_one(world):
    root, rows = world
    own = report(root, [(one,) for one, said in rows if said == "b"], head=("id",))
    assert totals(reconciled(root, own, of="b"))["wrong"] == 0
    assert totals(reconciled(root, own, of="a"))["wrong"] == sum(said == "b" for _, said in rows)


def test_a_mismatch_hides_every_figure_until_a_report_fits(world):
    root, rows = world
    wrong = report(root, [(one, "a") for one, _ in rows])
    assert reconciled(root, wrong, at=35).check.status == "red"
    with at_day(root, 36) as ws:
        readout = ws.experiments["trial"].readout()
        told = ws.experiments["trial"].sections()
        (standing,) = ws.monitor()
    assert (readout.verdict, readout.estimates, readout.to_dict()["estimates"]) == (None, (), [])
    assert "against the manifest" in readout.sentence
    assert standing.health == "red"
    assert standing.value is None
    assert told is not None
    with at_day(root, 34) as ws:  # what is known later does not change an older readout
        assert ws.experiments["trial"].readout().estimates
    assert reconciled(root, report(root, rows), at=36).check.status == "ok"
    with at_day(root, 36.5) as ws:
        assert ws.experiments["trial"].readout().estimates
        found = latest(ws.state, "trial", ws.as_of)
    kept = read(file_of(root / ".stagelift", "trial"))
    assert [one.check.status for one in kept] == ["red", "ok"]
    assert found == kept[-1]
    text = file_of(root / ".stagelift", "trial").read_text("utf-8")
    assert not any(one in text for one in ("홍길동", '"00001"'))  # counts only


@pytest.mark.slow
def test_hashed_ids_come_back_hashed(made, tmp_path):
    root = tmp_path / "hashed"
    events = [(one, day(-3), "visited") for one in IDS]
    with shop(root, at=6, events=events) as ws:
        ws.experiments["trial"].launch(planned_units=60)
    with at_day(root, 12) as ws:
        folder = ws.experiments["trial"].enrol(hashed=True).folder
    assert totals(reconciled(root, folder / "a.csv", folder / "b.csv")) == CLEAN


def test_nothing_handed_out_is_nothing_to_reconcile(tmp_path):
    with shop(tmp_path, at=6) as ws:
        ws.experiments["trial"].launch(planned_units=60)
    with (
        stagelift.open(tmp_path) as ws,
        pytest.raises(ArgumentError, match="nothing was handed out yet"),
    ):
        ws.experiments["trial"].reconcile(report(tmp_path, [("kim", "a")]))
