"""The demo world: a Korean online shop whose true effects, rates and leaks are known.

`make` draws the world from a seed and writes it as the files the repository's own journey.yaml
reads. The same seed gives the same world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stagelift.demo import carts, files, origins, parcels, sendlog, voice_files
from stagelift.demo.answers import survey
from stagelift.demo.buying import browse, buy
from stagelift.demo.curve import END, MINUTE
from stagelift.demo.effects import effects
from stagelift.demo.expected import World, kpis, leak, nps
from stagelift.demo.people import people
from stagelift.demo.sends import send
from stagelift.demo.shopping import shop
from stagelift.demo.truth import Truth
from stagelift.demo.voice import speak
from stagelift.demo.voice_truth import voice_truth
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path

# One of the seeds, about one in three, whose every published 95 % interval holds the truth.
SEED = 1234
CUSTOMERS = 40_000


def make(root: Path, *, customers: int = CUSTOMERS, seed: int = SEED) -> Truth:
    """Draw the world and write its files into `root/data`, replacing those of an earlier run.

    Args:
        root: The workspace.
        customers: How many customers, at least 100.
        seed: Seed of every draw but the split of the experiments, which follows from the ids.

    Returns:
        What is true, as also written to `data/truth.json`.

    Raises:
        ArgumentError: Fewer than 100 customers.
    """
    if customers < 100:
        msg = f"customers == {customers}, must be >= 100."
        raise ArgumentError(msg)
    streams = np.random.default_rng(seed).spawn(6)
    world = draw(customers, streams[0])
    voice = speak(world, streams[3])
    bought = parcels.parcels(world.orders, streams[4])
    put = carts.carts(world, streams[2])
    came_by = origins.origins(world, streams[5])
    sent = files.write(root / "data", world, streams[1], bought.goods, put, came_by)
    log = sendlog.send_log(world.sends, sent, customers, streams[4])
    parcels.write(root / "data", world.orders, bought, streams[4])
    sendlog.write(root / "data", log, streams[4])
    carts.write(root / "data", put, streams[2])
    voice_files.write(root / "data", voice, streams[3])
    truth = Truth(
        seed=seed,
        customers=customers,
        as_of="2026-11-16 06:00",
        experiments=effects(world),
        kpis=kpis(world),
        nps=nps(world.answers),
        leak=leak(world),
        voice=voice_truth(world, voice),
        carts=carts.truth(world, put),
        messages=sendlog.truth(log),
        parcels=parcels.truth(),
        origins=origins.truth(world, came_by),
    )
    truth.write(root / "data" / "truth.json")
    return truth


def draw(customers: int, rng: np.random.Generator) -> World:
    """One world, drawn.

    Args:
        customers: How many customers.
        rng: Source of chance.

    Returns:
        Everything that happens before the world's instant.
    """
    crowd = people(customers, rng)
    shopping = shop(crowd, rng)
    visits, browsed = browse(shopping, rng)
    orders, winback = buy(crowd, shopping, visits, rng)
    before_order = orders.at - rng.integers(5 * MINUTE, 15 * MINUTE, orders.at.size)
    kept = before_order < END
    views = (
        np.concatenate([browsed[0], orders.customer[kept]]),
        np.concatenate([browsed[1], before_order[kept]]),
    )
    sends = send(crowd, shopping, (orders, winback), (visits, views), rng)
    return World(
        people=crowd,
        shopping=shopping,
        orders=orders,
        winback=winback,
        visits=visits,
        views=views,
        sends=sends,
        answers=survey(visits, shopping.episodes, orders, rng),
    )
