"""The files of the demo world: one function a source of its journey.yaml."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from stagelift.demo.answers import ASKED
from stagelift.demo.curve import Ints, midnight
from stagelift.demo.origins import CHANNELS
from stagelift.demo.people import AGE_BANDS, CONSENTS, GENDERS, PLATFORMS
from stagelift.demo.sends import KINDS, Outcomes, first_in_review_test, outcomes, receipts_of
from stagelift.demo.tables import CUSTOMER, instant, named, rows, wall, write_file
from stagelift.demo.templates import TEMPLATES
from stagelift.demo.trials import REVIEW_ASK, WINBACK_CALL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stagelift.demo.carts import Carts
    from stagelift.demo.expected import World

GRADES = ("new", "silver", "gold", "vip")
YES_NO = ("N", "Y")
EVENTS = ("visited", "viewed", "cart_added", "wished", "review_written", "friend_invited")
CART = "CASE WHEN cart >= 0 THEN printf('K%05d', cart + 1) END"
_GRADED = midnight(date(2026, 11, 1))  # grades are set on the first of the month


def write(
    folder: Path,
    world: World,
    rng: np.random.Generator,
    goods: Ints,
    carts: Carts,
    came_by: Ints,
) -> Outcomes:
    """Write every source of the world.

    Args:
        folder: The workspace's `data`.
        world: What happened.
        rng: Source of chance for receipts, delays, repeats and breakages.
        goods: What the goods of each order cost the shop, won.
        carts: The carts' numbers.
        came_by: Channel by which each customer first came.

    Returns:
        What became of the messages.
    """
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        _app(connection, folder / "app" / "events.parquet", world, rng, carts)
        described = {"goods": goods, "cart": carts.of_order}
        _orders(connection, folder / "orders.parquet", world, rng, described)
        found = _receipts(connection, folder / "receipts.parquet", world, rng)
        _surveys(connection, folder / "surveys.csv", world)
        _customers(connection, folder / "customers.parquet", world, came_by)
        _assignments(connection, folder / "assignments.parquet", world)
    return found


def _app(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    world: World,
    rng: np.random.Generator,
    carts: Carts,
) -> None:
    episodes, orders = world.shopping.episodes, world.orders
    pairs = [
        world.visits,
        world.views,
        (episodes.customer, episodes.cart_at),
        (episodes.customer, episodes.wished_at),
        (orders.customer, orders.reviewed_at),
        (orders.customer, orders.invited_at),
    ]
    kept = [(customer[at >= 0], at[at >= 0]) for customer, at in pairs]
    customer = np.concatenate([who for who, _ in kept])
    event = np.repeat(np.arange(len(EVENTS)), [who.size for who, _ in kept])
    cart = np.full(customer.size, -1, np.int64)
    cart[event == EVENTS.index("cart_added")] = carts.of_episode[episodes.cart_at >= 0]
    table = rows(np.concatenate([at for _, at in kept]), rng)
    columns = {
        "customer": customer[table.source],
        "event": event[table.source],
        "platform": world.people.platform[customer[table.source]],
        "cart": cart[table.source],
        "id": table.id,
        "at_us": table.at,
        "ingested": table.ingested,
    }
    select = f"""printf('a%08d', id) AS event_id, {CUSTOMER} AS user_id,
        {instant("at_us")} AS ts, {named(EVENTS, "event")} AS event_name,
        {named(PLATFORMS, "platform")} AS os, {instant("ingested")} AS ingested_at,
        {CART} AS cart_no"""
    write_file(connection, path, columns, select)


def _orders(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    world: World,
    rng: np.random.Generator,
    described: Mapping[str, Ints],
) -> None:
    orders = world.orders
    table = rows(orders.at, rng)
    columns = {
        "customer": orders.customer[table.source],
        "net": orders.net[table.source],
        "coupon": orders.coupon[table.source],
        **{name: column[table.source] for name, column in described.items()},
        "id": table.id,
        "at_us": table.at,
        "ingested": table.ingested,
    }
    select = f"""printf('O%07d', id) AS order_no, {CUSTOMER} AS member_no,
        {wall("at_us")} AS ordered_at, net::DECIMAL(12, 0) AS net_amount,
        coupon::DECIMAL(12, 0) AS coupon_amount, {wall("ingested")} AS loaded_at,
        goods::DECIMAL(12, 0) AS goods_cost, {CART} AS cart_no"""
    write_file(connection, path, columns, select)


def _receipts(
    connection: duckdb.DuckDBPyConnection, path: Path, world: World, rng: np.random.Generator
) -> Outcomes:
    found = outcomes(world.sends, rng)
    receipts = receipts_of(world.sends, found)
    table = rows(receipts.at, rng)
    channels = tuple(template.channel for template in TEMPLATES)
    names = tuple(template.name for template in TEMPLATES)
    columns = {
        "customer": receipts.customer[table.source],
        "code": receipts.kind[table.source],
        "template": receipts.template[table.source],
        "id": table.id,
        "at_us": table.at,
        "ingested": table.ingested,
    }
    select = f"""printf('m%08d', id) AS receipt_id, {CUSTOMER} AS member_no,
        CASE WHEN at_us >= 0 THEN at_us // 1000000 END AS happened, {named(KINDS, "code")} AS kind,
        {named(channels, "template")} AS channel, {named(names, "template")} AS template,
        ingested // 1000000 AS received"""
    write_file(connection, path, columns, select)
    return found


