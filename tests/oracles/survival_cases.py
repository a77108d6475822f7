"""Writes the cases of survival and of order statistics from what others compute.

Nothing of stagelift is imported. Figures come from lifelines (`lifelines_survival.py`, whose answer
is the first argument), scipy, statsmodels, numpy and arithmetic in fractions. From the root:

    python tests/oracles/survival_cases.py lifelines_survival.json

It writes `tests/conformance/survival.json` and `tests/conformance/order_statistics.json`.
Versions used: numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0, Python 3.11.
"""

from __future__ import annotations

import json
import math
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

FOLDER = Path(__file__).parent.parent / "conformance"
LIFELINES = "lifelines 0.30.3"
SCIPY = "scipy 1.17.1"
STATSMODELS = "statsmodels 0.15.0"
HAND = "by hand"
CAUSES = ["advance", "drop"]
CAUSE_OF = [1, 2, 0, 1, 1, 2, 0, 1, 2, 2, 0, 1, 0, 2, 1, 0]  # at 1, 2, …, as in the other script
SIX_MP = [
    *((6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1)),
    *((17, 0), (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)),
]
PLACEBO = [(t, 1) for t in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]
THIRD = [
    *((2, 1), (3, 1), (3, 0), (5, 1), (7, 1), (8, 1), (9, 1), (9, 0), (12, 1), (14, 1), (15, 0)),
    *((18, 1), (20, 0), (21, 1), (26, 0)),
]
LATE = {
    "times": [2.5, 3.5, 4, 5.5, 6, 7, 7.5, 8, 9, 9.5, 12, 14, 15, 17, 20, 21],
    "events": [0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 2, 1, 0, 1, 0, 0],
    "censored": [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1],
    "entered": [2, 1, 0, 2, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0],
}


def case(name, function, arguments, expected, source, tolerance=1e-9):
    found = {"name": name, "function": function, "arguments": arguments, "expected": expected}
    return found | {"tolerance": tolerance, "source": source}


def table(rows):
    """A table's arguments from (time, seen)."""
    times = sorted({t for t, _ in rows})
    counts = {key: [sum(t == at and s == key for t, s in rows) for at in times] for key in (0, 1)}
    return {"survival.EventTable": {"times": times, "events": counts[1], "censored": counts[0]}}


def events(**columns):
    return {"survival.EventTable": columns}


def values(numbers):
    distinct, counts = np.unique(np.asarray(numbers, float), return_counts=True)
    arguments = {"values": distinct.tolist(), "counts": counts.tolist()}
    return {"order_statistics.ValueCounts": arguments}


def score(groups):
    """Observed, expected and variance of the first of two groups, in fractions."""
    observed = expected = variance = Fraction(0)
    for at in sorted({t for rows in groups for t, s in rows if s}):
        n = [sum(t >= at for t, _ in rows) for rows in groups]
        d = [sum(t == at and s for t, s in rows) for rows in groups]
        total, exits = sum(n), sum(d)
        observed, expected = observed + d[0], expected + Fraction(exits * n[0], total)
        if total > 1:
            spread = exits * n[0] * n[1] * (total - exits)
            variance += Fraction(spread, total * total * (total - 1))
    return float(observed), float(expected), float(variance)


