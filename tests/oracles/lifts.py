"""Writes tests/conformance/lifts.json, relative effects computed by others.

Run with `python tests/oracles/lifts.py` where numpy and scipy are installed
(2.4.6 and 1.17.1 when it was last run). Nothing of stagelift is imported: expected
values come from those packages on the single units, or from roots found numerically.
"""

from __future__ import annotations

import math

from aggregates import SCIPY, Cases, inverted, summary
from scipy import stats

CASES = Cases("lifts")
EMPTY = {"Moments": {"n": 0, "mean": 0.0, "m2": 0.0, "m3": 0.0}}
ONE = {"Moments": {"n": 1, "mean": 5.0, "m2": 0.0, "m3": 0.0}}


def lift_cases():
    source = f"{SCIPY} brentq on the test of each lift, t.ppf"
    for name, (m1, s1), (m0, s0) in (
        ("plain", (60.0, 2.0), (50.0, 3.0)),
        ("a loss", (40.0, 2.0), (50.0, 3.0)),
        ("from −10 to −5 is +50 %", (-5.0, 0.4), (-10.0, 0.5)),
        ("from −10 to −12 is −20 %", (-12.0, 0.4), (-10.0, 0.5)),
        ("from −10 to +5", (5.0, 0.4), (-10.0, 0.5)),
        ("a control barely clear of 0", (12.0, 1.0), (2.1, 1.0)),
        ("no difference", (50.0, 2.0), (50.0, 2.0)),
    ):
        share = s1**2 / (s1**2 + s0**2)
        df = 1 / (share**2 / 99 + (1 - share) ** 2 / 99)
        low, high = inverted(m1, s1, m0, s0, stats.t.ppf(0.975, df))
        p = stats.ttest_ind_from_stats(m1, s1 * 10, 100, m0, s0 * 10, 100, equal_var=False).pvalue
        expected = {"value": (m1 - m0) / abs(m0), "low": low, "high": high, "p_value": p}
        CASES.add(
            f"Fieller, {name}",
            "lift.lift",
            {"m1": summary(m1, s1), "m0": summary(m0, s0)},
            expected | {"dual": True, "status": "ok"},
            source,
            1e-8,
        )
    for name, given, kind in (
        ("complement", (12.0, 1.0, 1.0, 1.0), "complement"),
        ("complement, control below 0", (12.0, 1.0, -1.0, 1.0), "complement"),
        ("interval with a covariance", (60.0, 2.0, 50.0, 3.0, 2.0, 4.5), "interval"),
        ("interval with a negative covariance", (60.0, 2.0, 50.0, 3.0, 2.0, -4.5), "interval"),
    ):
        numbers = dict(
            zip(("mean1", "se1", "mean0", "se0", "critical", "covariance"), given, strict=False)
        )
        low, high = inverted(**(numbers | {"critical": 2.0}))
        CASES.add(
            f"Fieller's set, {name}",
            "fieller.fieller_set",
            numbers | {"critical": 2.0},
            {"kind": kind, "low": low, "high": high},
            f"{SCIPY} brentq on the test of each lift",
            1e-8,
        )
    for name, given, kind in (
        ("the whole line", (0.3, 1.0, 0.4, 1.0), "line"),
        ("a control of exactly 0", (3.0, 1.0, 0.0, 0.0), "none"),
    ):
        numbers = dict(zip(("mean1", "se1", "mean0", "se0"), given, strict=True))
        CASES.add(
            f"Fieller's set, {name}",
            "fieller.fieller_set",
            numbers | {"critical": 2.0},
            {"kind": kind, "low": None, "high": None},
            "no lift's test changes its answer, found on a grid",
        )


