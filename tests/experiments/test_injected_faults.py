"""One fault at a time in a world where all was well: the check that is to catch it does, alone."""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from faulty_world import (
    CLOSED,
    EARLIER,
    MONDAY,
    TRIAL,
    Row,
    World,
    assigned,
    at,
    clean,
    event,
)

import stagelift
from stagelift.errors import DefinitionError
from stagelift.experiments.readout import Readout

SEED = 3
PAGE = Path(__file__).parents[2] / "docs" / "experiments" / "faults.md"
BEGIN, END = "<!-- faults: made by the tests -->", "<!-- end of the faults -->"
HEAD = """\
| what goes wrong | what notices | then | it says |
|---|---|---|---|"""
THEN = {
    "red": "red: every figure is hidden",
    "amber": "amber: said beside the result",
    "said": "said; no figure changes",
    "refused": "refused; nothing is written",
}
Noticed = dict[str, tuple[str, str]]  # by check, its status and what it says


def by_readout(root: Path, world: World) -> Noticed:
    """Every check of the readout that is not content, the banner, and rows that came twice."""
    world.write(root)
    with stagelift.open(root) as ws:
        readout = ws.experiments["trial"].readout()
        duplicates = ws.contract.counts("events").duplicates
    found = unhealthy(readout)
    if duplicates:
        found["duplicates"] = ("said", f"{duplicates:,} duplicates merged")
    return found


def unhealthy(readout: Readout) -> Noticed:
    """Every check of a readout that is not content, and its banner."""
    found = {c.name: (c.status, c.text) for c in readout.health if c.status != "ok"}
    if readout.banner:
        found.setdefault("plan", ("said", readout.banner))
    red = any(status == "red" for status, _ in found.values())
    assert bool(readout.estimates) == (not red)
    return found


def by_opening(root: Path, world: World) -> Noticed:
    """What the definitions are refused for."""
    world.write(root)
    try:
        stagelift.open(root).close()
    except DefinitionError as error:
        return {"definitions": ("refused", str(error))}
    return {}


