"""Cases of the conformance set for ordered answers.

Computed by numpy, scipy and statsmodels, by sums over every outcome in fractions, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/ordinal.py
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence

import numpy as np
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel
from writing import Case, case, write

SCIPY = "scipy 1.17.1"
STATSMODELS = "statsmodels 0.15.0"


def spelt(counts: Sequence[int]) -> np.ndarray:
    return np.repeat(np.arange(len(counts)), counts)


def ordinal() -> list[Case]:
    pairs = [
        ((2, 5, 8, 15), (6, 9, 8, 7)),
        ((1, 0, 4, 9, 2), (3, 3, 0, 5, 5)),
        ((1, 2, 2, 5, 4, 7, 9, 30, 41, 60, 88), (4, 1, 6, 5, 9, 12, 14, 35, 44, 51, 60)),
    ]
    found = []
    for one, other in pairs:
        label = f"{sum(one)} and {sum(other)} answers in {len(one)} categories"
        arms = {"counts1": list(one), "counts0": list(other)}
        for continuity in (True, False):
            rank = stats.mannwhitneyu(
                spelt(one), spelt(other), use_continuity=continuity, method="asymptotic"
            )
            found.append(
                case(
                    f"{label}, {'with' if continuity else 'without'} continuity",
                    "ordinal.mann_whitney",
                    {**arms, "method": "normal", "continuity": continuity},
                    {"u": float(rank.statistic), "p_value": float(rank.pvalue)},
                    f"{SCIPY} mannwhitneyu",
                )
            )
        munzel = stats.brunnermunzel(spelt(other), spelt(one))
        gaps = spelt(one)[:, None] - spelt(other)
        better = float((gaps > 0).mean() + (gaps == 0).mean() / 2)
        se = (better - 0.5) / float(munzel.statistic)
        found += [
            case(
                f"{label}, the probability of the better",
                "ordinal.probability_of_better",
                arms,
                {"value": better, "se": se, "p_value": float(munzel.pvalue)},
                f"{SCIPY} brunnermunzel",
            ),
            odds_case(label, one, other),
        ]
    found += [
        case(
            "two categories are a two by two table",
            "ordinal.proportional_odds",
            {"counts1": [30, 50], "counts0": [45, 25], "method": "wald"},
            {
                "odds_ratio": {"value": 50 * 45 / (30 * 25)},
                "log_odds_ratio": {"se": math.sqrt(1 / 30 + 1 / 50 + 1 / 45 + 1 / 25)},
                "proportionality": {"p_value": None, "status": "not_identifiable"},
            },
            "Woolf 1955",
        ),
        case(
            "answers apart have no finite ratio",
            "ordinal.proportional_odds",
            {"counts1": [0, 0, 7], "counts0": [6, 0, 0]},
            {"odds_ratio": {"value": None, "status": "not_identifiable"}},
            "the likelihood rises without end",
        ),
        case(
            "all assignments of nine and nine apart",
            "ordinal.mann_whitney",
            {"counts1": [0, 9], "counts0": [9, 0]},
            {"u": 81.0, "p_value": 2 / math.comb(18, 9)},
            "two of the assignments are as far apart",
        ),
        case(
            "no ties, exact",
            "ordinal.mann_whitney",
            {
                "counts1": [1, 0, 1, 0, 0, 1, 1, 1],
                "counts0": [0, 1, 0, 1, 1, 0, 0, 0],
                "method": "exact",
            },
            {"u": 10.0, "p_value": float(stats.mannwhitneyu([0, 2, 5, 6, 7], [1, 3, 4]).pvalue)},
            f"{SCIPY} mannwhitneyu exact",
        ),
        case(
            "no answers in an arm",
            "ordinal.probability_of_better",
            {"counts1": [0, 0], "counts0": [3, 4]},
            {"value": None, "low": None, "status": "no_data"},
            "0/0 is undefined",
        ),
        case(
            "one answer has no spread",
            "ordinal.probability_of_better",
            {"counts1": [0, 1], "counts0": [3, 2]},
            {"value": 0.8, "low": None, "p_value": None, "status": "low_n"},
            "3 of 5 below and 2 ties",
        ),
        case(
            "categories that do not match",
            "ordinal.mann_whitney",
            {"counts1": [1, 2], "counts0": [1, 2, 3]},
            {"error": "it needs the categories of counts0, 3"},
            "answers of both arms are on one scale",
        ),
    ]
    return found


def odds_case(label: str, one: Sequence[int], other: Sequence[int]) -> Case:
    y = np.concatenate([spelt(one), spelt(other)])
    x = np.repeat([1.0, 0.0], [sum(one), sum(other)])[:, None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = OrderedModel(y, x, distr="logit")
        start = model.fit(method="bfgs", disp=0, maxiter=500, gtol=1e-8).params
        found = model.fit(method="newton", disp=0, maxiter=5, start_params=start)
    return case(
        f"{label}, proportional odds",
        "ordinal.proportional_odds",
        {"counts1": list(one), "counts0": list(other), "method": "wald"},
        {"log_odds_ratio": {"value": float(found.params[0]), "se": float(found.bse[0])}},
        f"{STATSMODELS} OrderedModel",
        tolerance=5e-6,
    )


if __name__ == "__main__":
    write("ordinal", ordinal())