def other_lifts():
    given = {"m1": summary(60.0, 2.0), "m0": summary(50.0, 3.0)}
    se = math.sqrt((2 / 60) ** 2 + (3 / 50) ** 2)
    half = stats.norm.ppf(0.975) * se
    ends = {"low": 1.2 * math.exp(-half) - 1, "high": 1.2 * math.exp(half) - 1}
    CASES.add(
        "delta on the log",
        "lift.lift",
        given | {"method": "delta_log"},
        {"value": 0.2, "se": 1.2 * se, **ends},
        f"{SCIPY} norm.ppf and the formula",
    )
    share = 4.0 / 13.0
    df = 1 / (share**2 / 99 + (1 - share) ** 2 / 99)
    plain = math.hypot(2.0, 1.2 * 3.0) / 50.0
    half = stats.t.ppf(0.975, df) * plain
    CASES.add(
        "plain delta",
        "lift.lift",
        given | {"method": "delta"},
        {"value": 0.2, "se": plain, "low": 0.2 - half, "high": 0.2 + half, "dual": False},
        f"{SCIPY} t.ppf and the formula",
    )
    low, _ = inverted(60.0, 2.0, 50.0, 3.0, stats.t.ppf(0.95, df))
    p = stats.ttest_ind_from_stats(
        60, 20, 100, 50, 30, 100, equal_var=False, alternative="greater"
    ).pvalue
    CASES.add(
        "one-sided Fieller",
        "lift.one_sided_lift",
        given | {"alternative": "greater"},
        {"low": low, "p_value": p},
        f"{SCIPY} brentq, ttest_ind_from_stats",
        1e-8,
    )
    for name, m0, method in (
        ("a control not clear of 0", summary(1.0, 1.0), "fieller"),
        ("a log needs means 10 se from 0", summary(9.9, 1.0), "delta_log"),
        ("plain delta needs a clear control, too", summary(1.0, 1.0), "delta"),
    ):
        CASES.add(
            f"{name}",
            "lift.lift",
            {"m1": summary(12.0, 1.0), "m0": m0, "method": method},
            {"value": None, "low": None, "p_value": None, "status": "not_identifiable"},
            "by definition: undefined is null",
        )
    CASES.add(
        "no units in control",
        "lift.lift",
        {"m1": ONE, "m0": EMPTY},
        {"value": None, "status": "no_data"},
        "by definition: undefined is null",
    )


def column_cases():
    """Many comparisons at once, each as if it were alone."""
    rows = [(60.0, 2.0, 50.0, 3.0), (-5.0, 0.4, -10.0, 0.5), (1.0, 0.1, 2.0, 0.1)]
    tests = [
        stats.ttest_ind_from_stats(m1, s1 * 10, 100, m0, s0 * 10, 100, equal_var=False)
        for m1, s1, m0, s0 in rows
    ]
    arms = [
        {
            "mean_columns.MomentsColumns": {
                "n": [100] * 3,
                "mean": [row[k] for row in rows],
                "m2": [row[k + 1] ** 2 * 9900 for row in rows],
            }
        }
        for k in (0, 2)
    ]
    given = {"m1": arms[0], "m0": arms[1]}
    df = [1 / (((r := s1**2 / (s1**2 + s0**2)) ** 2 + (1 - r) ** 2) / 99) for _, s1, _, s0 in rows]
    ends = [inverted(*row, stats.t.ppf(0.975, d)) for row, d in zip(rows, df, strict=True)]
    CASES.add(
        "columns of lifts",
        "mean_columns.lifts",
        given,
        {
            "low": [low for low, _ in ends],
            "high": [high for _, high in ends],
            "p_value": [test.pvalue for test in tests],
            "status": ["ok"] * 3,
        },
        f"{SCIPY} brentq, ttest_ind_from_stats",
        1e-8,
    )
    CASES.add(
        "columns of differences",
        "mean_columns.differences_of_means",
        given,
        {"value": [10.0, 5.0, -1.0], "p_value": [test.pvalue for test in tests]},
        f"{SCIPY} ttest_ind_from_stats",
    )
    both = {"value": 2.0, "se": 1.0, "low": 0.0, "high": 4.0, "method": "z"}
    CASES.add(
        "one-sided form of a z statistic",
        "sides.one_sided",
        {"found": {"inference.Inference": both}, "alternative": "less"},
        {"high": 2.0 + stats.norm.ppf(0.95), "p_value": stats.norm.cdf(2.0)},
        f"{SCIPY} norm",
    )


if __name__ == "__main__":
    lift_cases()
    other_lifts()
    column_cases()
    CASES.write()