def curves(lifelines):
    found = []
    for key, title, rows in (
        ("six_mp", "6-MP", SIX_MP),
        ("placebo", "placebo", PLACEBO),
        ("third", "a third group", THIRD),
    ):
        theirs, asked = lifelines[key], {"table": table(rows)}
        expected = {"times": theirs["times"], "value": theirs["survival"], "low": theirs["low"]}
        if min(theirs["survival"]) > 0:  # at S = 0 lifelines gives 0 as upper limit
            expected["high"] = theirs["high"]
        found.append(case(f"{title}: curve", "survival.kaplan_meier", asked, expected, LIFELINES))
        low, high = (v if math.isfinite(v) else None for v in theirs["median_limits"])
        median = {"value": theirs["median"], "low": low, "high": high, "status": "ok"}
        found.append(case(f"{title}: median", "survival.median_time", asked, median, LIFELINES))
        for tau in (10, 20):
            name = f"{title}: restricted mean to {tau}"
            expected = {"value": theirs["restricted"][str(tau)]}
            more = asked | {"horizon": tau}
            found.append(case(name, "survival.restricted_mean", more, expected, LIFELINES))
    ends = []
    for key in ("six_mp", "placebo"):
        at = lifelines[key]["times"].index(11)
        ends.append([lifelines[key][column][at] for column in ("survival", "low", "high")])
    (share1, low1, high1), (share0, low0, high0) = ends
    expected = {
        "value": share1 - share0,
        "low": share1 - share0 - math.hypot(share1 - low1, high0 - share0),
        "high": share1 - share0 + math.hypot(high1 - share1, share0 - low0),
    }
    asked = {"table1": table(SIX_MP), "table0": table(PLACEBO), "at": 11}
    source = f"{LIFELINES}, joined as Zou and Donner 2008"
    name = "6-MP and placebo at 11"
    found.append(case(name, "survival.difference_of_survival", asked, expected, source))
    late = lifelines["late"]
    asked = {"table": events(**LATE)}
    expected = {"times": late["times"], "value": late["survival"]}
    found.append(case("late entry: curve", "survival.kaplan_meier", asked, expected, LIFELINES))
    return found


def errors():
    time, seen = (np.array(column) for column in zip(*SIX_MP, strict=True))
    theirs = SurvfuncRight(time, seen)
    times = table(SIX_MP)["survival.EventTable"]["times"]
    place = np.searchsorted(theirs.surv_times, times, side="right") - 1
    se = np.where(place >= 0, theirs.surv_prob_se[place], 0.0).tolist()
    function, asked = "survival.kaplan_meier", {"table": table(SIX_MP)}
    ends = np.array([t for t, _ in PLACEBO], float)
    below = np.minimum(ends, 20.0)
    moments = {"n": 21, "mean": below.mean(), "m2": ((below - below.mean()) ** 2).sum()}
    moments["m3"] = ((below - below.mean()) ** 3).sum()
    mean = {"value": below.mean(), "se": below.std() / math.sqrt(21)}
    whole = {"table": table(PLACEBO), "horizon": 20}
    exact = {"value": [1.0], "low": [stats.beta.ppf(0.025, 10, 1)], "high": [1.0]}
    nobody = {"table": events(times=[2], events=[0], censored=[10])}
    gone = {"value": [0.0], "low": [0.0], "high": [stats.beta.ppf(0.975, 1, 8)]}
    everybody = {"table": events(times=[4], events=[8])}
    return [
        case("6-MP: Greenwood's errors", function, asked, {"se": se}, STATSMODELS),
        case("all followed: moments", "survival.restricted_moments", whole, moments, "numpy 2.4.6"),
        case("all followed: mean", "survival.restricted_mean", whole, mean, "numpy 2.4.6"),
        case("nobody leaves: exact limit", function, nobody, exact, f"{SCIPY} beta"),
        case("all leave at once: exact limit", function, everybody, gone, f"{SCIPY} beta"),
    ]


