"""Cases of the conformance set for shares, ratios of risks and odds, tables and margins.

Computed by scipy and statsmodels, by the likelihood in 60-digit decimals, or copied from a printed
table: never by stagelift. Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/shares.py
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import numpy as np
from scipy import optimize, stats
from statsmodels.stats import proportion as sm
from statsmodels.stats import weightstats
from writing import Case, case

CASES = Path(__file__).parents[1] / "conformance"
SCIPY, STATSMODELS = "scipy 1.17.1", "statsmodels 0.15.0"
LIKELIHOOD = "the likelihood's slope bisected in 60-digit decimals"
Z = float(stats.norm.ppf(0.975))
Table = tuple[int, int, int, int]

HILLSTROM_MENS: Table = (267, 21307, 122, 21306)
HILLSTROM_WOMENS: Table = (189, 21387, 122, 21306)
PERONDI: Table = (7, 34, 1, 34)  # survivors by dose, Perondi et al. 2004
NEWCOMBE: dict[str, Table] = {
    "a": (56, 70, 48, 80),
    "b": (9, 10, 3, 10),
    "c": (6, 7, 2, 7),
    "d": (5, 56, 0, 29),
    "e": (0, 10, 0, 20),
    "f": (0, 10, 0, 10),
    "g": (10, 10, 0, 20),
    "h": (10, 10, 0, 10),
}
# Newcombe 1998, Statistics in Medicine 17:873–890, table II
PRINTED = {
    "mee": (
        "5",
        [
            (0.0533, 0.3377),
            (0.1821, 0.8370),
            (0.0544, 0.8478),
            None,
            (-0.1611, 0.2775),
            (-0.2775, 0.2775),
            (0.7225, 1.0),
            (0.6777, 1.0),
        ],
    ),
    "score": (
        "6",
        [
            (0.0528, 0.3382),
            (0.1700, 0.8406),
            (0.0342, 0.8534),
            None,
            (-0.1658, 0.2844),
            (-0.2879, 0.2879),
            (0.7156, 1.0),
            (0.6636, 1.0),
        ],
    ),
    "newcombe": (
        "10",
        [
            (0.0524, 0.3339),
            (0.1705, 0.8090),
            (0.0582, 0.8062),
            (-0.0381, 0.1926),
            (-0.1611, 0.2775),
            (-0.2775, 0.2775),
            (0.6791, 1.0),
            (0.6075, 1.0),
        ],
    ),
}


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


def one_share() -> list[Case]:
    named = {
        "wilson": "wilson",
        "clopper_pearson": "beta",
        "agresti_coull": "agresti_coull",
        "jeffreys": "jeffreys",
    }
    found = []
    for ours, theirs in named.items():
        for k, n in ((122, 21306), (3, 10), (0, 10), (10, 10)):
            if ours == "jeffreys" and k in (0, n):
                continue  # Brown, Cai & DasGupta put these ends at 0 and 1
            found.append(
                case(
                    f"{ours} of {k} among {n}",
                    "proportions.proportion",
                    {"k": k, "n": n, "method": ours},
                    {"value": k / n, **limits(sm.proportion_confint(k, n, method=theirs))},
                    f"{STATSMODELS} proportion_confint",
                )
            )
    beta = stats.beta
    found += [
        case(
            "jeffreys of none starts at 0",
            "proportions.proportion",
            {"k": 0, "n": 10, "method": "jeffreys"},
            {"low": 0.0, "high": float(beta.ppf(0.975, 0.5, 10.5))},
            f"{SCIPY} beta.ppf; Brown, Cai & DasGupta 2001, section 4.1",
        ),
        case(
            "the rule of three: an upper exact limit of none among 100",
            "proportions.proportion",
            {"k": 0, "n": 100, "method": "clopper_pearson", "alternative": "less"},
            {"low": 0.0, "high": 1.0 - 0.05**0.01},
            "1 − .05^(1/100), by hand",
        ),
        case(
            "no units",
            "proportions.proportion",
            {"k": 0, "n": 0},
            {"value": None, "low": None, "high": None, "status": "no_data"},
            "0/0 is undefined",
        ),
        case(
            "more events than units",
            "proportions.proportion",
            {"k": 4, "n": 3},
            {"error": "k is 4; it must be ≤ n, which is 3"},
            "not a share",
        ),
    ]
    return found


def printed_differences() -> list[Case]:
    found = []
    for method, (number, rows) in PRINTED.items():
        for (letter, table), row in zip(NEWCOMBE.items(), rows, strict=True):
            if row:
                found.append(
                    case(
                        f"Newcombe's example ({letter}), method {number}",
                        "proportions.difference_of_proportions",
                        counts(table, method=method),
                        limits(row),
                        f"Newcombe 1998, table II, method {number}",
                        tolerance=5.1e-5,
                    )
                )
    return found


def differences() -> list[Case]:
    function = "proportions.difference_of_proportions"
    found = []
    for name, table in (("men's", HILLSTROM_MENS), ("women's", HILLSTROM_WOMENS)):
        k1, n1, k0, n0 = table
        _, p = sm.proportions_ztest([k1, k0], [n1, n0])
        ends = sm.confint_proportions_2indep(*table, method="newcomb")
        found.append(
            case(
                f"Hillstrom's {name} e-mail against none, conversion",
                function,
                counts(table, method="newcombe"),
                {"value": k1 / n1 - k0 / n0, **limits(ends), "p_value": float(p)},
                f"{STATSMODELS} confint_proportions_2indep and proportions_ztest",
            )
        )
    for table, unbiased in ((HILLSTROM_MENS, True), (PERONDI, True), (PERONDI, False)):
        found.append(
            case(
                f"score limits of {table}, {'with' if unbiased else 'without'} N/(N − 1)",
                function,
                counts(table, method="score" if unbiased else "mee"),
                limits(score_limits(table, unbiased=unbiased)),
                LIKELIHOOD,
            )
        )
    rare = (10, 10**9, 20, 10**9)
    low, high = score_limits(rare, unbiased=True)
    found.append(
        case(
            "rare events in thousandths of a millionth",
            function,
            counts(rare),
            {"low": low, "high": high},
            LIKELIHOOD,
            tolerance=1e-13,
        )
    )
    for method, theirs in (("wald", "wald"), ("agresti_caffo", "agresti-caffo")):
        test = sm.test_proportions_2indep(*PERONDI, method=theirs)
        ends = sm.confint_proportions_2indep(*PERONDI, method=theirs)
        found.append(
            case(
                f"{method} of Perondi's trial",
                function,
                counts(PERONDI, method=method),
                {**limits(ends), "p_value": float(test.pvalue)},
                f"{STATSMODELS} confint_proportions_2indep and test_proportions_2indep",
            )
        )
    test = sm.test_proportions_2indep(*PERONDI, method="score", correction=True)
    for side, p in (
        ("greater", stats.norm.sf(test.statistic)),
        ("less", stats.norm.cdf(test.statistic)),
    ):
        ends = score_limits(PERONDI, unbiased=True, z=float(stats.norm.ppf(0.95)))
        low, high = (ends[0], 1.0) if side == "greater" else (-1.0, ends[1])
        found.append(
            case(
                f"one-sided: {side}",
                function,
                counts(PERONDI, method="score", alternative=side),
                {"low": low, "high": high, "p_value": float(p)},
                f"{LIKELIHOOD}; {STATSMODELS} test_proportions_2indep",
            )
        )
    found += [
        case(
            "small tables take Boschloo's p by default",
            function,
            counts((7, 10, 1, 10)),
            {
                "method": "boschloo",
                "dual": False,
                "p_value": float(stats.boschloo_exact(columns((7, 10, 1, 10)), n=64).pvalue),
            },
            f"{SCIPY} boschloo_exact",
        ),
        case(
            "no event in either arm is no difference",
            function,
            counts((0, 500, 0, 400), method="score"),
            {"value": 0.0, "p_value": 1.0},
            "equal rates",
        ),
        case(
            "an empty arm",
            function,
            counts((0, 0, 3, 10)),
            {"value": None, "low": None, "p_value": None, "status": "no_data"},
            "0/0 is undefined",
        ),
        case(
            "Wald where neither arm varies",
            function,
            counts((10, 10, 0, 20), method="wald"),
            {"value": 1.0, "low": None, "p_value": None, "status": "degenerate"},
            "a standard error of 0",
        ),
        case(
            "a negative count",
            function,
            counts((1, 3, -1, 3)),
            {"error": "k0 is -1; it must be ≥ 0"},
            "not a count",
        ),
    ]
    return found


def exact_tests() -> list[Case]:
    found = [
        case(
            "the tea-tasting lady, greater",
            "exact.fisher_p",
            counts((3, 4, 1, 4), alternative="greater"),
            {"result": 17 / 70},
            "Fisher 1935, 16 + 1 of 70 tables",
        ),
        case(
            "the tea-tasting lady, mid-p",
            "exact.fisher_midp",
            counts((3, 4, 1, 4)),
            {"result": (2 + 32 / 2) / 70},
            "1, 16, 36, 16 and 1 of 70 tables, by hand",
        ),
        case(
            "a vaccine trial by Fisher",
            "exact.fisher_p",
            counts((7, 15, 12, 15), alternative="less"),
            {"result": 0.0641},
            "Mehta & Senchaudhuri 2003",
            tolerance=5e-5,
        ),
        case(
            "a vaccine trial by Barnard",
            "unconditional.barnard_p",
            counts((7, 15, 12, 15), alternative="less"),
            {"result": 0.0341},
            "Mehta & Senchaudhuri 2003",
            tolerance=5e-5,
        ),
        case(
            "too large a table for an unconditional test",
            "unconditional.barnard_p",
            counts((5, 3000, 7, 3000)),
            {"error": "needs n1·n0 ≤ 4,000,000"},
            "9 million tables",
        ),
    ]
    for name, theirs in (("fisher", stats.fisher_exact), ("boschloo", stats.boschloo_exact)):
        for side, word in (("two_sided", "two-sided"), ("greater", "greater"), ("less", "less")):
            more = {"n": 64} if name == "boschloo" else {}
            p = theirs(columns(PERONDI), alternative=word, **more).pvalue
            found.append(
                case(
                    f"{name} of Perondi's trial, {word}",
                    f"{'exact' if name == 'fisher' else 'unconditional'}.{name}_p",
                    counts(PERONDI, alternative=side),
                    {"result": min(1.0, float(p))},
                    f"{SCIPY} {theirs.__name__}",
                )
            )
    return found


def tables_of_counts() -> list[Case]:
    wide = [[12, 30, 8], [25, 20, 9]]
    found = []
    for name, table, yates, ratio in (
        ("χ² of Perondi's trial", columns(PERONDI), False, None),
        ("Yates of Perondi's trial", columns(PERONDI), True, None),
        ("χ² of two rows and three columns", wide, False, None),
        ("G of two rows and three columns", wide, False, "log-likelihood"),
    ):
        test = stats.chi2_contingency(table, correction=yates, lambda_=ratio)
        function = "g_test" if ratio else "chi_square_test"
        found.append(
            case(
                name,
                f"proportions.{function}",
                {"counts": table} | ({"yates": True} if yates else {}),
                {
                    "statistic": float(test.statistic),
                    "df": int(test.dof),
                    "p_value": float(test.pvalue),
                },
                f"{SCIPY} chi2_contingency",
            )
        )
    found.append(
        case(
            "all units in one column",
            "proportions.chi_square_test",
            {"counts": [[0, 5], [0, 9]]},
            {"statistic": None, "p_value": None, "status": "degenerate"},
            "nothing to compare",
        )
    )
    return found


def parts() -> list[Case]:
    """One case for each part that the functions above are made of."""
    k1, n1, k0, n0 = HILLSTROM_MENS
    z, p = sm.proportions_ztest([k1, k0], [n1, n0])
    newcomb = sm.confint_proportions_2indep(*HILLSTROM_MENS, method="newcomb")
    ratio = sm.confint_proportions_2indep(*HILLSTROM_MENS, method="score", compare="ratio")
    target = Z * Z * (n1 + n0) / (n1 + n0 - 1)
    lift = k1 * n0 / (n1 * k0) - 1.0
    return [
        case(
            "Hillstrom's pooled z",
            "proportions.pooled_z",
            counts(HILLSTROM_MENS),
            {"result": float(z)},
            f"{STATSMODELS} proportions_ztest",
        ),
        case(
            "the score statistic at a margin",
            "proportions.score_z",
            counts((83, 100, 69, 76), null=-0.2),
            {"result": score_z((83, 100, 69, 76), -0.2, unbiased=True)},
            LIKELIHOOD,
        ),
        case(
            "Newcombe's limits by themselves",
            "proportions.limits.newcombe_limits",
            counts(HILLSTROM_MENS, z=Z),
            {"result": [float(end) for end in newcomb]},
            f"{STATSMODELS} confint_proportions_2indep",
        ),
        case(
            "the lower score limit of a difference along the multiplier's path",
            "multipliers.difference_low",
            counts(HILLSTROM_MENS) | {"k1": 267.0, "target": target},
            {"result": score_limits(HILLSTROM_MENS, unbiased=True)[0]},
            LIKELIHOOD,
        ),
        case(
            "the critical value of a one-sided limit",
            "proportions.sided.critical_of",
            {"level": 0.95, "alternative": "less"},
            {"result": float(stats.norm.ppf(0.95))},
            f"{SCIPY} norm.ppf",
        ),
        case(
            "columns of comparisons, one arm empty",
            "proportions.differences_of_proportions",
            {
                "k1": [267, 3],
                "n1": [21307, 9],
                "k0": [122, 0],
                "n0": [21306, 0],
                "method": "newcombe",
            },
            {
                "value": [k1 / n1 - k0 / n0, math.nan],
                "low": [float(newcomb[0]), math.nan],
                "high": [float(newcomb[1]), math.nan],
                "p_value": [float(p), math.nan],
                "status": ["ok", "no_data"],
            },
            f"{STATSMODELS} confint_proportions_2indep and proportions_ztest",
        ),
        case(
            "a column of lifts",
            "proportions.lifts_of_proportions",
            {"k1": [267], "n1": 21307, "k0": [122], "n0": 21306},
            {"value": [lift], "low": [float(ratio[0]) - 1.0], "high": [float(ratio[1]) - 1.0]},
            f"{STATSMODELS} confint_proportions_2indep",
            tolerance=1e-8,
        ),
        case(
            "the parts of a lift",
            "proportions.lifts.lift_parts",
            counts(HILLSTROM_MENS) | {"k1": 267.0, "z": Z},
            {
                "result": [
                    lift,
                    math.sqrt(k1 * (n1 - k1) / n1**3 + (lift + 1.0) ** 2 * k0 * (n0 - k0) / n0**3)
                    / (k0 / n0),
                    [float(ratio[0]) - 1.0, float(ratio[1]) - 1.0],
                    float(z) * math.sqrt((n1 + n0 - 1) / (n1 + n0)),
                ]
            },
            f"{STATSMODELS} confint_proportions_2indep and proportions_ztest; the delta method",
            tolerance=1e-8,
        ),
    ]


def ratios() -> list[Case]:
    found = [
        case(
            "Koopman's own example",
            "proportions.risk_ratio",
            counts((36, 40, 16, 80), method="koopman"),
            {"value": 4.5, "low": 2.94, "high": 7.15},
            "Koopman 1984",
            tolerance=1e-3,
        )
    ]
    for method, theirs in (("score", "score"), ("koopman", "score"), ("katz", "log")):
        for table in (PERONDI, HILLSTROM_MENS):
            k1, n1, k0, n0 = table
            ends = sm.confint_proportions_2indep(
                *table, method=theirs, compare="ratio", correction=method == "score"
            )
            found.append(
                case(
                    f"risk ratio of {table} by {method}",
                    "proportions.risk_ratio",
                    counts(table, method=method),
                    {"value": k1 * n0 / (n1 * k0), **limits(ends)},
                    f"{STATSMODELS} confint_proportions_2indep",
                    tolerance=1e-8,
                )
            )
    for method, theirs in (("score", "score"), ("woolf", "logit")):
        ends = sm.confint_proportions_2indep(*PERONDI, method=theirs, compare="odds-ratio")
        found.append(
            case(
                f"odds ratio of Perondi's trial by {method}",
                "proportions.odds_ratio",
                counts(PERONDI, method=method),
                {"value": 231 / 27, **limits(ends)},
                f"{STATSMODELS} confint_proportions_2indep",
                tolerance=1e-7,
            )
        )
    ends = sm.confint_proportions_2indep(5, 5, 3, 8, method="logit-adjusted", compare="or")
    found += [exact_odds(table, side) for table, side in EXACT_ODDS]
    found += [
        case(
            "Woolf with an empty cell",
            "proportions.odds_ratio",
            counts((5, 5, 3, 8), method="woolf"),
            {
                "value": 5.5 * 5.5 / (0.5 * 3.5),
                **limits(ends),
                "note": "0.5 added to each of the four counts, because one of them is 0",
            },
            f"{STATSMODELS} confint_proportions_2indep (logit-adjusted)",
        ),
        case(
            "convictions of twins, as R prints them",
            "proportions.odds_ratio",
            counts((2, 12, 15, 18), method="exact", alternative="less"),
            {"value": 0.04693661, "low": 0.0, "high": 0.2849601, "p_value": 0.0004652},
            "R, example(fisher.test), data of Fisher 1962",
            tolerance=1e-6,
        ),
        case(
            "no event in control leaves a lower limit",
            "proportions.risk_ratio",
            counts((5, 10, 0, 10)),
            {"value": None, "se": None, "high": math.inf, "status": "not_identifiable"},
            "division by 0",
        ),
        case(
            "no event in treatment is a ratio of 0",
            "proportions.risk_ratio",
            counts((0, 10, 5, 10)),
            {"value": 0.0, "low": 0.0, "status": "ok"},
            "0/0.5",
        ),
        case(
            "no event at all",
            "proportions.risk_ratio",
            counts((0, 10, 0, 10)),
            {"value": None, "low": None, "p_value": None, "status": "not_identifiable"},
            "0/0 is undefined",
        ),
        case(
            "everyone in both arms has no odds",
            "proportions.odds_ratio",
            counts((5, 5, 8, 8)),
            {"value": None, "low": None, "high": None, "status": "not_identifiable"},
            "division by 0",
        ),
        case(
            "a level of 0",
            "proportions.odds_ratio",
            counts((1, 5, 1, 5), level=0),
            {"error": "level is 0; it must be a number > 0 and < 1"},
            "not a level",
        ),
    ]
    return found


EXACT_ODDS = ((PERONDI, "two_sided"), (PERONDI, "greater"), ((3, 5, 2, 9), "two_sided"))


def exact_odds(table: Table, side: str) -> Case:
    test = stats.contingency.odds_ratio(columns(table))
    ends = test.confidence_interval(0.95, alternative=side.replace("_", "-"))
    return case(
        f"conditional odds ratio of {table}, {side}",
        "proportions.odds_ratio",
        counts(table, method="exact", alternative=side),
        {"value": float(test.statistic), **limits(ends)},
        f"{SCIPY} contingency.odds_ratio",
        tolerance=1e-7,
    )


def bounds(kind: str, low: float = -math.inf, high: float = math.inf) -> Case:
    return {"bounds.Bounds": {"kind": kind, "low": low, "high": high}}


def margins() -> list[Case]:
    function = "margin_tests.margin_test_of_proportions"
    table = (83, 100, 69, 76)
    lower = float(stats.norm.sf(score_z(table, -0.2, unbiased=True)))
    upper = float(stats.norm.cdf(score_z(table, 0.1, unbiased=True)))
    found = [
        case(
            "no worse by a fifth",
            function,
            counts(table, bounds=bounds("non_inferiority", low=-0.2)),
            {"holds": True, "p_value": lower},
            LIKELIHOOD,
        ),
        case(
            "no worse by a tenth is not shown",
            function,
            counts(table, bounds=bounds("non_inferiority", low=-0.1)),
            {
                "holds": False,
                "p_value": float(stats.norm.sf(score_z(table, -0.1, unbiased=True))),
            },
            LIKELIHOOD,
        ),
        case(
            "the same within −.2 and .1: the larger of two p-values",
            function,
            counts(table, bounds=bounds("equivalence", low=-0.2, high=0.1)),
            {"holds": True, "p_value": max(lower, upper)},
            LIKELIHOOD,
        ),
        case(
            "fewer complaints by more than a point",
            function,
            counts((20, 1000, 60, 1000), bounds=bounds("superiority", high=-0.01)),
            {
                "holds": True,
                "p_value": float(
                    stats.norm.cdf(score_z((20, 1000, 60, 1000), -0.01, unbiased=True))
                ),
            },
            LIKELIHOOD,
        ),
        case(
            "a bound of −1 is no bound",
            function,
            counts(table, bounds=bounds("non_inferiority", low=-1.0)),
            {"error": "bounds.low is -1.0; it must be a number > -1 and < 1"},
            "not a difference of shares to be tested",
        ),
        case(
            "an empty arm",
            function,
            counts((0, 0, 1, 9), bounds=bounds("non_inferiority", low=-0.2)),
            {"holds": None, "p_value": None, "note": "no units in treatment"},
            "0/0 is undefined",
        ),
        case(
            "bounds that enclose nothing",
            function,
            counts(table, bounds=bounds("equivalence", low=0.1, high=0.1)),
            {"error": "low is 0.1; it must be < high"},
            "no effect lies between",
        ),
        case(
            "equivalence of a risk ratio between .8 and 1.25",
            "margin_tests.margin_test_of_risk_ratio",
            counts((500, 1000, 490, 1000), bounds=bounds("equivalence", low=0.8, high=1.25)),
            {"holds": True, "p_value": risk_ratio_p((500, 1000, 490, 1000), 0.8, 1.25)},
            "the likelihood maximised numerically",
            tolerance=1e-9,
        ),
        case(
            "the bounds of equivalence",
            "bounds.equivalence",
            {"margin": 0.5},
            {"kind": "equivalence", "low": -0.5, "high": 0.5},
            "by hand",
        ),
        case(
            "a margin below 0",
            "bounds.non_inferiority",
            {"margin": -0.5},
            {"error": "margin is -0.5; it must be a number > 0 and finite"},
            "not a worsening",
        ),
    ]
    return found + margins_of_means() + guardrails()


def risk_ratio_p(table: Table, low: float, high: float) -> float:
    """The larger one-sided p at two ratios, the restricted rates by a numeric maximum."""
    k1, n1, k0, n0 = table

    def z(ratio: float) -> float:
        def slope(rate0: float) -> float:
            rate1 = ratio * rate0
            return (
                k1 / rate0 - (n1 - k1) * ratio / (1 - rate1) + k0 / rate0 - (n0 - k0) / (1 - rate0)
            )

        rate0 = optimize.brentq(slope, 1e-9, min(1.0, 1.0 / ratio) - 1e-9, xtol=1e-15)
        rate1 = ratio * rate0
        spread = rate1 * (1 - rate1) / n1 + ratio**2 * rate0 * (1 - rate0) / n0
        spread *= (n1 + n0) / (n1 + n0 - 1)
        return float((k1 / n1 - ratio * k0 / n0) / math.sqrt(spread))

    return float(max(stats.norm.sf(z(low)), stats.norm.cdf(z(high))))


def margins_of_means() -> list[Case]:
    """Welch at the margin, from the samples; the cases hold the effect as it came."""
    rng = np.random.default_rng(20261106)
    x, y = np.round(rng.normal(10.1, 2.0, 30), 2), np.round(rng.normal(10.0, 3.0, 20), 2)
    test = stats.ttest_ind(x, y, equal_var=False)
    ends = test.confidence_interval(0.95)
    se = math.sqrt(x.var(ddof=1) / len(x) + y.var(ddof=1) / len(y))
    effect = {
        "inference.Inference": {
            "value": float(x.mean() - y.mean()),
            "se": se,
            "low": float(ends.low),
            "high": float(ends.high),
            "method": "welch",
        }
    }
    tost = weightstats.ttost_ind(x, y, -2.5, 2.5, usevar="unequal")[0]
    worse = stats.ttest_ind(x + 1.5, y, equal_var=False, alternative="greater").pvalue
    unread = {"inference.Inference": {"method": "welch", "status": "low_n", "note": "one unit"}}
    function = "margin_tests.margin_test"
    within = bounds("equivalence", -2.5, 2.5)
    return [
        case(
            "two one-sided t tests",
            function,
            {"effect": effect, "bounds": within},
            {"p_value": float(tost), "holds": bool(tost < 0.025)},
            f"{STATSMODELS} ttost_ind",
        ),
        case(
            "a mean that is no worse by 1.5",
            function,
            {"effect": effect, "bounds": bounds("non_inferiority", low=-1.5)},
            {"p_value": float(worse), "holds": bool(worse < 0.025)},
            f"{SCIPY} ttest_ind of the shifted sample",
        ),
        case(
            "an effect that must not be read",
            function,
            {"effect": unread, "bounds": within},
            {"holds": None, "p_value": None, "note": "one unit"},
            "nothing to test",
        ),
    ]


def guardrails() -> list[Case]:
    def effect(low: float, high: float) -> Case:
        given = {"value": (low + high) / 2, "low": low, "high": high, "method": "welch"}
        return {"inference.Inference": given}

    def state(name: str, ends: tuple[float, float], better: str, expected: Case) -> Case:
        return case(
            name,
            "margins.margin_state",
            {"effect": effect(*ends), "margin": 1.0, "better": better},
            expected,
            "by hand: the ends against the margin",
        )

    return [
        state("a guardrail inside its margin", (-2.0, 0.9), "down", {"state": "cleared"}),
        state("a guardrail that touches its margin", (-2.0, 1.0), "down", {"state": "open"}),
        state("a guardrail beyond its margin", (1.1, 1.5), "down", {"state": "breached"}),
        state("a metric that must not fall", (-1.5, -1.1), "up", {"state": "breached"}),
        case(
            "the breach level of four guardrails",
            "margins.breach_level",
            {"level": 0.9, "guardrails": 4},
            {"result": 0.975},
            "1 − .1/4",
        ),
        case(
            "no guardrail to share the error",
            "margins.breach_level",
            {"level": 0.9, "guardrails": 0},
            {"error": "guardrails is 0"},
            "division by 0",
        ),
    ]


def write(topic: str, *makers: Callable[[], list[Case]]) -> None:
    cases = [each for make in makers for each in make()]
    lines = ",\n".join("  " + json.dumps(each, ensure_ascii=False) for each in cases)
    path = CASES / f"{topic}.json"
    path.write_text(f'{{"topic": "{topic}", "cases": [\n{lines}\n]}}\n', encoding="utf-8")
    print(topic, len(cases))  # noqa: T201 - what was written


if __name__ == "__main__":
    write(
        "proportions",
        one_share,
        printed_differences,
        differences,
        exact_tests,
        tables_of_counts,
        parts,
    )
    write("ratios_of_risks", ratios)
    write("margins", margins)
