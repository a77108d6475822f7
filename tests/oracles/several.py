"""Cases of the conformance set for several comparisons.

Computed by numpy, scipy and statsmodels, by sums over every outcome in fractions, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/several.py
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import integrate, optimize, stats
from statsmodels.stats.multitest import multipletests
from writing import Case, case, write

SCIPY = "scipy 1.17.1"
STATSMODELS = "statsmodels 0.15.0"


def moments(values: Sequence[float]) -> Case:
    x = np.asarray(values, dtype=float)
    apart = x - x.mean()
    parts = {"n": len(x), "mean": float(x.mean()), "m2": float(apart @ apart)}
    return {"Moments": {**parts, "m3": float((apart**3).sum())}}


CONTROL = [7.40, 8.50, 7.20, 8.24, 9.84, 8.32]
DRUGS = [[9.76, 8.80, 7.68, 9.36], [12.80, 9.68, 12.16, 9.20, 10.55]]
RELIEF = [
    [24.5, 23.5, 26.4, 27.1, 29.9],
    [28.4, 34.2, 29.5, 32.2, 30.1, 33.0],
    [26.1, 28.3, 24.3, 26.2],
]


def several() -> list[Case]:
    family = [0.01, 0.04, 0.03, 0.005, 0.2, 0.04]
    names = {
        "bonferroni": "bonferroni",
        "sidak": "sidak",
        "holm": "holm",
        "holm_sidak": "holm-sidak",
        "hochberg": "simes-hochberg",
        "benjamini_hochberg": "fdr_bh",
        "benjamini_yekutieli": "fdr_by",
    }
    found = []
    for ours, theirs in names.items():
        adjusted = multipletests(family, method=theirs)[1].tolist()
        found.append(
            case(
                ours,
                f"several.{ours}",
                {"p_values": family},
                {"result": adjusted},
                f"{STATSMODELS} multipletests",
            )
        )
    for ours in ("holm", "benjamini_hochberg"):
        adjusted = multipletests([0.01, 0.04, 0.03], method=names[ours])[1].tolist()
        found.append(
            case(
                f"{ours} with a test that could not be done",
                f"several.{ours}",
                {"p_values": [0.01, None, 0.04, 0.03]},
                {"result": [adjusted[0], None, *adjusted[1:]]},
                f"{STATSMODELS} multipletests of the tests done",
            )
        )
    found += [
        case(
            "all null",
            "several.hochberg",
            {"p_values": [None, None]},
            {"result": [None, None]},
            "nothing was tested",
        ),
        case(
            "a p-value above one",
            "several.holm",
            {"p_values": [0.1, 1.1]},
            {"error": "p_values[1] is 1.1; it must lie between 0 and 1"},
            "a probability is at most 1",
        ),
        case(
            "Simes",
            "several.simes_p",
            {"p_values": family},
            {"result": float(multipletests(family, method="fdr_bh")[1].min())},
            f"{STATSMODELS} multipletests, its smallest",
        ),
        case(
            "two levels",
            "several.families.two_level",
            {"families": [[0.001, 0.03], [0.9], [0.8, 0.7], [None]]},
            {
                "within": 0.05 / 3,
                "families": [
                    {"selected": True, "tests": [0.002, 0.03], "found": [True, False]},
                    {"selected": False, "found": [False]},
                    {"selected": False, "p_value": 0.8},
                    {"selected": False, "p_value": None},
                ],
            },
            "Benjamini and Bogomolov 2014, by hand",
        ),
    ]
    return [*found, *many_to_one(), *all_pairs(), *together()]


def many_to_one() -> list[Case]:
    printed = {
        (5, True): (2.57, 3.03, 3.29, 3.48),
        (20, True): (2.09, 2.38, 2.54, 2.65),
        (math.inf, True): (1.96, 2.21, 2.35, 2.44),
        (5, False): (2.02, 2.44, 2.68, 2.85),
        (20, False): (1.72, 2.03, 2.19, 2.30),
        (math.inf, False): (1.64, 1.92, 2.06, 2.16),
    }
    found = []
    for (df, two_sided), row in printed.items():
        for k, critical in enumerate(row, 1):
            if k in (2, 4):
                sides = "two-sided" if two_sided else "one-sided"
                found.append(
                    case(
                        f"Dunnett's table, {k} treatments, {df} degrees of freedom, {sides}",
                        "several.many_to_one.shared_critical",
                        {
                            "level": 0.95,
                            "loadings": [math.sqrt(0.5)] * k,
                            **({} if df == math.inf else {"df": df}),
                            "two_sided": two_sided,
                        },
                        {"result": critical},
                        "Dunnett 1964, printed table"
                        if two_sided
                        else "Dunnett 1955, printed table",
                        tolerance=0.0026,
                    )
                )
    theirs = stats.dunnett(*map(np.array, DRUGS), control=np.array(CONTROL), rng=1)
    found.append(
        case(
            "blood counts under two drugs",
            "several.dunnett.dunnett",
            {
                "treatments": [moments(x) for x in DRUGS],
                "control": moments(CONTROL),
                "variances": "equal",
            },
            {"result": [{"p_value": float(p)} for p in theirs.pvalue]},
            f"{SCIPY} dunnett, whose integral is drawn at random (data of Dunnett 1955)",
            tolerance=2e-4,
        )
    )
    for rho, c in ((0.5, 2.2), (0.9, 1.5), (0.0, 3.0)):
        inner = optimize.brentq(lambda x, r=rho: x * x - r, 0, 1) if rho else 0.0
        found.append(
            case(
                f"two comparisons of correlation {rho} beyond {c}",
                "several.many_to_one.any_beyond",
                {"critical": c, "loadings": [inner, inner]},
                {"result": beyond(rho, c)},
                f"{SCIPY} quad of the conditional normal",
                tolerance=1e-8,
            )
        )
    welch = stats.ttest_ind(DRUGS[0], CONTROL, equal_var=False)
    ends = welch.confidence_interval()
    found.append(
        case(
            "one treatment is Welch's test",
            "several.dunnett.dunnett",
            {"treatments": [moments(DRUGS[0])], "control": moments(CONTROL)},
            {"result": [{"low": ends.low, "high": ends.high, "p_value": float(welch.pvalue)}]},
            f"{SCIPY} ttest_ind",
        )
    )
    return found


def beyond(rho: float, c: float) -> float:
    """P(|X| > c or |Y| > c) of a bivariate normal, by integrating Y given X."""
    rest = math.sqrt(1 - rho * rho)

    def inside(x: float) -> float:
        high = stats.norm.cdf((c - rho * x) / rest) - stats.norm.cdf((-c - rho * x) / rest)
        return float(stats.norm.pdf(x) * high)

    return 1 - integrate.quad(inside, -c, c, epsabs=1e-13)[0]


def all_pairs() -> list[Case]:
    found = []
    for variances, equal in (("equal", True), ("unequal", False)):
        theirs = stats.tukey_hsd(*RELIEF, equal_var=equal)
        ends = theirs.confidence_interval()
        results = [
            {
                "arm": j,
                "against": i,
                "effect": {
                    "p_value": float(theirs.pvalue[j, i]),
                    "low": float(ends.low[j, i]),
                    "high": float(ends.high[j, i]),
                },
            }
            for i, j in ((0, 1), (0, 2), (1, 2))
        ]
        found.append(
            case(
                f"three drugs, {variances} variances",
                "several.tukey.tukey",
                {"arms": [moments(x) for x in RELIEF], "variances": variances},
                {"result": results},
                f"{SCIPY} tukey_hsd",
            )
        )
    return found


def together() -> list[Case]:
    comparisons = [
        {"several.simultaneous.Comparison": {"value": 3.0, "se": 1.0}},
        {"several.simultaneous.Comparison": {"value": 1.0, "se": 0.5, "df": 12.0}},
        None,
    ]
    first = stats.norm.interval(0.975, loc=3, scale=1)
    second = stats.t.interval(0.975, 12, loc=1, scale=0.5)
    nothing = {"value": None, "status": "no_data"}
    return [
        case(
            "Bonferroni's intervals",
            "several.simultaneous.simultaneous",
            {"comparisons": comparisons, "correction": "bonferroni"},
            {
                "result": [
                    {"low": float(first[0]), "high": float(first[1])},
                    {"low": float(second[0]), "high": float(second[1])},
                    nothing,
                ]
            },
            f"{SCIPY} norm.interval and t.interval at 97.5 %",
        ),
        case(
            "Holm's two-sided steps have no interval",
            "several.simultaneous.simultaneous",
            {"comparisons": comparisons, "correction": "holm"},
            {"result": [{"low": None}, {"low": None}, nothing]},
            "no compatible two-sided intervals are known",
        ),
        case(
            "Holm's lower limits when one of two is found",
            "several.simultaneous.simultaneous",
            {
                "comparisons": [
                    {"several.simultaneous.Comparison": {"value": v, "se": 1.0}} for v in (3.0, 1.0)
                ],
                "correction": "holm",
                "alternative": "greater",
            },
            {"result": [{"low": 0.0}, {"low": 1.0 - float(stats.norm.isf(0.05))}]},
            f"Strassburger and Bretz 2008 with {SCIPY} norm.isf",
        ),
        case(
            "Šidák's level of five",
            "several.simultaneous.comparison_level",
            {"level": 0.95, "comparisons": 5, "correction": "sidak"},
            {"result": 0.95**0.2},
            "Šidák 1967",
        ),
    ]


if __name__ == "__main__":
    write("several", several())