def _surveys(connection: duckdb.DuckDBPyConnection, path: Path, world: World) -> None:
    answers = world.answers
    stages = tuple(asked.stage for asked in ASKED)
    columns = {
        "customer": answers.customer,
        "code": answers.stage,
        "sent": answers.sent_at,
        "done": answers.done_at,
        "score": np.array(answers.score, dtype=np.str_),
    }
    select = f"""{CUSTOMER} AS member_no, 'nps' AS question, {named(stages, "code")} AS stage,
        strftime({wall("sent")}, '%Y-%m-%d %H:%M:%S') AS sent_at,
        strftime({wall("done")}, '%Y-%m-%d %H:%M:%S') AS done_at, nullif(score, '') AS q1"""
    write_file(connection, path, columns, select)


def _customers(
    connection: duckdb.DuckDBPyConnection, path: Path, world: World, came_by: Ints
) -> None:
    people, orders = world.people, world.orders
    count = np.bincount(orders.customer[orders.at < _GRADED], minlength=people.size)
    columns: dict[str, Ints] = {
        "customer": np.arange(people.size),
        "age": people.age,
        "gender": people.gender,
        "grade": np.minimum(count, len(GRADES) - 1),
        "platform": people.platform,
        "came_by": came_by,
    } | {name: people.consents[k].astype(np.int64) for k, name in enumerate(CONSENTS)}
    asks = ", ".join(f"{named(YES_NO, name)} AS ad_{name}_yn" for name in CONSENTS)
    select = f"""{CUSTOMER} AS member_no, {named(AGE_BANDS, "age")} AS age_band,
        nullif({named(GENDERS, "gender")}, '') AS gender, {named(GRADES, "grade")} AS grade,
        {named(PLATFORMS, "platform")} AS platform, {asks},
        {named(CHANNELS, "came_by")} AS came_by"""
    write_file(connection, path, columns, select)


def _assignments(connection: duckdb.DuckDBPyConnection, path: Path, world: World) -> None:
    chosen = first_in_review_test(world.orders)
    asked, at = world.orders.customer[chosen], world.orders.at[chosen]
    called = world.winback.customer
    kakao = world.people.treated[REVIEW_ASK.name][asked]
    trials = (REVIEW_ASK, WINBACK_CALL)
    variants = tuple(name for trial in trials for name in (trial.control, trial.treatment))
    columns = {
        "customer": np.concatenate([asked, called]),
        "trial": np.repeat([0, 1], [asked.size, called.size]),
        "variant": np.concatenate([kakao, world.winback.call + 2]),
        "at_us": np.concatenate([at, np.full(called.size, WINBACK_CALL.starts)]),
    }
    names = tuple(trial.name for trial in trials)
    select = f"""{CUSTOMER} AS member_no, {named(names, "trial")} AS experiment,
        {named(variants, "variant")} AS variant, {instant("at_us")} AS assigned_at"""
    write_file(connection, path, columns, select)
