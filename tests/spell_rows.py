"""Spells by brute force from a list of events, for tests of everything built on them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from tiny import MONDAY

STAGE_OF = {"visited": 1, "ordered": 2, "reviewed": 4, "invited": 4}
"""The stages of `tiny.STAGES`; an order that is not the first opens stage 3."""
EVENTS = ("visited", "ordered", "reviewed", "invited", "scrolled")


def microseconds(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=instant.tzinfo)) // timedelta(microseconds=1)


def random_log(seed: int, *, customers: int = 30, days: int = 30, most: int = 9):
    """(customer, instant, event) on whole hours, so that instants coincide often."""
    draw = random.Random(seed)
    return [
        (f"c{number}", MONDAY + timedelta(hours=draw.randrange(24 * days)), draw.choice(EVENTS))
        for number in range(customers)
        for _ in range(draw.randrange(most))
    ]


def spells(log, as_of: datetime):
    """Customer to its spells: (stage_no, at, until or None, next_no or None), in order."""
    found = {}
    for customer in {row[0] for row in log}:
        mine = sorted((at, event) for name, at, event in log if name == customer and at < as_of)
        orders = 0
        staged = []
        for at, event in mine:
            orders += event == "ordered"
            if event in STAGE_OF:
                staged.append((at, 3 if event == "ordered" and orders > 1 else STAGE_OF[event]))
        entries = []
        for at, stage in sorted(staged):
            if not entries or entries[-1][0] != stage:
                entries.append((stage, at))
        later = entries[1:] + [(None, None)] * bool(entries)
        found[customer] = [
            (stage, at, until, following)
            for (stage, at), (following, until) in zip(entries, later, strict=True)
        ]
    return found
