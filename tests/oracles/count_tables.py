"""Cases of exact tests of two shares, and of tables of more counts, computed by scipy."""

from __future__ import annotations

from scipy import stats
from two_arms import (
    PERONDI,
    SCIPY,
    columns,
    counts,
)
from writing import Case, case


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
