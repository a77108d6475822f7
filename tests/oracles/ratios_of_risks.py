"""Cases of the conformance set for ratios of risks and of odds.

Computed by scipy and statsmodels: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/ratios_of_risks.py
"""

from __future__ import annotations

import math

from scipy import stats
from statsmodels.stats import proportion as sm
from two_arms import (
    HILLSTROM_MENS,
    PERONDI,
    SCIPY,
    STATSMODELS,
    Table,
    columns,
    counts,
    limits,
    write,
)
from writing import Case, case


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


if __name__ == "__main__":
    write("ratios_of_risks", ratios)
