"""Cases of the conformance set for one-sided quantiles and tails, pairs of values, and columns.

Computed from raw values in exact fractions, or by scipy.stats 1.17.1 and numpy 2.4.6; never by
stagelift:

    python tests/oracles/sides_and_pairs.py
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from foundations import SCIPY, Case, case, exact, pair, write
from scipy import stats

FRACTIONS = "the raw values in exact fractions"


def sides() -> list[Case]:
    found = []
    for level, df in ((0.95, None), (0.975, 9.0), (0.2, 3.5), (1 - 1e-9, None)):
        tail = 1 - level
        wanted = float(stats.norm.isf(tail) if df is None else stats.t.isf(tail, df))
        arguments = {"level": level} if df is None else {"level": level, "df": df}
        words = "normal" if df is None else f"t with {df:g} degrees of freedom"
        source = f"{SCIPY} {'norm' if df is None else 't'}.isf"
        name = f"upper quantile of the {words} at {level:g}"
        found.append(
            case(
                name, "sides.upper_quantile", arguments, {"result": wanted}, source, tolerance=1e-8
            )
        )
    for statistic, df in ((1.6449, None), (-2.0, None), (2.5, 4.0), (40.0, None)):
        wanted = float(stats.norm.sf(statistic) if df is None else stats.t.sf(statistic, df))
        arguments = {"statistic": statistic} if df is None else {"statistic": statistic, "df": df}
        words = "normal" if df is None else f"t with {df:g} degrees of freedom"
        source = f"{SCIPY} {'norm' if df is None else 't'}.sf"
        name = f"upper tail of the {words} at {statistic:g}"
        near = min(1e-9, wanted * 1e-9)
        found.append(
            case(name, "sides.upper_tail", arguments, {"result": wanted}, source, tolerance=near)
        )
    found.extend(
        case(
            f"an upper quantile at level {level:g}",
            "sides.upper_quantile",
            {"level": level},
            {"error": "level is"},
            "a level lies between 0 and 1",
        )
        for level in (0.0, 1.0)
    )
    return found


def sums(x: Sequence[int], y: Sequence[int], scale: int) -> Case:
    return {
        "n": len(x),
        "sx": sum(x),
        "sy": sum(y),
        "sxx": sum(v * v for v in x),
        "syy": sum(v * v for v in y),
        "sxy": sum(u * v for u, v in zip(x, y, strict=True)),
        "scale": scale,
    }


def pairs() -> list[Case]:
    function = "pairs.PairMoments.from_sums"
    found = []
    far = [10**14 + d for d in (4, 7, 13, 16)]
    for name, x, y, scale in (
        ("three pairs", [1, 2, 3], [2, 1, 6], 1),
        ("pairs a millionth apart at 1e8", far, [3, 1, 4, 1], 10**6),
        ("a second value that does not vary", [5, 7, 9, 2], [3, 3, 3, 3], 1),
    ):
        raw = [[Fraction(v, scale) for v in values] for values in (x, y)]
        [wanted] = pair(*raw).values()
        varies = len(set(y)) > 1
        own = np.array([[float(v - values[0]) for v in values] for values in raw])
        known = {
            "slope": float(stats.linregress(own[1], own[0]).slope) if varies else None,
            "correlation": float(stats.pearsonr(own[0], own[1]).statistic) if varies else None,
        }
        source = f"{FRACTIONS}; slope and correlation {SCIPY} linregress and pearsonr"
        found.append(case(name, function, sums(x, y, scale), {**wanted, **known}, source))
    moments = {"Moments": exact([0, 0, 1, 1, 1])}
    wanted = {"n": 5, "mean_x": 0.6, "mean_y": 0.0, "m2_x": 1.2, "m2_y": 0.0, "slope": None}
    impossible = {**sums([1, 2], [1, 2], 1), "sxy": 9}
    found += [
        case("values without a covariate", "pairs.of_values", {"m": moments}, wanted, FRACTIONS),
        case(
            "products no pairs can have",
            function,
            impossible,
            {"error": "sxy is 9"},
            "the Cauchy–Schwarz inequality",
        ),
        case(
            "no pairs",
            function,
            sums([], [], 1),
            {"n": 0, "slope": None, "correlation": None},
            "a correlation needs two pairs",
        ),
    ]
    return found


def columns() -> list[Case]:
    rng = np.random.default_rng(5)
    arms = [
        [rng.gamma(3.0, 2.0, n).round(3).tolist() for n in sizes] for sizes in ((40, 9), (25, 60))
    ]
    empty = {"n": 0, "mean": 0.0, "m2": 0.0, "m3": 0.0}
    one, zero = ([exact(Fraction(str(v)) for v in values) for values in arm] for arm in arms)
    results = [stats.ttest_ind(a, b, equal_var=False) for a, b in zip(*arms, strict=True)]
    intervals = [result.confidence_interval(0.95) for result in results]
    expected = {
        "p_value": [*(float(r.pvalue) for r in results), math.nan],
        "low": [*(float(i.low) for i in intervals), math.nan],
        "high": [*(float(i.high) for i in intervals), math.nan],
        "status": ["ok", "ok", "no_data"],
    }
    arguments = {
        "m1": columns_of([*one, empty]),
        "m0": columns_of([*zero, one[0]]),
    }
    welch = case(
        "two comparisons and an empty arm, row by row",
        "mean_columns.differences_of_means",
        arguments,
        expected,
        f"{SCIPY} ttest_ind without equal variances; 0/0 is undefined",
        tolerance=1e-8,
    )
    negative = {**exact([1, 2]), "m2": -1.0}
    refused = case(
        "a negative sum of squares in a row",
        "mean_columns.differences_of_means",
        {"m1": columns_of([one[0], negative]), "m0": columns_of([one[0], one[1]])},
        {"error": "m2[1] is -1.0"},
        "by definition",
    )
    return [welch, refused]


def columns_of(rows: Sequence[Case]) -> Case:
    """Moments one under the other."""
    arrays = {key: {"Array": [row[key] for row in rows]} for key in ("n", "mean", "m2")}
    return {"mean_columns.MomentsColumns": arrays}


def main() -> None:
    for topic in (sides, pairs, columns):
        write(topic.__name__, topic())


if __name__ == "__main__":
    main()
