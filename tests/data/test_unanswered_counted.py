"""Why messages were not answered, on every engine: by hand, with what a send log says of it."""

from __future__ import annotations

import pytest

from stagelift.data.query.hours import HoursQuestion
from stagelift.data.query.unanswered import measure_unanswered
from stagelift.data.zones import from_us

from .worlds import World, us

HOUR = 3_600_000_000
START, END = us("2026-03-01T00:00+00:00"), us("2026-04-06T00:00+00:00")
AS_OF = us("2026-04-05T00:00+00:00")
EVENTS = {"customer": "who", "time": "at", "event": "what", "channel": "via", "message": "text"}
COLUMNS = (
    *("customer", "message", "channel", "sent", "capped", "failed", "fell_back_to"),
    *("delivered", "opened", "clicked"),
)
LOG = {"as": "messages", **{name: name for name in COLUMNS}}
MORNING, NIGHT = "2026-03-02T00:30:00+00:00", "2026-03-02T15:30:00+00:00"  # 9:30 and 0:30 in Seoul


def question():
    return HoursQuestion(
        asked="answers",
        events=(),
        window=24 * HOUR,
        start=START,
        end=END,
        holidays=(),
        parts=(6, 12, 18, 21),
        zone="Asia/Seoul",
        as_of=AS_OF,
    )


def receipts():
    """E-mails told by events: an answer, an open, an opt-out, a failure, silence, news too late."""
    told = {
        "kim": [("delivered", MORNING), ("opened", MORNING), ("clicked", MORNING)],
        "lee": [("delivered", MORNING), ("opened", MORNING)],
        "park": [("delivered", MORNING), ("opened", MORNING), ("unsubscribed", MORNING)],
        "choi": [("sent", NIGHT), ("bounced", NIGHT)],
        "jung": [("delivered", NIGHT)],
        "kang": [("delivered", NIGHT), ("clicked", "2026-03-03T15:30:00+00:00")],
        "yoon": [("sent", NIGHT)],
    }
    return [
        [who, at, what, "email", "hello"] for who, events in told.items() for what, at in events
    ]


def logged():
    """Kakao messages: twelve over one limit, three over another, one failed and nobody says why."""
    stopped = [(f"c{number}", "3 a week") for number in range(12)]
    stopped += [(f"d{number}", "1 a day") for number in range(3)]
    rows = [[who, "ask", "kakao", MORNING, limit, *[""] * 5] for who, limit in stopped]
    rows.append(["e0", "ask", "kakao", MORNING, "", "true", *[""] * 4])
    rows.append(["f0", "ask", "kakao", MORNING, "false", "no account", "sms", NIGHT, "", NIGHT])
    return rows


@pytest.mark.on_spark
def test_each_message_has_the_first_reason_that_holds(world: World):
    world.text("events", ["who", "at", "what", "via", "text"], receipts())
    world.text("log", list(COLUMNS), logged())
    contract = world.contract({"events": EVENTS, "log": LOG}, as_of=from_us(AS_OF))
    found = measure_unanswered(contract, question(), 10)
    told = {(one.channel, one.part, one.reason, one.told): (one.customers, one.x) for one in found}
    assert {key: counts for key, counts in told.items() if key[0] == "email"} == {
        ("email", None, "answered", ""): (1, 1),
        ("email", None, None, ""): (6, 6),
        ("email", None, "read", ""): (1, 1),
        ("email", None, "left", ""): (1, 1),
        ("email", None, "failed", ""): (1, 1),
        ("email", None, "unread", ""): (2, 2),  # the click came a second after its window
        ("email", None, "no_news", ""): (1, 1),
        ("email", 0, None, ""): (2, 2),
        ("email", 0, "read", ""): (1, 1),
        ("email", 0, "left", ""): (1, 1),
        ("email", 3, None, ""): (4, 4),
        ("email", 3, "failed", ""): (1, 1),
        ("email", 3, "unread", ""): (2, 2),
        ("email", 3, "no_news", ""): (1, 1),
    }
    # what fewer than ten customers were told is not told; "true" says no reason, "false" is none
    assert {key[2:]: counts for key, counts in told.items() if key[:2] == ("kakao", None)} == {
        (None, ""): (17, 17),
        ("capped", "3 a week"): (12, 12),
        ("capped", ""): (3, 3),
        ("failed", ""): (2, 2),
    }
    assert told["sms", None, "answered", ""] == (1, 1)


def test_squares_and_products_are_of_customers(world: World):
    rows = [
        [who, f"2026-03-{day:02}T00:30:00+00:00", what, "email", "hello"]
        for who, days in {"kim": (2, 4, 6), "lee": (2,)}.items()
        for day in days
        for what in ("delivered", *(["opened"] if day != 2 else []))
    ]
    world.text("events", ["who", "at", "what", "via", "text"], rows)
    contract = world.contract({"events": EVENTS}, as_of=from_us(AS_OF))
    found = {
        one.reason: one for one in measure_unanswered(contract, question(), 10) if one.part is None
    }
    whole, read, unread = found[None], found["read"], found["unread"]
    assert (whole.customers, whole.x, whole.xx, whole.yy, whole.xy) == (2, 4, 10, 10, 10)
    assert (read.customers, read.x, read.xx, read.yy, read.xy) == (1, 2, 4, 9, 6)
    assert (unread.customers, unread.x, unread.xx, unread.xy) == (2, 2, 2, 4)
