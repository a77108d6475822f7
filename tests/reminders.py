"""A shop of 400 visitors with three experiments: one that found nothing, and two that run."""

from __future__ import annotations

from tiny import day

TEST = """\
question: Does a push bring more orders than silence?
audience: visitors
enters: once, on 2026-01-12
primary: first_order
variants: {quiet: none, push: push}
looks: once
owner: Kim
"""
ROLLING = """\
audience: visitors
enters: as they qualify
run: 2026-02-23..2026-03-08
primary: first_order
variants: {quiet: none, email: email}
looks: once
"""
METRICS = "  first_order: {conversion: ordered, within: 7 days, from: looking}\n"
SEGMENTS = "  visitors: {did: visited, within: 30 days}\n"
EXPERIMENTS = {"reminder": TEST, "coming": ROLLING, "copy": TEST.replace("01-12", "02-28")}


def events():
    """400 visitors of Thursday 8 January, of whom every fourth orders on the 14th."""
    for number in range(400):
        yield f"a{number}", day(3, hours=10), "visited"
        if number % 4 == 0:
            yield f"a{number}", day(9, hours=10), "ordered"
    yield "z", day(54), "visited"  # the data reach further
