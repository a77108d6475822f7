"""Cases of the conformance set for scores, ordered answers, sample ratios and several comparisons.

Computed by scipy, numpy and statsmodels, by sums over every outcome in fractions, or copied from a
printed table: never by stagelift. Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/comparisons.py
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy import integrate, optimize, special, stats
from statsmodels.miscmodels.ordinal_model import OrderedModel
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.oneway import anova_generic
from statsmodels.stats.weightstats import DescrStatsW
from writing import Case, write

SCIPY, STATSMODELS = "scipy 1.17.1", "statsmodels 0.15.0"


def case(
    name: str, function: str, arguments: Case, expected: Case, source: str, **more: float
) -> Case:
    return {
        "name": name,
        "function": function,
        "arguments": arguments,
        "expected": expected,
        **more,
        "source": source,
    }


def moments(values: Sequence[float]) -> Case:
    x = np.asarray(values, dtype=float)
    apart = x - x.mean()
    parts = {"n": len(x), "mean": float(x.mean()), "m2": float(apart @ apart)}
    return {"Moments": {**parts, "m3": float((apart**3).sum())}}


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


def fractions(weights: Sequence[int]) -> list[Case]:
    return [{"Fraction": str(Fraction(w, sum(weights)))} for w in weights]


def sample_ratios() -> list[Case]:
    found = [
        case(
            "Hillstrom's e-mail test",
            "srm.sample_ratio",
            {"counts": [21307, 21387, 21306], "shares": fractions((1, 1, 1))},
            {"p_value": 0.9037},
            "the published counts of the e-mail test, χ² of equal thirds",
            tolerance=5e-5,
        )
    ]
    for counts, weights in (
        ((5000, 4600), (1, 1)),
        ((10, 0), (1, 1)),
        ((905, 95), (9, 1)),
        ((5100, 1950, 980, 1010, 960), (5, 2, 1, 1, 1)),
    ):
        n, p = sum(counts), np.array(weights) / sum(weights)
        log = stats.dirichlet_multinomial(1000 * p, n).logpmf(counts)
        log -= stats.multinomial(n, p).logpmf(counts)
        found.append(
            case(
                f"{counts} for {weights}",
                "srm.sample_ratio",
                {"counts": list(counts), "shares": fractions(weights)},
                {
                    "p_value": float(stats.chisquare(counts, n * p).pvalue),
                    "sequential_p": min(1.0, math.exp(-log)),
                },
                f"{SCIPY} chisquare, dirichlet_multinomial and multinomial",
            )
        )
    for k, n, share in ((9, 10, "1/2"), (3, 40, "1/10"), (52_030, 100_000, "13/25")):
        part = Fraction(share)
        found.append(
            case(
                f"{k} of {n} for {share}, exact",
                "srm.exact.exact_multinomial_p",
                {"counts": [k, n - k], "shares": [{"Fraction": str(s)} for s in (part, 1 - part)]},
                {"result": float(stats.binomtest(k, n, float(part)).pvalue)},
                f"{SCIPY} binomtest",
                tolerance=1e-8,
            )
        )
    found += [
        case(
            f"4, 1 and 7 for thirds, exact by {order}",
            "srm.exact.exact_multinomial_p",
            {"counts": [4, 1, 7], "shares": fractions((1, 1, 1)), "order": order},
            {"result": enumerated((4, 1, 7), (1, 1, 1), order)},
            "every outcome in fractions",
        )
        for order in ("probability", "chi2")
    ]
    return [*found, *bad_ratios()]


def enumerated(counts: Sequence[int], weights: Sequence[int], order: str) -> float:
    n, shares = sum(counts), [Fraction(w, sum(weights)) for w in weights]

    def chance(table: Sequence[int]) -> Fraction:
        ways = math.factorial(n)
        for x in table:
            ways //= math.factorial(x)
        return ways * math.prod(s**x for s, x in zip(shares, table, strict=True))

    def size(table: Sequence[int]) -> Fraction:
        if order == "probability":
            return -chance(table)
        return sum((x - n * s) ** 2 / (n * s) for x, s in zip(table, shares, strict=True))

    tables = (t for t in itertools.product(range(n + 1), repeat=len(counts)) if sum(t) == n)
    return float(sum(chance(t) for t in tables if size(t) >= size(counts)))


def bad_ratios() -> list[Case]:
    half = fractions((1, 1))
    mixed = stats.betabinom(10_000, 500, 500).logpmf(5100)
    limits = [
        optimize.brentq(
            lambda t: mixed - stats.binom(10_000, t).logpmf(5100) - math.log(1000),
            *ends,
            xtol=1e-14,
        )
        for ends in ((0.4, 0.51), (0.51, 0.6))
    ]
    return [
        case(
            "the shares that 5,100 of 10,000 allow at any look",
            "srm.limits.share_limits",
            {"k": 5100, "n": 10_000, "share": 0.5},
            {"value": 0.51, "low": limits[0], "high": limits[1]},
            f"{SCIPY} betabinom and binom, solved by brentq",
        ),
        case(
            "no units",
            "srm.sample_ratio",
            {"counts": [0, 0], "shares": half},
            {"p_value": None, "sequential_p": None, "status": "no_data"},
            "no units say nothing",
        ),
        case(
            "shares that do not sum to one",
            "srm.sample_ratio",
            {"counts": [1, 2], "shares": [{"Fraction": "1/2"}, {"Fraction": "1/3"}]},
            {"error": "their sum exactly 1"},
            "shares sum to one",
        ),
        case(
            "a negative count",
            "srm.sample_ratio",
            {"counts": [1, -2], "shares": half},
            {"error": "counts[1] is -2; it must be ≥ 0"},
            "units are counted",
        ),
        case(
            "too many outcomes",
            "srm.exact.exact_multinomial_p",
            {"counts": [1000, 1000, 1000], "shares": fractions((1, 1, 1))},
            {"error": "4,504,501 outcomes"},
            "(3002 choose 2)",
        ),
        case(
            "weights become shares",
            "srm.planned_shares",
            {"weights": [0.1, 0.2]},
            {"result": [{"Fraction": "1/3"}, {"Fraction": "2/3"}]},
            "exact fractions of decimals",
        ),
    ]


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


def main() -> None:
    write("nps", net_promoters())
    write("ordinal", ordinal())
    write("srm", sample_ratios())
    write("several", several())


if __name__ == "__main__":
    main()
