"""An event log as any engine reads it: every row with an id, an instant and when it came in."""

from __future__ import annotations

from .worlds import AS_OF, World

HEADER = ["id", "user", "ts", "name", "amount", "loaded"]
EVENTS = {
    "customer": "user",
    "time": "ts",
    "event": "name",
    "value": "amount",
    "event_id": "id",
    "ingested": "loaded",
}
NOON = "2026-10-01T12:00:00Z"


def event(number, user="kim", ts=NOON, name="visited", amount="", loaded="2026-10-01T12:05:00Z"):
    return [str(number), user, ts, name, amount, loaded]


def events(world: World, rows, as_of=AS_OF, **changes):
    world.text("app", HEADER, rows)
    mapped = {key: value for key, value in {**EVENTS, **changes}.items() if value}
    return world.contract({"app": mapped}, as_of)