def tests(lifelines):
    pair, found = [table(SIX_MP), table(PLACEBO)], []
    book = "Kleinbaum and Klein 2012, Survival analysis, chapter 2"
    printed = {"chi_square": 16.793, "observed": [9, 21], "expected": [19.26, 10.74], "df": 1}
    observed, expected, variance = score([SIX_MP, PLACEBO])
    z = (observed - expected) / math.sqrt(variance)
    exact = {"z": z, "variance": variance, "expected": [expected, 30 - expected]}
    found.append(
        case("6-MP, as printed", "survival.log_rank", {"groups": pair}, printed, book, 0.011)
    )
    found.append(case("6-MP, in fractions", "survival.log_rank", {"groups": pair}, exact, HAND))
    for powers, theirs in lifelines["log_rank"].items():
        rho, gamma = (float(power) for power in powers.split(","))
        asked = {"groups": pair, "rho": rho, "gamma": gamma}
        name = f"6-MP, weights {rho:g} and {gamma:g}"
        found.append(case(name, "survival.log_rank", asked, theirs, LIFELINES))
    three = {"groups": [*pair, table(THIRD)]}
    expected = lifelines["three_groups"] | {"df": 2, "z": None}
    found.append(case("three groups", "survival.log_rank", three, expected, LIFELINES))
    layers = [[SIX_MP, PLACEBO], [THIRD, PLACEBO[::2]], [SIX_MP[::2], THIRD[::-2]]]
    rows = [
        (t, s, arm, layer)
        for layer, groups in enumerate(layers)
        for arm, spells in enumerate(groups)
        for t, s in spells
    ]
    time, seen, arm, layer = (np.array(column) for column in zip(*rows, strict=True))
    chi_square, p_value = survdiff(time, seen, arm, strata=layer)
    asked = {"strata": [[table(spells) for spells in groups] for groups in layers]}
    expected = {"chi_square": chi_square, "p_value": p_value}
    found.append(case("three strata", "survival.stratified_log_rank", asked, expected, STATSMODELS))
    law = stats.hypergeom(30, 9, 12)
    once = [events(times=[1], events=[d], censored=[c]) for d, c in ((7, 5), (2, 16))]
    expected = {"z": (7 - law.mean()) / law.std(), "variance": law.var()}
    asked = {"groups": once}
    found.append(case("one time", "survival.log_rank", asked, expected, f"{SCIPY} hypergeom"))
    ratio = {"test": {"survival.log_rank": {"groups": pair}}}
    log = (observed - exact["expected"][0]) / variance
    half = stats.norm.ppf(0.975) / math.sqrt(variance)
    ends = {"value": math.exp(log), "low": math.exp(log - half), "high": math.exp(log + half)}
    found.append(case("6-MP: rates", "survival.peto_hazard_ratio", ratio, ends, HAND))
    return found


def exits(lifelines):
    by_cause = [[int(c == one) for c in CAUSE_OF] for one in (1, 2)]
    censored = [int(c == 0) for c in CAUSE_OF]
    times = list(range(1, 17))
    asked = {"table": events(times=times, events=by_cause, censored=censored, causes=CAUSES)}
    found = []
    for place, cause in enumerate(CAUSES):
        theirs = lifelines["causes"][str(place + 1)]
        expected = {"value": theirs["incidence"], "se": [v**0.5 for v in theirs["variance"]]}
        more = asked | {"cause": cause}
        name = f"two causes: {cause}"
        found.append(case(name, "survival.cumulative_incidence", more, expected, LIFELINES))
        lost = {"value": sum(theirs["incidence"][:11])}  # steps of one up to 12
        until = more | {"horizon": 12}
        found.append(case(f"{name}, time lost", "survival.time_lost", until, lost, LIFELINES))
    return found


def boundaries_of_survival():
    nothing = events(times=[], events=[])
    still = events(times=[30], events=[0], censored=[50])
    broken = events(times=[2, 3, 9], events=[1, 0, 2], entered=[0, 2, 0])
    at_0 = events(times=[0, 5], events=[1, 1], censored=[0, 2])
    impossible = events(times=[1, 2], events=[1, 0], entered=[0, 1])
    pair = {"table1": still, "table0": still, "horizon": 30}
    none = {"value": None, "se": None, "low": None}
    return [
        case(
            "an exit at 0 counts",
            "survival.kaplan_meier",
            {"table": at_0},
            {"times": [0.0, 5.0], "value": [0.75, 0.5]},
            HAND,
        ),
        case(
            "no spells",
            "survival.median_time",
            {"table": nothing},
            none | {"status": "no_data", "note": "no spells"},
            HAND,
        ),
        case(
            "late entry leaves nobody at risk",
            "survival.median_time",
            {"table": broken},
            {"value": None, "status": "not_identifiable"},
            HAND,
        ),
        case(
            "the median is not reached",
            "survival.median_time",
            {"table": still},
            {"value": None, "high": None, "status": "not_identifiable"},
            HAND,
        ),
        case(
            "a horizon beyond observation",
            "survival.restricted_mean",
            {"table": table(SIX_MP), "horizon": 36},
            none | {"status": "not_identifiable", "note": "observation ends at 35, before 36"},
            HAND,
        ),
        case(
            "nobody leaves in either arm",
            "survival.difference_of_restricted_means",
            pair,
            {"value": 0.0, "se": 0.0, "low": None, "p_value": None, "status": "degenerate"},
            HAND,
        ),
        case(
            "no exit to compare",
            "survival.log_rank",
            {"groups": [still, still]},
            {"z": None, "chi_square": None, "p_value": None, "status": "no_data"},
            HAND,
        ),
        case(
            "one group",
            "survival.log_rank",
            {"groups": [still]},
            {"error": "each stratum needs the same groups, at least two"},
            HAND,
        ),
        case(
            "more leave than are at risk",
            "survival.kaplan_meier",
            {"table": impossible},
            {"error": "leaving at time 1 is 1; only 0 are at risk then"},
            HAND,
        ),
        case(
            "a horizon of 0",
            "survival.restricted_mean",
            {"table": still, "horizon": 0},
            {"error": "horizon is 0; it must be a number > 0 and finite"},
            HAND,
        ),
    ]


