"""Silences counted on every engine alike: by ending and whole days, customers by hash."""

from __future__ import annotations

from collections import Counter

from stagelift.data.assign import hash_prefix
from stagelift.data.query.silences import GROUP_DIGITS, SALT, measure_silences

from .worlds import World

EVENTS = {"customer": "who", "time": "at", "event": "what"}


def test_each_event_begins_a_silence(world: World):
    rows = [
        ("kim", "2026-01-01T00:00:00+00:00", "visited"),
        ("kim", "2026-01-03T12:00:00+00:00", "visited"),  # 2 whole days
        ("kim", "2026-01-09T23:00:00+00:00", "ordered"),  # on day 7, not wholly followed
        ("lee", "2026-01-02T00:00:00+00:00", "visited"),
        ("lee", "2026-01-02T00:00:00+00:00", "ordered"),  # the same instant: no day
        ("lee", "2026-01-05T00:00:00+00:00", "other"),  # ends no silence
        ("park", "2026-01-04T10:00:00+00:00", "visited"),
        ("park", "2026-01-10T00:00:00+00:00", "visited"),  # in a day the data do not cover
        ("end", "2026-01-10T06:00:00+00:00", "other"),
    ]
    world.text("log", ["who", "at", "what"], [list(row) for row in rows])
    contract = world.contract({"log": EVENTS})
    found = measure_silences(contract, (("visited", 1), ("ordered", 1)))
    counted: Counter[tuple[str, str, int]] = Counter()
    names = {int(hash_prefix(name, SALT)[:GROUP_DIGITS], 16): name for name, *_ in rows}
    for one in found:
        counted[names[one.group], one.ending, one.days] += one.silences
    assert counted == {
        ("kim", "returned", 2): 1,
        ("kim", "unseen", 6): 1,
        ("kim", "open", 0): 1,
        ("lee", "returned", 0): 1,
        ("lee", "open", 8): 1,
        ("park", "unseen", 5): 1,
        ("park", "open", 0): 1,
    }
