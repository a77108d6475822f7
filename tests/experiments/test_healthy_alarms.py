"""How often the red checks fire on tests in which nothing is wrong, and which of them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from stagelift.data.query import MappedSummary
from stagelift.experiments.arms import Arms
from stagelift.experiments.health import (
    Check,
    crossover_check,
    freshness_check,
    segment_check,
    split_check,
    stranger_check,
)
from stagelift.experiments.health.manifest import Reconciled, manifest_check

PAGE = Path(__file__).parents[2] / "docs" / "experiments" / "health.md"
LOOKS = 8
RUNS = 3_000
DAY_US = 86_400_000_000
SPLITS = {
    "50/50": (Fraction(1, 2), Fraction(1, 2)),
    "90/10": (Fraction(9, 10), Fraction(1, 10)),
    "1:1:1": (Fraction(1, 3),) * 3,
}


def looked_at(rng: np.random.Generator, split: str, a_week: int, segments: int) -> set[str]:
    """The checks that were red at any of eight weekly looks at a healthy test."""
    shares = SPLITS[split]
    names = [f"v{place}" for place in range(len(shares))]
    planned = dict(zip(names, shares, strict=True))
    inside = rng.uniform(0.1, 0.6, segments)
    total = np.zeros(len(shares), dtype=int)
    parts = np.zeros((segments, len(shares)), dtype=int)
    red: set[str] = set()
    crossed = wrong = 0
    gone = np.zeros(len(shares), dtype=int)
    for week in range(1, LOOKS + 1):
        came = rng.multinomial(rng.poisson(a_week), [float(share) for share in shares])
        total += came
        parts += np.array([rng.binomial(came, share) for share in inside], dtype=int).reshape(
            parts.shape
        )
        crossed += rng.binomial(came.sum(), 0.001)  # a device shared, a profile merged
        wrong += rng.binomial(came.sum(), 0.0005)
        gone += rng.binomial(came, 0.02)  # bounced before the sender reports
        arms = Arms(
            assigned=dict(zip(names, map(int, total), strict=True)),
            strangers=0,
            tallies={},
            days=None,
            cells={},
            segments={
                f"s{place}": dict(zip(names, map(int, row), strict=True))
                for place, row in enumerate(parts)
            },
        )
        size = int(total.sum())
        missing = tuple((n, g / max(t, 1)) for n, g, t in zip(names, gone, total, strict=True))
        found: list[Check | None] = [
            split_check(arms, planned),
            segment_check(arms, planned),
            stranger_check(arms),
            crossover_check(MappedSummary(size, crossed)),
            freshness_check(
                week * 7 * DAY_US - int(rng.exponential(DAY_US / 24)), week * 7 * DAY_US
            ),
            manifest_check(
                Reconciled(
                    handed=size,
                    wrong=wrong,
                    extra=0,
                    twice=0,
                    missing=missing,
                    due=tuple(map(int, total)),
                )
            ),
        ]
        red |= {check.name for check in found if check is not None and check.status == "red"}
    return red


@pytest.mark.slow
def test_red_checks_leave_healthy_tests_alone():
    rng = np.random.default_rng(20261122)
    fired: Counter[str] = Counter()
    alarmed = 0
    for _ in range(RUNS):
        split = str(rng.choice(list(SPLITS)))
        a_week = int(10 ** rng.uniform(2.3, 4.3))
        red = looked_at(rng, split, a_week, int(rng.integers(0, 5)))
        fired.update(red)
        alarmed += bool(red)
    names = ("split", "segments", "crossovers", "strangers", "freshness", "manifest")
    rows = [f"| {name} | {100 * fired[name] / RUNS:.2f} % |" for name in names]
    rows.append(f"| any of them | {100 * alarmed / RUNS:.2f} % |")
    assert alarmed / RUNS <= 0.01, rows
    text = PAGE.read_text(encoding="utf-8")
    assert [row for row in rows if row not in text] == []