def quantiles():
    generator, found = np.random.default_rng(12), []
    samples = {
        "twenty in order": np.arange(1, 21),
        "a hundred with ties": np.round(generator.gamma(2, 3, 100), 1),
        "counts": generator.poisson(3, 60),
        "seven": np.array([3.0, -1.0, 4.0, 1.5, 9.0, -2.6, 5.3]),
    }
    for title, sample in samples.items():
        for p in (0.25, 0.5, 0.9):
            theirs = stats.quantile_test(sample, q=0, p=p).confidence_interval(0.95)
            low, high = (None if math.isnan(v) else float(v) for v in (theirs.low, theirs.high))
            value = float(np.quantile(sample, p, method="averaged_inverted_cdf"))
            asked = {"table": values(sample), "p": p}
            expected = {"value": value, "low": low, "high": high}
            source = f"{SCIPY} quantile_test, numpy 2.4.6 quantile"
            name = f"{title}, {p:g}"
            found.append(case(name, "order_statistics.quantile", asked, expected, source))
    return found


def medians():
    found = []
    for n in (10, 25, 80):
        law, numbers = stats.binom(n, 0.5), np.arange(1, n + 1) ** 2
        rank = max(k for k in range(1, n) if law.cdf(k - 1) <= 0.025)
        wide, narrow = (1 - 2 * law.cdf(k - 1) for k in (rank, rank + 1))
        part = (wide - 0.95) / (wide - narrow)
        weight = (n - rank) * part / (rank + (n - 2 * rank) * part)
        low = (1 - weight) * numbers[rank - 1] + weight * numbers[rank]
        high = (1 - weight) * numbers[n - rank] + weight * numbers[n - rank - 1]
        asked = {"table": values(numbers), "method": "interpolated"}
        source = f"Hettmansperger and Sheather 1986, with {SCIPY} binom"
        name, expected = f"interpolated, {n} squares", {"low": low, "high": high}
        found.append(case(name, "order_statistics.quantile", asked, expected, source))
    arms = np.arange(1, 61) ** 1.5, np.arange(5, 46) * 4.0
    errors = []
    for numbers in arms:
        n = len(numbers)
        rank = round((n + 1) / 2 - math.sqrt(n))
        width = numbers[n - rank] - numbers[rank - 1]
        errors.append(width / (2 * stats.norm.isf(stats.binom.cdf(rank - 1, n, 0.5))))
    source = f"Price and Bonett 2002, with {SCIPY} binom and norm"
    error = {"result": errors[0]}
    asked = {"table": values(arms[0])}
    found.append(case("a median's error", "order_statistics.median_error", asked, error, source))
    gap, se = float(np.median(arms[0]) - np.median(arms[1])), math.hypot(*errors)
    half = stats.norm.ppf(0.975) * se
    expected = {"value": gap, "se": se, "low": gap - half, "high": gap + half}
    expected["p_value"] = 2 * stats.norm.sf(abs(gap) / se)
    asked = {"table1": values(arms[0]), "table0": values(arms[1])}
    function = "order_statistics.difference_of_medians"
    found.append(case("two medians", function, asked, expected, source))
    return found


