"""Cases of the conformance set for moments.

Computed from raw values in exact fractions, by numpy, scipy.stats and statsmodels, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/moments.py
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from scipy import stats
from writing import Case, case, write

SCIPY = "scipy 1.17.1"


def exact(values: Iterable[Fraction | int | float]) -> Case:
    """Moments of raw values in fractions, rounded once at the end."""
    xs = [Fraction(v) for v in values]
    mean = sum(xs) / len(xs)
    m2, m3 = (sum((x - mean) ** p for x in xs) for p in (2, 3))
    return {"n": len(xs), "mean": float(mean), "m2": float(m2), "m3": float(m3)}


def sums(values: Sequence[int], shift: int = 0, scale: int = 1_000_000) -> Case:
    moved = [v - shift for v in values]
    s1, s2, s3 = (sum(v**p for v in moved) for p in (1, 2, 3))
    return {"n": len(values), "s1": s1, "s2": s2, "s3": s3, "shift": shift, "scale": scale}


def moments() -> list[Case]:
    fractions = "the raw values in exact fractions"
    found = []
    for label, offset, scale in (("1e8", 10**14, 10**6), ("1e12", 10**18, 10**6)):
        values = [offset + d for d in (4, 7, 13, 16)]
        wanted = exact(Fraction(v, scale) for v in values)
        wanted["variance"] = float(Fraction(30, scale**2))
        for shift in (0, offset):
            name = (
                f"four values a millionth apart at {label}, sums {'about it' if shift else 'at 0'}"
            )
            of_values = sums(values, shift, scale)
            tight = {"tolerance": 1e-15}  # the squares are of size 1e-12: nothing may be lost
            found.append(
                case(name, "moments.Moments.from_sums", of_values, wanted, fractions, **tight)
            )
    spread = [10**8 + d for d in (4, 7, 13, 16)]
    variance = {"mean": 1e8 + 10, "m2": 90.0, "variance": 30.0, "se": math.sqrt(7.5)}
    found.append(
        case(
            "4, 7, 13 and 16 at an offset of 1e8 (variance 30 by hand)",
            "moments.Moments.from_sums",
            sums(spread, scale=1),
            variance,
            "by hand: 36 + 9 + 9 + 36 over 3",
            tolerance=1e-15,
        )
    )
    for n, k in ((1, 0), (1, 1), (40, 39), (7, 7), (64000, 578)):
        wanted = exact([1] * k + [0] * (n - k))
        skew = None if k in (0, n) else float(stats.skew([1] * k + [0] * (n - k)))
        name = f"{k} of {n} as zeros and ones"
        arguments = {"n": n, "k": k}
        expected = {**wanted, "skewness": skew}
        source = f"{fractions}; skewness {SCIPY}" if skew is not None else fractions
        found.append(
            case(name, "moments.Moments.from_counts", arguments, expected, source, tolerance=1e-12)
        )
    undefined = {"variance": None, "se": None, "skewness": None}
    found += [
        case(
            "no units",
            "moments.Moments.from_counts",
            {"n": 0, "k": 0},
            {"n": 0, "mean": 0.0, **undefined},
            "a variance needs two units",
        ),
        case(
            "one unit has no spread",
            "moments.Moments.from_sums",
            sums([2_500_000]),
            {"n": 1, "mean": 2.5, **undefined},
            "a variance needs two units",
        ),
        case(
            "equal values",
            "moments.Moments.from_sums",
            sums([7_000_000] * 3),
            {"mean": 7.0, "variance": 0.0, "se": 0.0, "skewness": None},
            "by hand",
        ),
        case(
            "more events than units",
            "moments.Moments.from_counts",
            {"n": 3, "k": 4},
            {"error": "k is 4; it must be ≤ n, which is 3"},
            "no such units exist",
        ),
        case(
            "sums no values can have",
            "moments.Moments.from_sums",
            {"n": 2, "s1": 10, "s2": 1, "s3": 0},
            {"error": "s2 is 1"},
            "the Cauchy–Schwarz inequality",
        ),
        case(
            "negative sum of squares",
            "moments.Moments",
            {"n": 2, "mean": 0.0, "m2": -1.0, "m3": 0.0},
            {"error": "m2 is -1.0"},
            "by definition",
        ),
        case(
            "a mean that is no number",
            "moments.Moments",
            {"n": 2, "mean": math.nan, "m2": 1.0, "m3": 0.0},
            {"error": "mean is nan"},
            "by definition",
        ),
    ]
    scores = [0, 0, 0, 0, 0, 0, 2, 3, 0, 0, 5]
    values = [1] * 5 + [0] * 3 + [-1] * 2
    for silent in (0, 10):
        found.append(
            case(
                f"net promoters of ten answers, {silent} silent",
                "moments.ScoreCounts.moments",
                {"self": {"ScoreCounts": {"counts": scores}}, "silent": silent},
                exact(values + [0] * silent),
                fractions,
            )
        )
    return found


if __name__ == "__main__":
    write("moments", moments())
