"""Aggregates of samples given unit by unit, for the tests that compute both ways."""

from __future__ import annotations

import numpy as np

from stagelift.statistics.moments import Moments
from stagelift.statistics.pairs import PairMoments


def moments(x) -> Moments:
    x = np.asarray(x, dtype=float)
    if not x.size:
        return Moments(0, 0.0, 0.0, 0.0)
    apart = x - x.mean()
    return Moments(x.size, float(x.mean()), float(apart @ apart), float((apart**3).sum()))


def pairs(x, y) -> PairMoments:
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if not x.size:
        return PairMoments(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    a, b = x - x.mean(), y - y.mean()
    central = float(a @ a), float(b @ b), float(a @ b)
    return PairMoments(x.size, float(x.mean()), float(y.mean()), *central)
