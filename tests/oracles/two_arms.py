"""Two arms as a table of counts: some printed tables, the score statistic, the file of a topic."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

from scipy import optimize, stats
from writing import Case

SCIPY, STATSMODELS = "scipy 1.17.1", "statsmodels 0.15.0"

LIKELIHOOD = "the likelihood's slope bisected in 60-digit decimals"

Z = float(stats.norm.ppf(0.975))

Table = tuple[int, int, int, int]

CASES = Path(__file__).parents[1] / "conformance"

HILLSTROM_MENS: Table = (267, 21307, 122, 21306)

HILLSTROM_WOMENS: Table = (189, 21387, 122, 21306)

PERONDI: Table = (7, 34, 1, 34)  # survivors by dose, Perondi et al. 2004


def counts(table: Table, **more: Any) -> Case:
    return dict(zip(("k1", "n1", "k0", "n0"), table, strict=True)) | more


def columns(table: Table) -> list[list[int]]:
    k1, n1, k0, n0 = table
    return [[k1, k0], [n1 - k1, n0 - k0]]


def score_z(table: Table, delta: float, *, unbiased: bool) -> float:
    """The score statistic of a difference, the restricted rate by bisection in decimals."""
    with localcontext() as context:
        context.prec = 60
        (k1, n1, k0, n0), d = map(Decimal, table), Decimal(delta)
        low, high = max(Decimal(0), d), min(Decimal(1), 1 + d)
        for _ in range(190):
            p = (low + high) / 2
            q = p - d
            rising = (k1 - n1 * p) * q * (1 - q) + (k0 - n0 * q) * p * (1 - p) > 0
            low, high = (p, high) if rising else (low, p)
        variance = low * (1 - low) / n1 + (low - d) * (1 - low + d) / n0
        variance *= (n1 + n0) / (n1 + n0 - 1) if unbiased else 1
        return float((k1 / n1 - k0 / n0 - d) / variance.sqrt())


def score_limits(table: Table, *, unbiased: bool, z: float = Z) -> tuple[float, float]:
    k1, n1, k0, n0 = table
    gap = k1 / n1 - k0 / n0

    def root(sign: float, end: float) -> float:
        def excess(delta: float) -> float:
            return score_z(table, delta, unbiased=unbiased) - sign * z

        return float(optimize.brentq(excess, gap - sign * 1e-12, end, xtol=1e-15, rtol=1e-14))

    return root(1.0, -1.0 + 1e-9), root(-1.0, 1.0 - 1e-9)


def limits(found: Any) -> Case:
    return {"low": float(found[0]), "high": float(found[1])}


def write(topic: str, *makers: Callable[[], list[Case]]) -> None:
    cases = [each for make in makers for each in make()]
    lines = ",\n".join("  " + json.dumps(each, ensure_ascii=False) for each in cases)
    path = CASES / f"{topic}.json"
    path.write_text(f'{{"topic": "{topic}", "cases": [\n{lines}\n]}}\n', encoding="utf-8")
    print(topic, len(cases))  # noqa: T201 - what was written
