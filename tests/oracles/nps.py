"""Cases of the conformance set for net promoter scores.

Computed by numpy, scipy and statsmodels, by sums over every outcome in fractions, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/nps.py
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy import optimize, special, stats
from statsmodels.stats.oneway import anova_generic
from statsmodels.stats.weightstats import DescrStatsW
from writing import Case, case, write

SCIPY = "scipy 1.17.1"
STATSMODELS = "statsmodels 0.15.0"


def scores(promoters: int, passives: int, detractors: int) -> Case:
    counts = [detractors, 0, 0, 0, 0, 0, 0, passives, 0, 0, promoters]
    return {"ScoreCounts": {"counts": counts}}


def values(promoters: float, passives: float, detractors: float) -> np.ndarray:
    return np.repeat([100.0, 0.0, -100.0], [promoters, passives, detractors])


def wald(counts: Sequence[float], pseudo: Sequence[float], z: float) -> tuple[float, float]:
    """Mean and half-width of scores of +100, 0 and -100 with pseudo-answers, by numpy."""
    described = DescrStatsW([100.0, 0.0, -100.0], weights=np.add(counts, pseudo))
    return float(described.mean), z * float(described.std) / math.sqrt(described.sum_weights)


def net_promoters() -> list[Case]:
    z = float(stats.norm.isf(0.025))
    found = []
    for counts in ((5, 3, 2), (50, 20, 30), (0, 9, 1), (400, 1, 9)):
        mean, half = wald(counts, (0.75, 1.5, 0.75), z)
        value = 100 * (counts[0] - counts[2]) / sum(counts)
        ends = {"low": mean - half, "high": mean + half}
        found.append(
            case(
                f"adjusted Wald of {counts}",
                "nps.nps",
                {"counts": scores(*counts)},
                {"value": value, **ends},
                f"{STATSMODELS} DescrStatsW of the answers and 3/4, 3/2, 3/4 more (Rocks 2016)",
            )
        )
    for counts in ((5, 3, 2), (50, 20, 30), (12, 40, 2)):
        low, high = tango(counts, z)
        found.append(
            case(
                f"Tango's score limits of {counts}",
                "nps.nps",
                {"counts": scores(*counts), "method": "score"},
                {"low": low, "high": high},
                f"the constrained likelihood maximised by {SCIPY} minimize_scalar",
                tolerance=2e-6,
            )
        )
    none = "passives only: n d/(1 - d) = z^2 at the limit d (Tango 1998)"
    end = 100 * z * z / (44 + z * z)
    found += [
        case(
            "44 passives",
            "nps.nps",
            {"counts": scores(0, 44, 0), "method": "score"},
            {"value": 0.0, "low": -end, "high": end},
            none,
        ),
        case(
            "one promoter: the upper end would miss the estimate",
            "nps.nps",
            {"counts": scores(1, 0, 0)},
            {"value": 100.0, "high": 100.0},
            "100 is the only score one promoter can have",
        ),
        case(
            "no answers",
            "nps.nps",
            {"counts": scores(0, 0, 0)},
            {"value": None, "low": None, "high": None, "status": "no_data"},
            "0/0 is undefined",
        ),
    ]
    for one, other in (((60, 30, 10), (50, 30, 20)), ((3, 1, 0), (0, 5, 5))):
        halves = [wald(c, (0.375, 0.75, 0.375), 1.0) for c in (one, other)]
        gap, se = halves[0][0] - halves[1][0], math.hypot(halves[0][1], halves[1][1])
        found.append(
            case(
                f"{one} against {other}",
                "nps.difference_of_nps",
                {"counts1": scores(*one), "counts0": scores(*other)},
                {
                    "low": gap - z * se,
                    "high": gap + z * se,
                    "p_value": 2 * stats.norm.sf(abs(gap / se)),
                },
                f"{STATSMODELS} DescrStatsW of the answers and 3/8, 3/4, 3/8 more",
            )
        )
    return [*found, *designs_of_nps(z), *bounds_of_respondents()]


def tango(counts: Sequence[int], z: float) -> tuple[float, float]:
    """Limits of the net share by maximising the trinomial likelihood at each difference."""
    b, a, c = counts
    n = a + b + c

    def statistic(delta: float) -> float:
        def cost(q: float) -> float:
            terms = special.xlogy([b, a, c], np.maximum([q + delta, 1 - delta - 2 * q, q], 1e-300))
            return -float(terms.sum())

        ends = max(0.0, -delta), (1 - delta) / 2
        q = optimize.minimize_scalar(
            cost, bounds=ends, method="bounded", options={"xatol": 1e-13}
        ).x
        return (b - c - n * delta) / math.sqrt(n * (2 * q + delta - delta**2))

    centre = (b - c) / n
    low = optimize.brentq(lambda d: statistic(d) - z, -0.999, centre, xtol=1e-12)
    high = optimize.brentq(lambda d: statistic(d) + z, centre, 0.999, xtol=1e-12)
    return 100 * low, 100 * high


def designs_of_nps(z: float) -> list[Case]:
    table = [[20, 5, 3], [1, 30, 8], [0, 2, 31]]
    steps = [(j - i, table[i][j]) for i, j in itertools.product(range(3), repeat=2)]
    x = [100.0 * step for step, _ in steps] + [-200.0, -100.0, 0.0, 100.0, 200.0]
    weights = [count for _, count in steps] + [0.25, 0.25, 0.5, 0.25, 0.25]
    described = DescrStatsW(x, weights=weights)
    half = z * described.std / math.sqrt(described.sum_weights)
    paired = {"value": 16.0, "low": described.mean - half, "high": described.mean + half}
    more, fewer = (18, 0, 2), (8, 0, 2)
    welch = stats.ttest_ind(values(18, 180, 2), values(8, 190, 2), equal_var=False)
    ends = welch.confidence_interval()
    groups = [(50, 30, 20), (60, 30, 10), (35, 30, 35)]
    nets, spreads, sizes = [], [], []
    for counts in groups:
        mean, se = wald(counts, (0.375, 0.75, 0.375), 1.0)
        nets.append(mean)
        sizes.append(sum(counts) + 1.5)
        spreads.append(se**2 * sizes[-1])
    anova = anova_generic(
        *map(np.array, (nets, spreads, sizes)), use_var="unequal", welch_correction=True
    )
    young, old = (10, 6, 4), (30, 30, 20)
    weighted = DescrStatsW([100.0, 0.0, -100.0], weights=np.add(np.multiply(young, 3), old))
    w = np.repeat([3.0, 1.0], [20, 80])
    kish = float(w.sum() ** 2 / (w @ w))
    parts = [0.25 * values(*c).var(ddof=1) / sum(c) for c in (young, old)]
    df = sum(parts) ** 2 / (parts[0] ** 2 / 19 + parts[1] ** 2 / 79)
    strata = stats.t.interval(0.95, df, loc=(30 + 12.5) / 2, scale=sum(parts) ** 0.5)
    return [
        case(
            "the same respondents twice",
            "nps.paired.paired_difference_of_nps",
            {"table": table},
            {key: float(value) for key, value in paired.items()},
            f"{STATSMODELS} DescrStatsW of the changes and 1.5 pseudo-answers",
        ),
        case(
            "nobody answered twice",
            "nps.paired.paired_difference_of_nps",
            {"table": [[0, 0, 0]] * 3},
            {"value": None, "p_value": None, "status": "no_data"},
            "0/0 is undefined",
        ),
        case(
            "per assigned unit",
            "nps.assigned.difference_per_assigned",
            {
                "answers1": scores(*more),
                "assigned1": 200,
                "answers0": scores(*fewer),
                "assigned0": 200,
            },
            {"value": 5.0, "low": ends.low, "high": ends.high, "p_value": float(welch.pvalue)},
            f"{SCIPY} ttest_ind of the values, unequal variances",
        ),
        case(
            "fewer assigned than answered",
            "nps.assigned.nps_per_assigned",
            {"answers": scores(3, 3, 3), "assigned": 8},
            {"error": "assigned is 8; it must be ≥ the answers, which are 9"},
            "who answered was assigned",
        ),
        case(
            "three groups by Welch's F",
            "nps.groups.same_nps",
            {"groups": [scores(*c) for c in groups]},
            {
                "statistic": float(anova.statistic),
                "df": 2,
                "df_within": float(anova.df_denom),
                "p_value": float(anova.pvalue),
            },
            f"{STATSMODELS} anova_generic of the adjusted moments",
        ),
        case(
            "weights of three and one",
            "nps.weighted.weighted_nps",
            {"cells": [scores(*young), scores(*old)], "weights": [3.0, 1.0], "invited": 500},
            {
                "effective_n": kish,
                "response_rate": 0.2,
                "weighted": {
                    "value": float(weighted.mean),
                    "se": float(weighted.std / math.sqrt(kish)),
                },
            },
            f"{STATSMODELS} DescrStatsW, Kish 1965",
        ),
        case(
            "two strata of one half each",
            "nps.weighted.stratified_nps",
            {"strata": [scores(*young), scores(*old)], "shares": [0.5, 0.5]},
            {"effective_n": 64.0, "weighted": {"low": float(strata[0]), "high": float(strata[1])}},
            f"{SCIPY} t.interval, Cochran 1977, formula 5.16",
        ),
        case(
            "shares that do not sum to one",
            "nps.weighted.stratified_nps",
            {"strata": [scores(*young), scores(*old)], "shares": [0.5, 0.4]},
            {"error": "they must sum to 1"},
            "shares of one population sum to one",
        ),
    ]


def bounds_of_respondents() -> list[Case]:
    """Lee's bounds by sorting answers and cutting them, in fractions."""
    found = []
    for one, n1, other, n0 in (
        ((150, 90, 60), 1000, (90, 90, 60), 1000),
        ((40, 30, 50), 300, (70, 40, 60), 350),
        ((50, 30, 20), 400, (40, 30, 30), 400),
    ):
        rates = Fraction(sum(one), n1), Fraction(sum(other), n0)
        swapped = rates[1] > rates[0]
        many, few = (other, one) if swapped else (one, other)
        keep = min(rates) / max(rates) * sum(many)
        net = Fraction(few[0] - few[2], sum(few))
        trimmed = []
        for order in ((1, 0, -1), (-1, 0, 1)):  # kept from the top, from the bottom
            left, total = keep, Fraction(0)
            for value in order:
                taken = min(left, Fraction(many[1 - value]))
                total, left = total + value * taken, left - taken
            trimmed.append(total / keep)
        high, low = (100 * (t - net) for t in trimmed)
        low, high = (-high, -low) if swapped else (low, high)
        arm = None if rates[0] == rates[1] else "control" if swapped else "treatment"
        found.append(
            case(
                f"{sum(one)} of {n1} and {sum(other)} of {n0} answered",
                "nps.trimming.respondent_bounds",
                {
                    "answers1": scores(*one),
                    "assigned1": n1,
                    "answers0": scores(*other),
                    "assigned0": n0,
                },
                {
                    "lower": float(low),
                    "upper": float(high),
                    "trimmed": arm,
                    "trimmed_share": float(1 - min(rates) / max(rates)),
                },
                "Lee 2009, proposition 1a, by sorting and cutting in fractions",
            )
        )
    for level, width in ((0.95, 0.0), (0.95, 1.0), (0.9, 3.0)):
        root = optimize.brentq(
            lambda c, w=width, p=level: stats.norm.cdf(c + w) - stats.norm.cdf(-c) - p,
            0,
            9,
            xtol=1e-14,
        )
        found.append(
            case(
                f"critical value at {level} for bounds {width} standard errors apart",
                "nps.trimming.imbens_manski_critical",
                {"level": level, "width": width},
                {"result": root},
                f"Imbens and Manski 2004, solved by {SCIPY} brentq",
            )
        )
    return found


if __name__ == "__main__":
    write("nps", net_promoters())
