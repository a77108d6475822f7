"""Workspaces with messages from a few rows, and the same counted by plain Python."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import stagelift
from tiny import write_csv

START = datetime(2026, 1, 5, tzinfo=UTC)  # the Monday of 2026-W02
LATER = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = timedelta(days=1)
EVENTS = ("customer", "time", "event", "channel", "message", "id", "ingested", "value", "order_id")
LOG = (
    *("customer", "message", "channel", "assigned", "sent", "held", "capped", "failed"),
    *("fell_back_to", "delivered", "opened", "opened_by", "clicked", "replied", "unsubscribed"),
    *("complained", "cost", "experiment", "variant"),
)
JOURNEY = """\
journey: tiny
zone: {zone}
currency: EUR
sources:
{sources}
stages:
  looking: visited
  buying: ordered
channels:
  sms: {{cost: 2}}
  kakao: {{opens: none}}
{more}"""


def at(days: float, **more: float) -> str:
    """An instant counted from Monday 5 January 2026, 00:00 UTC."""
    return (START + timedelta(days=days, **more)).isoformat()


def shop(
    root: Path,
    events: Iterable[Mapping[str, object]] = (),
    log: Iterable[Mapping[str, object]] | None = None,
    *,
    customers: Iterable[Mapping[str, object]] = (),
    columns: Iterable[str] = LOG,
    zone: str = "UTC",
    more: str = "",
    as_of: datetime = LATER,
) -> stagelift.Workspace:
    """A workspace of message events and, perhaps, a send log; rows are mappings."""
    root.mkdir(parents=True, exist_ok=True)
    rows = list(events)
    ids = ["event_id: id", "ingested: ingested"] if any("id" in row for row in rows) else []
    write_csv(root / "events.csv", EVENTS, [[r.get(c, "") for c in EVENTS] for r in rows])
    kept = [f"{c}: {c}" for c in EVENTS if c not in ("id", "ingested", "order_id")]
    sources = [f"  log: {{read: events.csv, as: events, {', '.join([*kept, *ids])}}}"]
    if log is not None:
        wanted = tuple(columns)
        write_csv(root / "sendlog.csv", LOG, [[r.get(c, "") for c in LOG] for r in log])
        mapped = ", ".join(f"{c}: {c}" for c in wanted)
        sources.append(f"  sendlog: {{read: sendlog.csv, as: messages, {mapped}}}")
    people = list(customers)
    if people:
        write_csv(root / "people.csv", tuple(people[0]), [tuple(p.values()) for p in people])
        keep = ", ".join(f"{c}: {c}" for c in people[0] if c != "customer")
        sources.append(
            f"  people: {{read: people.csv, as: customers, customer: customer, keep: {{{keep}}}}}"
        )
    text = JOURNEY.format(zone=zone, sources="\n".join(sources), more=more)
    (root / "journey.yaml").write_text(text, encoding="utf-8")
    return stagelift.open(root, as_of=as_of)


def event(
    customer: str, days: float, kind: str, channel: str = "email", message: str = "news", **more
) -> dict[str, object]:
    """One message event."""
    row = {"customer": customer, "time": at(days), "event": kind}
    return row | {"channel": channel, "message": message} | more


def random_events(seed: int, customers: int = 60) -> list[dict[str, object]]:
    """A random log: repeats, reactions too late and before any delivery, ties, two channels."""
    chance = random.Random(seed)
    kinds = ("sent", "delivered", "opened", "opened_by_machine", "clicked", "unsubscribed")
    rows = []
    for number in range(customers):
        name = f"c{number}"
        rows.append({"customer": name, "time": at(chance.uniform(-9, 3)), "event": "visited"})
        if chance.random() < 0.5:
            rows.append({"customer": name, "time": at(chance.uniform(-3, 6)), "event": "ordered"})
        for _ in range(chance.randint(0, 14)):
            day = chance.randint(-20, 60) / 5  # a coarse clock, so that instants meet
            channel, message = chance.choice(
                [("email", "news"), ("email", "cart"), ("push", "cart")]
            )
            weights = (3, 6, 3, 1, 2, 1)
            kind = chance.choices(kinds, weights)[0]
            rows.append(event(name, day, kind, channel, message))
    return rows


def counted(rows: Iterable[Mapping[str, object]], window: timedelta) -> dict[str, dict]:
    """What became of each message that set out in the week, by plain Python.

    Returns:
        By (customer, channel, message): a list of messages, each a dict of what happened.
    """
    groups: dict[tuple, list] = {}
    for row in rows:
        if row["event"] not in ("visited", "ordered"):
            key = (row["customer"], row["channel"], row["message"])
            groups.setdefault(key, []).append((datetime.fromisoformat(str(row["time"])), row))
    found: dict[tuple, list] = {}
    for key, mine in groups.items():
        happened = [(when, str(row["event"])) for when, row in mine]
        sent = sorted({when for when, kind in happened if kind == "sent"})
        messages: dict[datetime, dict] = {when: {"sent": True, "start": when} for when in sent}
        own: dict[datetime, datetime] = {}
        for when in sorted({when for when, kind in happened if kind == "delivered"}):
            before = [s for s in sent if s <= when and when - s <= window]
            begun = max(before) if before else when
            messages.setdefault(begun, {"start": begun})["delivered"] = True
            own[when] = begun
        for when, kind in happened:
            if kind in ("sent", "delivered"):
                continue
            earlier = [d for d in own if d <= when]
            if earlier and when - max(earlier) < window:
                messages[own[max(earlier)]][kind] = True
        week = (START, START + 7 * DAYS)
        found[key] = [m for m in messages.values() if week[0] <= m["start"] < week[1]]
    return found