def by_report(root: Path, world: World) -> Noticed:
    """The checks after the sender's report was reconciled with the files handed out."""
    world.split[:] = [assigned("z", "elsewhere", "x", 5)]  # the hash assigns in this one
    world.write(root)
    world.definitions(root, MONDAY + (CLOSED - MONDAY) * 6 / 7, world.experiments)
    with stagelift.open(root) as ws:
        folder = ws.experiments["trial"].enrol().folder
    rows: list[Row] = []
    for variant in "ab":
        with (folder / f"{variant}.csv").open(encoding="utf-8", newline="") as file:
            rows += [{"customer": r["customer"], "variant": variant} for r in csv.DictReader(file)]
    world.report(rows)
    with (root / "report.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["customer", "variant"])
        writer.writeheader()
        writer.writerows(rows)
    world.definitions(root, CLOSED, world.experiments)
    with stagelift.open(root) as ws:
        trial = ws.experiments["trial"]
        trial.reconcile(root / "report.csv")
        return unhealthy(trial.readout())


def by_ladder(root: Path, world: World) -> Noticed:
    """Opens by machines on the ladder; opens by people stay as they are."""
    world.write(root)
    with stagelift.open(root) as ws:
        ladder = ws.experiments["trial"].ladder()
    assert ladder.step("a", "read").k == sum(
        row.get("opened_by") == "person" for row in world.tables["sendlog"] if row["variant"] == "a"
    )
    machines = ladder.step("a", "machine").k
    return {"ladder": ("said", f"opened by machines: {machines} of a")} if machines else {}


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and what must notice.

    Args:
        name: The fault in words.
        inject: Breaks a world in which all was well.
        check: What catches it.
        status: `red` (hides the result), `amber` (said beside it), `said` (no figure changes) or
            `refused`.
        noticed: What looks at the world.
        slow: Whether the fast tests leave it out.
    """

    name: str
    inject: Callable[[World], None]
    check: str
    status: str
    noticed: Callable[[Path, World], Noticed] = by_readout
    slow: bool = True


def lose(world: World) -> None:
    rng = random.Random(1)
    world.split[:] = [r for r in world.split if r["variant"] == "a" or rng.random() < 0.5]


def cross(world: World) -> None:
    for row in world.split[:20]:
        other = "b" if row["variant"] == "a" else "a"
        world.split.append({**row, "variant": other, "time": at(46)})


def estrange(world: World) -> None:
    world.split.extend(assigned(f"new-{n}", "trial", "c", 30 + n) for n in range(3))


def stall(world: World) -> None:
    world.events[:] = [row for row in world.events if row["time"] < at(44)]


def edit_definition(world: World) -> None:
    world.experiments["trial"] = TRIAL.replace("left: 5pp", "left: 9pp")


def edit_plan(world: World) -> None:
    world.plan = ("planned_units: 400", "planned_units: 200")


def repeat(world: World) -> None:
    world.events.extend([dict(row) for row in world.events])


def delay(world: World) -> None:
    rng = random.Random(2)
    for row in world.events:
        if row["event"] == "ordered" and row["time"] > at(28) and rng.random() < 0.3:
            row["ingested"] = max(row["time"], at(48))


def share_homes(world: World, customers: int = 100) -> None:
    people = world.tables["people"][:customers]
    for one, other in zip(people[::2], people[1::2], strict=True):
        other["household"] = one["household"]


def house(world: World) -> None:
    """Households of two are randomised, each as a whole."""
    world.frozen = world.experiments["trial"] = TRIAL.replace(
        "variants:", "unit: household\nvariants:"
    )
    share_homes(world, 400)
    for one, other in zip(world.split[::2], world.split[1::2], strict=True):
        other["variant"] = one["variant"]


def leak(world: World) -> None:
    house(world)
    for row in world.split[:40:4]:
        row["variant"] = "b" if row["variant"] == "a" else "a"


def press(world: World) -> None:
    log = world.tables["sendlog"]
    for row in log[:100]:
        log.extend(
            {**row, "message": f"news_{n}", "experiment": "", "variant": ""} for n in range(6)
        )


def differ_before(world: World) -> None:
    for number, row in enumerate(world.split):
        if row["variant"] == "b" and number % 3:
            world.events.append(event(row["customer"], 20, "ordered", 2))


def carry(world: World) -> None:
    """An earlier test's arms among these customers are those of this one."""
    world.experiments["earlier"] = EARLIER
    world.split.extend(
        assigned(r["customer"], "earlier", r["variant"], 9) for r in world.split[:60]
    )


def tie(world: World) -> None:
    """A test that runs beside this one, its list filled from the lists of this one."""
    world.experiments["beside"] = TRIAL
    first = world.split[:60]
    world.split.extend({**row, "experiment": "beside"} for row in first)


def track_twice(world: World) -> None:
    """One variant's page reports an order at every visit."""
    for row in world.split:
        if row["variant"] == "b":
            entered = (datetime.fromisoformat(row["time"]) - MONDAY) / timedelta(days=1)
            world.events.append(event(row["customer"], entered + 0.5, "ordered", 3))


def salt_again(world: World) -> None:
    world.later["next"] = TRIAL.replace("variants:", "salt: trial\nvariants:")


def fresh(world: World) -> None:
    world.later["next"] = TRIAL


def swap(rows: list[Row]) -> None:
    for row in rows[:10]:
        row["variant"] = "b" if row["variant"] == "a" else "a"


def wrong_file(world: World) -> None:
    world.report = swap


def scan(world: World) -> None:
    for row in world.tables["sendlog"]:
        if row.get("delivered") and not row.get("opened") and row["customer"].endswith("1"):
            row |= {"opened": row["delivered"], "opened_by": "machine"}


FAULTS = (
    Fault("rows of one variant are lost", lose, "split", "red", slow=False),
    Fault("customers are moved to the other variant", cross, "crossovers", "red"),
    Fault("a variant nobody planned", estrange, "strangers", "red"),
    Fault("the data stop four days early", stall, "freshness", "red"),
    Fault("the sender loads a file with wrong variants", wrong_file, "manifest", "red", by_report),
    Fault("households randomised whole are torn apart", leak, "homes", "red"),
    Fault("the definition is edited after launch", edit_definition, "plan", "red"),
    Fault("the plan's file is edited by hand", edit_plan, "plan", "red", slow=False),
    Fault("a salt is used again", salt_again, "definitions", "refused", by_opening),
    Fault("an earlier test's arms live on in these", carry, "carry_over", "amber"),
    Fault("another test is filled from these lists", tie, "independence", "amber"),
    Fault("one variant's page reports orders too often", track_twice, "twyman", "amber"),
    Fault("people of one household get both variants", share_homes, "households", "amber"),
    Fault("the arms differed before", differ_before, "before", "amber"),
    Fault("other messages crowd in", press, "pressure", "amber"),
    Fault("orders come to be known days later", delay, "late", "amber"),
    Fault("machines open e-mails", scan, "ladder", "said", by_ladder),
    Fault("every event comes twice", repeat, "duplicates", "said"),
)


def test_nothing_is_noticed_where_all_is_well(tmp_path):
    assert by_readout(tmp_path, clean(SEED)) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("noticed", "inject"),
    [(by_readout, house), (by_opening, fresh), (by_report, id), (by_ladder, id)],
)
def test_no_other_way_notices_anything_either(tmp_path, noticed, inject):
    world = clean(SEED)
    inject(world)
    assert noticed(tmp_path, world) == {}


def broken_by(fault, folder):
    """What notices a clean world with one fault."""
    world = clean(SEED)
    fault.inject(world)
    folder.mkdir(exist_ok=True)
    return fault.noticed(folder, world)


@pytest.fixture(scope="module")
def told():
    """What each fault that was tested made the package say."""
    return {}


@pytest.mark.parametrize(
    "fault",
    [pytest.param(f, marks=pytest.mark.slow) if f.slow else f for f in FAULTS],
    ids=lambda fault: fault.name,
)
def test_each_fault_is_caught_by_its_own_check_alone(tmp_path, told, fault):
    found = told[fault.name] = broken_by(fault, tmp_path)
    assert {check: status for check, (status, _) in found.items()} == {fault.check: fault.status}


@pytest.mark.slow
def test_the_page_names_every_fault_and_what_notices(told, tmp_path):
    for place, fault in enumerate(FAULTS):
        if fault.name not in told:  # the fast tests alone broke it
            told[fault.name] = broken_by(fault, tmp_path / f"{place}")
    rows = [
        f"| {fault.name} | {fault.check} | {THEN[fault.status]} "
        f"| {told[fault.name][fault.check][1]} |"
        for fault in FAULTS
    ]
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    made = before + "\n".join([BEGIN, HEAD, *rows, END]) + rest.split(END)[1]
    if os.environ.get("STAGELIFT_UPDATE_DOCS"):
        PAGE.write_text(made, encoding="utf-8")
    assert made == text or os.environ.get("STAGELIFT_UPDATE_DOCS")
