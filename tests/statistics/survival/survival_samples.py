"""Spells for the survival tests, and Kaplan–Meier sums from one spell a row in plain Python."""

from __future__ import annotations

import math

import numpy as np

from stagelift.statistics.survival import EventTable

# Freireich et al. 1963, months in remission of 21 pairs with acute leukaemia: (month, relapsed)
SIX_MP = [
    *((6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1)),
    *((17, 0), (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)),
]
PLACEBO = [(t, 1) for t in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]


def table(rows, causes=("event",)) -> EventTable:
    """A table from (end, cause number or 0) or (entry, end, cause number or 0)."""
    spells = [row if len(row) == 3 else (0, *row) for row in rows]
    named = [(a, b, causes[int(c) - 1] if c else None, 1) for a, b, c in spells]
    return EventTable.from_spells(named, causes=causes)


def drawn(seed, size=60, causes=1, *, late=False, step=0.5):
    """Spells with ties: (entry, end, cause number or 0)."""
    generator = np.random.default_rng(seed)
    rows = []
    while len(rows) < size:
        end = math.floor(generator.exponential(6) / step) * step
        cut = math.floor(generator.uniform(2, 25) / step) * step
        entry = math.floor(generator.uniform(0, 5) / step) * step if late and len(rows) % 3 else 0.0
        cause = int(generator.integers(1, causes + 1)) if end <= cut else 0
        if entry == 0.0 or entry < min(end, cut):
            rows.append((entry, min(end, cut), cause))
    return rows


def hazards(rows):
    """At each time: spells at risk and exits by cause, counted one by one."""
    spells = [row if len(row) == 3 else (0, *row) for row in rows]
    found = []
    for time in sorted({end for _, end, _ in spells}):
        risk = sum(end >= time and (entry < time or entry == 0) for entry, end, _ in spells)
        exits = [cause for _, end, cause in spells if end == time and cause]
        found.append((time, risk, exits))
    return found
