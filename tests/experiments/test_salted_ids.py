"""Ids in audience files as salted hashes: by rule, by option, and found again in a report."""

from __future__ import annotations

import csv
import hashlib

import pytest

import stagelift
from stagelift.errors import ArgumentError, DefinitionError
from tiny import day, workspace

SALT = "a salt nobody knows"
TEST = """\
question: Does a push bring orders?
audience: lookers
enters: as they qualify
primary: bought
variants: {quiet: none, push: push}
looks: once
run: 2026-01-06..2026-02-01
"""
METRIC = "  bought: {conversion: ordered, within: 7 days}\n"
SEGMENT = "  lookers: {did: visited, within: 30 days}\n"


def at(root, now: str):
    """The workspace as its journey says it is now: a plan is never frozen in the past."""
    path = root / "journey.yaml"
    lines = path.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("as_of: ")]
    path.write_text("\n".join([*kept, f"as_of: {now}", ""]), encoding="utf-8")
    return stagelift.open(root)


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """Forty who looked, and a journey whose files are hashed."""
    monkeypatch.setenv("SHOP_SALT", SALT)
    rows = [(f"k{n}", day(0, hours=n % 9), "visited") for n in range(40)]
    rows += [(f"k{n}", day(2), "visited") for n in range(40)]
    workspace(
        tmp_path,
        rows,
        metrics=METRIC,
        segments=SEGMENT,
        rules="  hash_ids: $SHOP_SALT\n",
        experiments={"reminder": TEST},
    ).close()
    with at(tmp_path, "2026-01-05 20:00") as ws:
        ws.experiments["reminder"].launch(planned_units=40)
    return tmp_path


def ids_in(root):
    """The ids in the audience files."""
    found = set()
    for path in root.glob("out/reminder/2*/*.csv"):
        with path.open(encoding="utf-8") as file:
            found |= {row["customer"] for row in csv.DictReader(file)}
    return found


def salted(name: str, salt: str = SALT) -> str:
    return hashlib.sha256(f"{salt}:{name}".encode()).hexdigest()


def test_files_hold_salted_hashes_and_nobody_is_handed_out_twice(shop):
    with at(shop, "2026-02-01 20:00") as ws:
        trial = ws.experiments["reminder"]
        assert trial.enrol().given.ids == "sha256"
        assert ids_in(shop) == {salted(f"k{n}") for n in range(40)}
        assert trial.enrol().folder is None
        assert SALT not in "".join(p.read_text("utf-8") for p in shop.glob("out/**/*.json"))


def test_the_option_goes_before_the_rule(shop):
    with at(shop, "2026-02-01 20:00") as ws:
        ws.experiments["reminder"].enrol(hashed=False)
    assert ids_in(shop) == {f"k{n}" for n in range(40)}


def test_a_report_by_salted_ids_is_matched(shop, tmp_path):
    with at(shop, "2026-02-01 20:00") as ws:
        trial = ws.experiments["reminder"]
        trial.enrol()
        report = tmp_path / "report.csv"
        with report.open("w", encoding="utf-8") as file:
            file.write("customer,variant\n")
            for path in shop.glob("out/reminder/2*/*.csv"):
                lines = path.read_text("utf-8").splitlines()
                rows = list(csv.DictReader(lines)) if path.stem == "push" else []
                file.writelines(f"{row['customer']},push\n" for row in rows)
        found = trial.reconcile(report)
    (push,) = (arm for arm in found.arms if arm.variant == "push")
    assert push.handed > 10
    assert (push.missing, push.wrong, push.twice, push.extra) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("salt", "said"), [("", "SHOP_SALT is not set"), ("short", "fewer than 8 letters")]
)
def test_without_a_salt_nothing_is_written(shop, monkeypatch, salt, said):
    monkeypatch.setenv("SHOP_SALT", salt)
    with at(shop, "2026-02-01 20:00") as ws, pytest.raises(ArgumentError, match=said):
        ws.experiments["reminder"].enrol()
    assert list(shop.glob("out/reminder/2*/*")) == []


def test_a_salt_never_stands_in_a_file(shop):
    text = (shop / "journey.yaml").read_text("utf-8").replace("$SHOP_SALT", "pepper")
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="a salt is a secret and never stands in a file"):
        stagelift.open(shop)
