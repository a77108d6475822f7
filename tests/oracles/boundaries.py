"""Always-valid and group sequential boundaries by other packages; the file of a topic."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from confseq.boundaries import normal_mixture_bound
from gsdesign import h1, hupdate
from scipy import stats
from scipy.optimize import brentq
from writing import Case

CASES = Path(__file__).parents[1] / "conformance"

GRID = "gsdesign 0.1.5 (Simpson grid, r = 80)"

CONFSEQ = "confseq 0.0.11 normal_mixture_bound"

R = 80


def eta_of(fraction: float, level: float) -> float:
    """The tuning of Waudby-Smith and others: narrowest when all planned units are mature."""
    two_log = -2 * math.log(1 - level)
    return (two_log + math.log(two_log) + 1) * fraction


def confseq_critical(eta: float, alpha: float, *, one_sided: bool) -> float:
    """confseq takes its ρ = v/η from the point at which the bound should be best."""
    half = 2 * alpha if one_sided else alpha
    best = 2 * math.log(1 / half) + math.log(1 + 2 * math.log(1 / half))
    return float(normal_mixture_bound(1.0, alpha, best / eta, alpha, one_sided))


def density(
    before: Any, then: float, time: float, bounds: tuple[float, float], drift: float
) -> Any:
    """A grid of z between two bounds, after the grid of the look before, if there was one."""
    if before is None:
        return h1(R, drift, time, *bounds)
    return hupdate(R, drift, time, *bounds, drift, then, before)


def exits(times: Sequence[float], bounds: Sequence[float], drift: float) -> list[list[float]]:
    """Crossings up and down at every look, by the grids of gsdesign."""
    up, down, before = [], [], None
    for place, (time, bound) in enumerate(zip(times, bounds, strict=True)):
        then = times[place - 1] if place else 0.0
        up.append(float(density(before, then, time, (bound, np.inf), drift)[2].sum()))
        down.append(float(density(before, then, time, (-np.inf, -bound), drift)[2].sum()))
        before = density(before, then, time, (-bound, bound), drift)
    return [up, down]


def spent(family: str, parameter: float | None, t: float, alpha: float) -> float:
    if t >= 1.0:
        return alpha
    if family == "obrien_fleming":
        return float(2 * stats.norm.sf(stats.norm.isf(alpha / 2) / math.sqrt(t)))
    if family == "pocock":
        return alpha * math.log(1 + (math.e - 1) * t)
    rate = parameter or 0.0
    if family == "power":
        return float(alpha * t**rate)
    return alpha * (1 - math.exp(-rate * t)) / (1 - math.exp(-rate))


def spending_bounds(
    times: Sequence[float], family: str, parameter: float | None, alpha: float
) -> list[float]:
    found: list[float] = []
    used = 0.0
    for place, time in enumerate(times):
        total = alpha if place + 1 == len(times) else spent(family, parameter, time, alpha)

        def excess(bound: float, place: int = place, chance: float = total - used) -> float:
            return exits(times[: place + 1], [*found, bound], 0.0)[0][-1] - chance

        # a single normal needs no grid, whose tails are its weak spot
        first = float(stats.norm.isf(total))
        found.append(float(brentq(excess, 0.01, 8.0, xtol=1e-13)) if place else first)
        used = total
    return found


def write(topic: str, *parts: Callable[[], list[Case]]) -> None:
    """The cases of a topic as its file."""
    cases = [each for part in parts for each in part()]
    text = {"topic": topic, "cases": cases}
    place = CASES / f"{topic}.json"
    place.write_text(json.dumps(text, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
