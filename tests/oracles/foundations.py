"""Cases of the conformance set for moments, rates, pairs, changes, limits, silences and splits.

Computed from raw values in exact fractions, by numpy, scipy.stats and statsmodels, or copied from a
printed table: never by stagelift. Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/foundations.py
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

import numpy as np
from scipy import stats
from writing import Case, write

SCIPY = "scipy 1.17.1"


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


def exact(values: Iterable[Fraction | int | float]) -> Case:
    """Moments of raw values in fractions, rounded once at the end."""
    xs = [Fraction(v) for v in values]
    mean = sum(xs) / len(xs)
    m2, m3 = (sum((x - mean) ** p for x in xs) for p in (2, 3))
    return {"n": len(xs), "mean": float(mean), "m2": float(m2), "m3": float(m3)}


def aggregate(values: Sequence[float]) -> Case:
    return {"Moments": exact(values)}


def pair(x: Sequence[float], y: Sequence[float]) -> Case:
    a, b = exact(x), exact(y)
    xs, ys = [Fraction(v) for v in x], [Fraction(v) for v in y]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    cross = sum((u - mx) * (v - my) for u, v in zip(xs, ys, strict=True))
    keys = {"mean_x": a["mean"], "mean_y": b["mean"], "m2_x": a["m2"], "m2_y": b["m2"]}
    return {"pairs.PairMoments": {"n": a["n"], **keys, "m_xy": float(cross)}}


def sums(values: Sequence[int], shift: int = 0, scale: int = 1_000_000) -> Case:
    moved = [v - shift for v in values]
    s1, s2, s3 = (sum(v**p for v in moved) for p in (1, 2, 3))
    return {"n": len(values), "s1": s1, "s2": s2, "s3": s3, "shift": shift, "scale": scale}


def moments() -> list[Case]:
    fractions = "the raw values in exact fractions"
    found = []
    for label, offset, scale in (("1e8", 10**14, 10**6), ("1e12", 10**18, 10**6)):
        values = [offset + d for d in (4, 7, 13, 16)]
        wanted = exact(Fraction(v, scale) for v in values)
        wanted["variance"] = float(Fraction(30, scale**2))
        for shift in (0, offset):
            name = (
                f"four values a millionth apart at {label}, sums {'about it' if shift else 'at 0'}"
            )
            of_values = sums(values, shift, scale)
            tight = {"tolerance": 1e-15}  # the squares are of size 1e-12: nothing may be lost
            found.append(
                case(name, "moments.Moments.from_sums", of_values, wanted, fractions, **tight)
            )
    spread = [10**8 + d for d in (4, 7, 13, 16)]
    variance = {"mean": 1e8 + 10, "m2": 90.0, "variance": 30.0, "se": math.sqrt(7.5)}
    found.append(
        case(
            "4, 7, 13 and 16 at an offset of 1e8 (variance 30 by hand)",
            "moments.Moments.from_sums",
            sums(spread, scale=1),
            variance,
            "by hand: 36 + 9 + 9 + 36 over 3",
            tolerance=1e-15,
        )
    )
    for n, k in ((1, 0), (1, 1), (40, 39), (7, 7), (64000, 578)):
        wanted = exact([1] * k + [0] * (n - k))
        skew = None if k in (0, n) else float(stats.skew([1] * k + [0] * (n - k)))
        name = f"{k} of {n} as zeros and ones"
        arguments = {"n": n, "k": k}
        expected = {**wanted, "skewness": skew}
        source = f"{fractions}; skewness {SCIPY}" if skew is not None else fractions
        found.append(
            case(name, "moments.Moments.from_counts", arguments, expected, source, tolerance=1e-12)
        )
    undefined = {"variance": None, "se": None, "skewness": None}
    found += [
        case(
            "no units",
            "moments.Moments.from_counts",
            {"n": 0, "k": 0},
            {"n": 0, "mean": 0.0, **undefined},
            "a variance needs two units",
        ),
        case(
            "one unit has no spread",
            "moments.Moments.from_sums",
            sums([2_500_000]),
            {"n": 1, "mean": 2.5, **undefined},
            "a variance needs two units",
        ),
        case(
            "equal values",
            "moments.Moments.from_sums",
            sums([7_000_000] * 3),
            {"mean": 7.0, "variance": 0.0, "se": 0.0, "skewness": None},
            "by hand",
        ),
        case(
            "more events than units",
            "moments.Moments.from_counts",
            {"n": 3, "k": 4},
            {"error": "k is 4; it must be ≤ n, which is 3"},
            "no such units exist",
        ),
        case(
            "sums no values can have",
            "moments.Moments.from_sums",
            {"n": 2, "s1": 10, "s2": 1, "s3": 0},
            {"error": "s2 is 1"},
            "the Cauchy–Schwarz inequality",
        ),
        case(
            "negative sum of squares",
            "moments.Moments",
            {"n": 2, "mean": 0.0, "m2": -1.0, "m3": 0.0},
            {"error": "m2 is -1.0"},
            "by definition",
        ),
        case(
            "a mean that is no number",
            "moments.Moments",
            {"n": 2, "mean": math.nan, "m2": 1.0, "m3": 0.0},
            {"error": "mean is nan"},
            "by definition",
        ),
    ]
    scores = [0, 0, 0, 0, 0, 0, 2, 3, 0, 0, 5]
    values = [1] * 5 + [0] * 3 + [-1] * 2
    for silent in (0, 10):
        found.append(
            case(
                f"net promoters of ten answers, {silent} silent",
                "moments.ScoreCounts.moments",
                {"self": {"ScoreCounts": {"counts": scores}}, "silent": silent},
                exact(values + [0] * silent),
                fractions,
            )
        )
    return found


def quantiles() -> list[Case]:
    found = [
        case(
            "the 1.96 of 95 %",
            "quantiles.normal_critical",
            {"level": 0.95},
            {"result": 1.959963985},
            "Abramowitz and Stegun 1964, table 26.5",
            tolerance=5e-9,
        ),
        case(
            "the 2.5758 of 99 %",
            "quantiles.normal_critical",
            {"level": 0.99},
            {"result": 2.575829304},
            "Abramowitz and Stegun 1964, table 26.5",
            tolerance=5e-9,
        ),
        case(
            "t with 9 degrees of freedom, 95 %",
            "quantiles.t_critical",
            {"level": 0.95, "df": 9},
            {"result": 2.262},
            "Abramowitz and Stegun 1964, table 26.10",
            tolerance=5e-4,
        ),
        case(
            "t with 1 degree of freedom, 95 %",
            "quantiles.t_critical",
            {"level": 0.95, "df": 1},
            {"result": 12.706},
            "Abramowitz and Stegun 1964, table 26.10",
            tolerance=5e-4,
        ),
    ]
    for level in (0.5, 1 - 1e-12):
        wanted = float(stats.norm.isf((1 - level) / 2))
        found.append(
            case(
                f"normal quantile at level {level!r}",
                "quantiles.normal_critical",
                {"level": level},
                {"result": wanted},
                f"{SCIPY} norm.isf",
            )
        )
    found.extend(
        case(
            f"t quantile with {df:g} degrees of freedom",
            "quantiles.t_critical",
            {"level": 0.999, "df": df},
            {"result": float(stats.t.isf(0.0005, df))},
            f"{SCIPY} t.isf",
        )
        for df in (2.5, 36671.2, 1e9)
    )
    for z in (0.0, 5.3001, 30.0):
        wanted = float(2 * stats.norm.sf(z))
        found.append(
            case(
                f"normal p of {z:g}",
                "quantiles.normal_p",
                {"z": z},
                {"result": wanted},
                f"{SCIPY} norm.sf",
                tolerance=min(1e-9, wanted * 1e-9),
            )
        )
    found.append(
        case(
            "t p of -8.5 with 3 degrees of freedom",
            "quantiles.t_p",
            {"t": -8.5, "df": 3},
            {"result": float(2 * stats.t.sf(8.5, 3))},
            f"{SCIPY} t.sf",
        )
    )
    found.extend(
        case(
            f"level {level}",
            "quantiles.normal_critical",
            {"level": level},
            {"error": "level is"},
            "a level lies between 0 and 1",
        )
        for level in (0, 1, 95)
    )
    return found


def hazard() -> list[Case]:
    printed = "Pearson and Hartley 1966, Biometrika tables, table 40 (Poisson limits)"
    found = []
    for k, low, high in (
        (0, 0.0, 3.69),
        (1, 0.0253, 5.57),
        (5, 1.62, 11.67),
        (10, 4.80, 18.39),
        (50, 37.11, 65.92),
    ):
        found.append(
            case(
                f"{k} events in one unit of time, printed",
                "hazard.rate",
                {"events": k, "time": 1.0},
                {"value": float(k), "low": low, "high": high},
                printed,
                tolerance=5e-3,
            )
        )
    for k, time, level in ((10, 1000.0, 0.95), (0, 12.5, 0.9), (1_000_000, 3e7, 0.99)):
        tail = (1 - level) / 2
        low = stats.chi2.ppf(tail, 2 * k) / 2 / time if k else 0.0
        high = stats.chi2.isf(tail, 2 * k + 2) / 2 / time
        found.append(
            case(
                f"{k} events in {time:g} at {level:g}",
                "hazard.rate",
                {"events": k, "time": time, "level": level},
                {"value": k / time, "low": float(low), "high": float(high)},
                f"{SCIPY} chi2.ppf and chi2.isf",
            )
        )
    found += [
        case(
            "no time at risk",
            "hazard.rate",
            {"events": 0, "time": 0.0},
            {"value": None, "low": None, "high": None, "status": "no_data"},
            "0/0 is undefined",
        ),
        case(
            "events in no time",
            "hazard.rate",
            {"events": 1, "time": 0.0},
            {"error": "time is 0"},
            "0 time has no events",
        ),
        case(
            "no event in group 0",
            "hazard.rate_ratio",
            {"events1": 3, "time1": 10.0, "events0": 0, "time0": 10.0},
            {"value": None, "status": "not_identifiable"},
            "3/0 is undefined",
        ),
    ]
    for a, s, b, t in ((30, 1000.0, 20, 1000.0), (0, 5.0, 3, 5.0), (4, 100.0, 9, 50.0)):
        share = stats.binomtest(a, a + b).proportion_ci(0.95, "exact")
        ends = [float(end / (1 - end) * t / s) for end in (share.low, share.high)]
        p = float(stats.poisson_means_test(a, s, b, t).pvalue)
        found.append(
            case(
                f"rates {a}/{s:g} and {b}/{t:g}",
                "hazard.rate_ratio",
                {"events1": a, "time1": s, "events0": b, "time0": t},
                {"value": (a / s) / (b / t), "low": ends[0], "high": ends[1], "p_value": p},
                f"{SCIPY} binomtest and poisson_means_test",
            )
        )
    for active, stayed in ((200, 190), (10, 10), (10, 0)):
        share = stats.binomtest(active - stayed, active).proportion_ci(0.95, "wilson")
        found.append(
            case(
                f"{stayed} of {active} stayed",
                "hazard.churn",
                {"active": active, "stayed": stayed},
                {"value": 1 - stayed / active, "low": float(share.low), "high": float(share.high)},
                f"{SCIPY} binomtest wilson",
            )
        )
    found.append(
        case(
            "nobody was active",
            "hazard.churn",
            {"active": 0, "stayed": 0},
            {"value": None, "status": "no_data"},
            "0/0 is undefined",
        )
    )
    return found


def paired() -> list[Case]:
    fagerland = (
        "Fagerland, Lydersen and Laake 2014, Recommended tests and "
        "confidence intervals for paired binomial proportions"
    )
    z = float(stats.norm.isf(0.025))
    found = [
        case(
            "airway hyper-responsiveness, exact test",
            "paired.mcnemar_p",
            {"gained": 1, "lost": 7},
            {"result": 0.070},
            fagerland,
            tolerance=5e-4,
        ),
        case(
            "airway hyper-responsiveness, Tango's interval",
            "paired.paired_score_limits",
            {"n": 21, "gained": 1, "lost": 7, "z": z},
            {"result": [-0.517, -0.026]},
            fagerland,
            tolerance=5e-4,
        ),
    ]
    for b, c in ((8, 1), (0, 0), (0, 5), (120, 90), (3, 3)):
        p = stats.binomtest(b, b + c).pvalue if b + c else 1.0
        found.append(
            case(
                f"{b} gained and {c} lost",
                "paired.mcnemar_p",
                {"gained": b, "lost": c},
                {"result": float(p)},
                f"{SCIPY} binomtest",
            )
        )
    for n, b, c in ((10, 5, 2), (40, 0, 0), (30, 30, 0), (200, 12, 31)):
        low, high = tango(n, b, c, z)
        found.append(
            case(
                f"Tango's limits of {b} and {c} among {n}",
                "paired.paired_score_limits",
                {"n": n, "gained": b, "lost": c, "z": z},
                {"result": [low, high]},
                f"the constrained likelihood maximised by {SCIPY} minimize_scalar",
                tolerance=2e-6,
            )
        )
    found += [
        case(
            "more changes than units",
            "paired.paired_score_limits",
            {"n": 3, "gained": 2, "lost": 2, "z": z},
            {"error": "it must be ≤ n"},
            "no such units exist",
        ),
        case(
            "a negative count",
            "paired.mcnemar_p",
            {"gained": -1, "lost": 2},
            {"error": "gained is -1; it must be ≥ 0"},
            "no such units exist",
        ),
    ]
    return found


def tango(n: int, b: int, c: int, z: float) -> tuple[float, float]:
    """Score limits of (b − c)/n, the nuisance rate found by maximising the likelihood itself."""
    from scipy import optimize

    def statistic(delta: float) -> float:
        least = max(0.0, -delta)  # the rate of losses; gains have that rate plus delta
        most = (1.0 - delta) / 2.0

        def against(rate: float) -> float:
            gain, rest = rate + delta, 1.0 - 2.0 * rate - delta
            terms = ((b, gain), (c, rate), (n - b - c, rest))
            return -sum(k * math.log(max(p, 1e-300)) for k, p in terms if k)

        found = optimize.minimize_scalar(
            against, bounds=(least, most), method="bounded", options={"xatol": 1e-13}
        )
        rate = min((least, most, float(found.x)), key=against)
        variance = max(n * (2 * rate + delta - delta * delta), 1e-300)
        return (b - c - n * delta) / math.sqrt(variance)

    gap = (b - c) / n
    low = (
        -1.0
        if gap == -1
        else optimize.brentq(lambda d: statistic(d) - z, -1 + 1e-12, gap, xtol=1e-12)
    )
    high = (
        1.0 if gap == 1 else optimize.brentq(lambda d: statistic(d) + z, gap, 1 - 1e-12, xtol=1e-12)
    )
    return low, high


def changes() -> list[Case]:
    rng = np.random.default_rng(11)
    level = rng.gamma(4.0, 1.0, 45).round(3)
    later = [round(float(v), 3) for v in level[:30] + rng.normal(0.5, 1, 30)]
    earlier = [round(float(v), 3) for v in level[:30] + rng.normal(0, 1, 30)]
    same = stats.ttest_rel(later, earlier)
    interval = same.confidence_interval(0.95)
    found = [
        case(
            "all thirty in both periods",
            "changes.change_of_means",
            {
                "later": aggregate(later),
                "earlier": aggregate(earlier),
                "shared": pair(later, earlier),
            },
            {
                "p_value": float(same.pvalue),
                "low": float(interval.low),
                "high": float(interval.high),
                "method": "paired_t",
                "dual": True,
            },
            f"{SCIPY} ttest_rel",
            tolerance=1e-8,
        ),
    ]
    other = [round(float(v), 3) for v in rng.gamma(4.0, 1.2, 25)]
    welch = stats.ttest_ind(later, other, equal_var=False)
    interval = welch.confidence_interval(0.95)
    nobody = {
        "pairs.PairMoments": {
            "n": 0,
            "mean_x": 0.0,
            "mean_y": 0.0,
            "m2_x": 0.0,
            "m2_y": 0.0,
            "m_xy": 0.0,
        }
    }
    found.append(
        case(
            "nobody in both periods",
            "changes.change_of_means",
            {"later": aggregate(later), "earlier": aggregate(other), "shared": nobody},
            {
                "p_value": float(welch.pvalue),
                "low": float(interval.low),
                "high": float(interval.high),
                "method": "welch",
            },
            f"{SCIPY} ttest_ind without equal variances",
            tolerance=1e-8,
        )
    )
    found.append(partly(later, earlier))
    z = float(stats.norm.isf(0.025))
    low, high = tango(100, 15, 5, z)
    shares = {"k1": 40, "n1": 100, "k0": 30, "n0": 100}
    both = {"changes.SharedEvents": {"n": 100, "later": 40, "earlier": 30, "both": 25}}
    found.append(
        case(
            "a share of a hundred, all in both",
            "changes.change_of_proportions",
            {**shares, "shared": both},
            {
                "value": 0.1,
                "low": low,
                "high": high,
                "p_value": float(stats.binomtest(15, 20).pvalue),
                "method": "mcnemar",
                "dual": False,
            },
            f"{SCIPY} binomtest; the constrained likelihood maximised by minimize_scalar",
            tolerance=2e-6,
        )
    )
    none = {"changes.SharedEvents": {"n": 0, "later": 0, "earlier": 0, "both": 0}}
    found += [
        case(
            "all units moved alike",
            "changes.change_of_means",
            {
                "later": aggregate([2.0, 3.0, 5.0]),
                "earlier": aggregate([1.0, 2.0, 4.0]),
                "shared": pair([2.0, 3.0, 5.0], [1.0, 2.0, 4.0]),
            },
            {"value": 1.0, "low": None, "high": None, "p_value": None, "status": "degenerate"},
            "by hand",
        ),
        case(
            "an empty later period",
            "changes.change_of_proportions",
            {"k1": 0, "n1": 0, "k0": 3, "n0": 10, "shared": none},
            {"value": None, "status": "no_data"},
            "0/0 is undefined",
        ),
        case(
            "more shared units than units",
            "changes.change_of_means",
            {
                "later": aggregate([1.0, 2.0]),
                "earlier": aggregate([1.0, 2.0, 3.0]),
                "shared": pair([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),
            },
            {"error": "shared.n is 3"},
            "no such units exist",
        ),
        case(
            "shared counts nobody can have",
            "changes.SharedEvents",
            {"n": 10, "later": 8, "earlier": 8, "both": 2},
            {"error": "both is 2"},
            "Fréchet's bounds",
        ),
    ]
    return found


def partly(later: list[float], earlier: list[float]) -> Case:
    """Twenty of thirty units in both periods, each unit of either one cluster."""
    x, y = np.array(later), np.array([*earlier[10:], 3.1, 4.7, 2.9, 5.6, 4.4])
    shared = 20
    n1, n0 = x.size, y.size
    u, v = x[10:] - x.mean(), y[:shared] - y.mean()
    v1, v0 = x.var(ddof=1), y.var(ddof=1)
    covariance = (u @ v) / math.sqrt((n1 - 1) * n1 * (n0 - 1) * n0)
    se = math.sqrt(v1 / n1 + v0 / n0 - 2 * covariance)
    own = (v1 / n1 + v0 / n0) ** 2 / ((v1 / n1) ** 2 / (n1 - 1) + (v0 / n0) ** 2 / (n0 - 1))
    df = shared - 1 + (own - shared + 1) * (n1 + n0 - 2 * shared) / (n1 + n0)
    gap = float(x.mean() - y.mean())
    half = float(stats.t.isf(0.025, df)) * se
    return case(
        "two thirds in both periods",
        "changes.change_of_means",
        {
            "later": aggregate(x.tolist()),
            "earlier": aggregate(y.tolist()),
            "shared": pair(x[10:].tolist(), y[:shared].tolist()),
        },
        {
            "value": gap,
            "se": se,
            "low": gap - half,
            "high": gap + half,
            "p_value": float(2 * stats.t.sf(abs(gap / se), df)),
            "method": "partly_paired_t",
        },
        "numpy on the raw values, degrees of freedom of Derrick and others 2017",
        tolerance=1e-8,
    )


def process() -> list[Case]:
    found = []
    t = float(stats.norm.sf(3.0))
    for name, values in (
        ("two levels in turn", [5.0, 7.0] * 13),
        ("an uneven series", [10.2, 11.9, 9.7, 10.4, 12.8, 8.9, 10.0, 11.1, 9.5, 12.2] * 3),
    ):
        x = np.array(values)
        m = x.size
        ranges = np.abs(np.diff(x))
        sigma = ranges.mean() / (2 / math.sqrt(math.pi))
        df = (m - 1) ** 2 / (2 * (0.8264 * m - 1.082))
        half = float(stats.t.isf(t, df)) * sigma * math.sqrt(1 + 1 / m)
        d = x - x.mean()
        found.append(
            case(
                f"{name}: limits of values",
                "process.limits_of_values",
                {"earlier": values, "last": 30.0},
                {
                    "centre": float(x.mean()),
                    "low": [float(x.mean() - half)] * (m + 1),
                    "high": [float(x.mean() + half)] * (m + 1),
                    "lag1": float(d[1:] @ d[:-1] / (d @ d)),
                    "outside": True,
                    "news": True,
                    "method": "xmr",
                },
                f"numpy and {SCIPY} t.isf",
                tolerance=1e-9,
            )
        )
    weeks = [(480, 10_000), (520, 10_000)] * 13
    k, n = np.array(weeks).T
    p = k.sum() / n.sum()
    z = (k / n - p) / np.sqrt(p * (1 - p) / n)
    sigma_z = np.abs(np.diff(z)).mean() / (2 / math.sqrt(math.pi))
    m = len(weeks)
    df = (m - 1) ** 2 / (2 * (0.8264 * m - 1.082))
    last = 2_500
    width = (
        float(stats.t.isf(t, df))
        * sigma_z
        * math.sqrt(p * (1 - p))
        * math.sqrt(1 / last + 1 / n.sum())
    )
    found += [
        case(
            "Laney's limits of weekly shares",
            "process.limits_of_shares",
            {"earlier": [list(w) for w in weeks], "last": [130, last]},
            {"centre": float(p), "sigma_z": float(sigma_z), "outside": False, "method": "laney"},
            f"numpy and {SCIPY} t.isf",
        ),
        case(
            "an empty week has no limits, the one after it has",
            "process.limits_of_shares",
            {
                "earlier": [[0, 0], [480, 10_000], [520, 10_000]] + [list(w) for w in weeks[:8]],
                "last": [0, 0],
            },
            {"outside": False, "baseline": 10, "enough": False, "status": "low_n"},
            "by definition",
        ),
        case(
            "a steady series has no limits",
            "process.limits_of_values",
            {"earlier": [4.0] * 30, "last": 5.0},
            {
                "centre": 4.0,
                "low": [],
                "high": [],
                "outside": False,
                "news": False,
                "status": "degenerate",
            },
            "by definition",
        ),
        case(
            "three points are no baseline",
            "process.limits_of_values",
            {"earlier": [4.0, 5.0, 3.0], "last": 50.0},
            {"baseline": 3, "low": [], "outside": False, "status": "low_n"},
            "by definition",
        ),
        case(
            "no earlier point",
            "process.limits_of_values",
            {"earlier": [None, None], "last": 1.0},
            {"centre": None, "baseline": 0, "status": "no_data"},
            "by definition",
        ),
        case(
            "a value that is no number",
            "process.limits_of_values",
            {"earlier": [1.0, math.nan]},
            {"error": "earlier[1] is nan"},
            "by definition",
        ),
    ]
    assert 130 / last <= p + width
    return found


def silence() -> list[Case]:
    from statsmodels.duration.survfunc import SurvfuncRight

    rows = [[g, 3 + g % 17, g % 3 > 0, 1] for g in range(120)]
    days = np.array([r[1] for r in rows])
    back = np.array([bool(r[2]) for r in rows])
    km = SurvfuncRight(days - 0.5 * ~back, back.astype(int))  # an open silence ends before its day

    def lasting(day: int) -> float:
        before = [s for t, s in zip(km.surv_times, km.surv_prob, strict=True) if t < day]
        return float(before[-1]) if before else 1.0

    made = {"silence.Silences.from_counts": {"counts": rows}}
    found = [
        case(
            f"the risk of a return in {h} days after {w}",
            "silence.return_risk",
            {"silences": made, "window": w, "horizon": h},
            {"value": 1 - lasting(w + h) / lasting(w)},
            "statsmodels 0.15.0 SurvfuncRight",
        )
        for w, h in ((0, 5), (4, 6), (8, 8))
    ]
    gone = {"silence.Silences.from_counts": {"counts": [[g, 40, False, 1] for g in range(50)]}}
    upper = float(stats.binomtest(0, 50).proportion_ci(0.95, "exact").high)
    found += [
        case(
            "nobody came back",
            "silence.return_risk",
            {"silences": gone, "window": 7, "horizon": 28},
            {"value": 0.0, "low": 0.0, "high": upper, "method": "clopper_pearson"},
            f"{SCIPY} binomtest exact",
        ),
        case(
            "no silence lasted so long",
            "silence.return_risk",
            {"silences": gone, "window": 60, "horizon": 7},
            {"value": None, "status": "no_data"},
            "by definition",
        ),
        case(
            "followed for too short",
            "silence.return_risk",
            {"silences": gone, "window": 30, "horizon": 30},
            {"value": None, "status": "not_identifiable"},
            "by definition",
        ),
        case(
            "a horizon of no days",
            "silence.return_risk",
            {"silences": gone, "window": 7, "horizon": 0},
            {"error": "horizon is 0"},
            "by definition",
        ),
    ]
    return found


def splits() -> list[Case]:
    found = []
    many = {
        "experiment": {"Array": [0, 0, 1, 1, 2, 2, 2, 3]},
        "n": {"Array": [500, 500, 800, 200, 21307, 21387, 21306, 9]},
    }
    groups = ([500, 500], [800, 200], [21307, 21387, 21306])
    chi2 = [float(stats.chisquare(g).pvalue) for g in groups]
    valid = []
    for g in groups:
        shares = np.full(len(g), 1 / len(g))
        other = stats.dirichlet_multinomial.logpmf(g, 1000.0 * shares, sum(g))
        planned = stats.multinomial.logpmf(g, sum(g), shares)
        valid.append(min(1.0, math.exp(planned - other)))
    found += [
        case(
            "three experiments and one of a single arm",
            "splits.equal_splits",
            many,
            {"p_value": [*chi2, math.nan], "arms": [2, 2, 3, 1], "units": [1000, 1000, 64000, 9]},
            f"{SCIPY} chisquare",
        ),
        case(
            "the same, always valid",
            "splits.equal_splits",
            many,
            {"sequential_p": [*valid, math.nan]},
            f"{SCIPY} dirichlet_multinomial and multinomial",
            tolerance=1e-8,
        ),
        case(
            "a three-arm e-mail test of 64,000, even thirds",
            "splits.equal_splits",
            {"experiment": {"Array": [0, 0, 0]}, "n": {"Array": [21307, 21387, 21306]}},
            {
                "p_value": [
                    math.exp(-Fraction(21307**2 + 21387**2 + 21306**2, 64000) * 3 / 2 + 32000)
                ]
            },
            "exp(−χ²/2), the closed form for two degrees of freedom",
        ),
        case(
            "no units",
            "splits.equal_splits",
            {"experiment": {"Array": [0, 0]}, "n": {"Array": [0, 0]}},
            {"p_value": [math.nan], "sequential_p": [math.nan], "units": [0]},
            "0/0 is undefined",
        ),
        case(
            "a negative size",
            "splits.equal_splits",
            {"experiment": {"Array": [0, 0]}, "n": {"Array": [5, -1]}},
            {"error": "n is -1"},
            "no such units exist",
        ),
        case(
            "sizes for another number of arms",
            "splits.equal_splits",
            {"experiment": {"Array": [0, 0]}, "n": {"Array": [5]}},
            {"error": "one size per entry"},
            "by definition",
        ),
    ]
    return found


TOPICS: tuple[Callable[[], list[Case]], ...] = (
    moments,
    quantiles,
    hazard,
    paired,
    changes,
    process,
    silence,
    splits,
)


def main() -> None:
    for topic in TOPICS:
        write(topic.__name__, topic())


if __name__ == "__main__":
    main()
