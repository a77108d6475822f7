"""One fault at a time in a world where all was well: the check that is to catch it does, alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from faulty_world import TRIAL, World, assigned, clean

import stagelift

Status = Literal["red", "amber", "said"]
SEED = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and what must notice.

    Args:
        name: The fault in words.
        inject: Breaks a world in which all was well.
        check: The check that catches it.
        status: Whether the check hides the result (`red`), is said beside it (`amber`), or the
            fault changes no figure and is counted (`said`).
    """

    name: str
    inject: Callable[[World], None]
    check: str
    status: Status


def lose(world: World) -> None:
    rng = random.Random(1)
    world.split[:] = [r for r in world.split if r["variant"] == "a" or rng.random() < 0.5]


def cross(world: World) -> None:
    for row in world.split[:20]:
        other = "b" if row["variant"] == "a" else "a"
        world.split.append({**row, "variant": other, "time": "2026-02-20T00:00:00+00:00"})


def estrange(world: World) -> None:
    world.split.extend(assigned(f"new-{n}", "trial", "c", 30 + n) for n in range(3))


def stall(world: World) -> None:
    world.events[:] = [row for row in world.events if row["time"] < "2026-02-18"]


def edit_definition(world: World) -> None:
    world.experiments["trial"] = TRIAL.replace("left: 5pp", "left: 9pp")


def edit_plan(world: World) -> None:
    world.plan = ("planned_units: 400", "planned_units: 200")


def repeat(world: World) -> None:
    world.events.extend([dict(row, ingested=row["ingested"]) for row in world.events])


FAULTS = (
    Fault("rows of one variant are lost", lose, "split", "red"),
    Fault("customers are moved to the other variant", cross, "crossovers", "red"),
    Fault("a variant nobody planned", estrange, "strangers", "red"),
    Fault("the data stop four days early", stall, "freshness", "red"),
    Fault("the definition is edited after launch", edit_definition, "plan", "said"),
    Fault("the plan's file is edited by hand", edit_plan, "plan", "said"),
    Fault("every event comes twice", repeat, "duplicates", "said"),
)


def noticed(root: Path, world: World) -> tuple[dict[str, str], stagelift.Readout]:
    """Every check that is not content with the world, and the readout."""
    root.mkdir(exist_ok=True)
    world.write(root)
    with stagelift.open(root) as ws:
        readout = ws.experiments["trial"].readout()
        counts = ws.contract.counts("events")
    found = {check.name: check.status for check in readout.health if check.status != "ok"}
    if readout.banner:
        found["plan"] = "said"
    if counts.duplicates:
        found["duplicates"] = "said"
    return found, readout


def test_nothing_is_noticed_where_all_is_well(tmp_path):
    found, readout = noticed(tmp_path, clean(SEED))
    assert found == {}
    assert readout.verdict == "iterate"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_caught_by_its_own_check_alone(tmp_path, fault):
    world = clean(SEED)
    fault.inject(world)
    found, readout = noticed(tmp_path, world)
    assert found == {fault.check: fault.status}
    assert bool(readout.estimates) == (fault.status != "red")