def sequences():
    found = []
    for n, p, planned in ((60, 0.5, 100), (500, 0.9, 400), (500, 0.2, 5000), (3, 0.5, 50)):
        wanted = -2 * math.log(0.05)
        weight = planned / (wanted + math.log(wanted) + 1)
        k = np.arange(n + 1)
        evidence = stats.betabinom.logpmf(k, n, weight * p, weight * (1 - p))
        kept = k[evidence - stats.binom.logpmf(k, n, p) < math.log(20)]
        low, high = float(kept[0]) or None, float(kept[-1] + 1) if kept[-1] < n else None
        asked = {"table": values(range(1, n + 1)), "p": p, "n_planned": planned}
        name, source = f"{n} of {planned}, {p:g}", f"{SCIPY} betabinom over binom"
        expected = {"low": low, "high": high}
        function = "order_statistics.quantile_sequence"
        found.append(case(f"at any look: {name}", function, asked, expected, source))
    return found


def boundaries_of_quantiles():
    nothing = {"order_statistics.ValueCounts": {"values": [], "counts": []}}
    alike = [{"order_statistics.ValueCounts": {"values": [v], "counts": [50]}} for v in (3, 1)]
    ladder, short = values(range(200)), values(range(8))
    known = {"order_statistics.ValueCounts": {"values": [0], "counts": [10**12]}}
    reach = stats.norm.ppf(0.975) * math.sqrt(50)
    function = "order_statistics.difference_of_quantiles"
    too_many = {"values": list(range(3)), "counts": [1, 2.5, 1]}
    return [
        case(
            "against a known median",
            function,
            {"table1": ladder, "table0": known},
            # ranks 100 ± reach on a line on which the value v has v + ½ units below it
            {"value": 99.5, "low": 99.5 - reach, "high": 99.5 + reach},
            f"Woodruff 1952, with {SCIPY} norm",
            1e-6,
        ),
        case(
            "two arms of one value each",
            function,
            {"table1": alike[0], "table0": alike[1]},
            {"value": 2.0, "low": 2.0, "high": 2.0},
            HAND,
        ),
        case(
            "the same value in both arms",
            function,
            {"table1": alike[0], "table0": alike[0]},
            {"value": 0.0, "p_value": 1.0, "low": 0.0, "high": 0.0},
            HAND,
        ),
        case(
            "too few units",
            function,
            {"table1": ladder, "table0": short},
            {"value": 96.0, "low": None, "p_value": None, "status": "low_n"},
            HAND,
        ),
        case(
            "an empty arm",
            function,
            {"table1": nothing, "table0": ladder},
            {"value": None, "status": "no_data", "note": "no units in treatment"},
            HAND,
        ),
        case(
            "no units",
            "order_statistics.quantile",
            {"table": nothing},
            {"value": None, "low": None, "status": "no_data"},
            HAND,
        ),
        case(
            "ties about both medians",
            "order_statistics.difference_of_medians",
            {"table1": alike[0], "table0": alike[1]},
            {"value": 2.0, "se": 0.0, "low": None, "p_value": None, "status": "degenerate"},
            HAND,
        ),
        case(
            "half a unit",
            "order_statistics.quantile",
            {"table": {"order_statistics.ValueCounts": too_many}},
            {"error": "counts is 2.5; each must be a whole number ≥ 0"},
            HAND,
        ),
        case(
            "a share of 1",
            "order_statistics.quantile",
            {"table": ladder, "p": 1},
            {"error": "p is 1; it must be a number > 0 and < 1"},
            HAND,
        ),
    ]


def plain(value):
    """numpy's numbers as Python's."""
    return value.item() if hasattr(value, "item") else value.tolist()


def write(topic, cases):
    lines = [json.dumps(one, default=plain, ensure_ascii=False) for one in cases]
    listed = ",\n  ".join(lines)
    text = f'{{"topic": "{topic}", "cases": [\n  {listed}\n]}}\n'
    (FOLDER / f"{topic}.json").write_text(text, encoding="utf-8")


def main():
    lifelines = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    survival = curves(lifelines) + errors() + tests(lifelines) + exits(lifelines)
    write("survival", survival + boundaries_of_survival())
    write("order_statistics", quantiles() + medians() + sequences() + boundaries_of_quantiles())


if __name__ == "__main__":
    main()
