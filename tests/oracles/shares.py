"""Cases of the conformance set for shares and their differences.

Computed by scipy and statsmodels, by the likelihood in 60-digit decimals,
or copied from a printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/shares.py
"""

from __future__ import annotations

import math

from count_tables import exact_tests, tables_of_counts
from scipy import stats
from statsmodels.stats import proportion as sm
from two_arms import (
    HILLSTROM_MENS,
    HILLSTROM_WOMENS,
    LIKELIHOOD,
    PERONDI,
    SCIPY,
    STATSMODELS,
    Table,
    Z,
    columns,
    counts,
    limits,
    score_limits,
    score_z,
    write,
)
from writing import Case, case

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
