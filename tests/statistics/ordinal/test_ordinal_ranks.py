"""The probability of a better answer, and Mann–Whitney from counts."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.ordinal import mann_whitney, probability_of_better

BETTER, WORSE = (2, 5, 8, 15), (6, 9, 8, 7)
METHODS = ["brunner_munzel", "logit", "newcombe"]
tables = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=6).filter(
    lambda rows: all(map(sum, zip(*rows, strict=True)))
)


def spelt(counts):
    return np.repeat(np.arange(len(counts)), counts)


def by_pairs(counts1, counts0):
    gaps = spelt(counts1)[:, None] - spelt(counts0)
    return (gaps > 0).sum() + (gaps == 0).sum() / 2


@settings(max_examples=30, deadline=None)
@given(rows=tables)
def test_the_probability_is_that_of_all_pairs(rows):
    one, other = zip(*rows, strict=True)
    pairs = by_pairs(one, other)
    assert mann_whitney(one, other).u == pytest.approx(pairs)
    found = probability_of_better(one, other, method="newcombe")
    assert found.value == pytest.approx(pairs / sum(one) / sum(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [(BETTER, WORSE), ((1, 0, 4, 9, 2), (3, 3, 0, 5, 5)), ((40, 10, 90), (35, 20, 70))],
)
def test_brunner_and_munzel_equal_scipy(one, other):
    found = probability_of_better(one, other)
    theirs = stats.brunnermunzel(spelt(other), spelt(one))
    assert (found.value - 0.5) / found.se == pytest.approx(theirs.statistic, rel=1e-9)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)


def test_the_interval_equals_bootstrap_like_placements_by_hand():
    x, y = spelt(BETTER), spelt(WORSE)
    above = [(v > y).mean() + (v == y).mean() / 2 for v in x]
    below = [(v > x).mean() + (v == x).mean() / 2 for v in y]
    parts = np.var(above, ddof=1) / len(x), np.var(below, ddof=1) / len(y)
    df = sum(parts) ** 2 / (parts[0] ** 2 / (len(x) - 1) + parts[1] ** 2 / (len(y) - 1))
    found = probability_of_better(BETTER, WORSE, level=0.9)
    low, high = stats.t.interval(0.9, df, loc=np.mean(above), scale=math.sqrt(sum(parts)))
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)
    logit = probability_of_better(BETTER, WORSE, level=0.9, method="logit")
    p = np.mean(above)
    ends = stats.t.interval(
        0.9, df, loc=math.log(p / (1 - p)), scale=math.sqrt(sum(parts)) / p / (1 - p)
    )
    assert (logit.low, logit.high) == pytest.approx(
        [1 / (1 + math.exp(-e)) for e in ends], rel=1e-9
    )


@pytest.mark.parametrize(
    ("one", "other"), [(BETTER, WORSE), ((0, 0, 4), (3, 2, 0)), ((1, 0), (0, 1))]
)
def test_newcombe_inverts_hanley_and_mcneils_variance(one, other):
    m, n = sum(one), sum(other)
    half = (m + n) / 2 - 1

    def excess(p):
        # both arms of the same size in the terms for two pairs that share a unit
        q1, q2 = p / (2 - p), 2 * p * p / (1 + p)
        variance = (p * (1 - p) + half * (q1 - p * p) + half * (q2 - p * p)) / (m * n)
        return (found.value - p) ** 2 - stats.norm.ppf(0.975) ** 2 * variance

    found = probability_of_better(one, other, method="newcombe")
    for limit, end in ((found.low, 1e-12), (found.high, 1 - 1e-12)):
        if 0 < limit < 1:
            start = min(max(found.value, 1e-9), 1 - 1e-9)
            root = optimize.brentq(excess, *sorted((start, end)), xtol=1e-14)
            assert limit == pytest.approx(root, abs=1e-9)
        else:
            assert limit == found.value


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=30, deadline=None)
@given(rows=tables, level=st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_properties_of_every_interval(method, rows, level):
    one, other = zip(*rows, strict=True)
    found = probability_of_better(one, other, level=level, method=method)
    back = probability_of_better(other, one, level=level, method=method)
    upside = probability_of_better(one[::-1], other[::-1], level=level, method=method)
    assert found.value == pytest.approx(1 - back.value)
    if found.low is None:
        assert found.status in ("low_n", "degenerate")
        return
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert (found.low, found.p_value) == pytest.approx((1 - back.high, back.p_value), abs=1e-9)
    assert (found.low, found.high) == pytest.approx((1 - upside.high, 1 - upside.low), abs=1e-9)
    assert found.dual
    if abs(found.p_value - (1 - level)) > 1e-9:
        assert (found.p_value < 1 - level) == (not found.low <= 0.5 <= found.high)
    wider = probability_of_better(one, other, level=0.995, method=method)
    assert wider.low <= found.low
    assert found.high <= wider.high


@settings(max_examples=30, deadline=None)
@given(rows=tables)
def test_empty_categories_change_nothing(rows):
    one, other = zip(*rows, strict=True)
    found, spread = mann_whitney(one, other), mann_whitney((0, *one, 0), (0, *other, 0))
    assert (spread.u, spread.p_value) == pytest.approx((found.u, found.p_value), rel=1e-12)


@pytest.mark.parametrize("ours", ["two_sided", "greater", "less"])
@pytest.mark.parametrize("continuity", [True, False])
@pytest.mark.parametrize(("one", "other"), [(BETTER, WORSE), ((90, 4, 120), (70, 30, 60))])
def test_the_normal_test_equals_scipy(one, other, ours, continuity):
    found = mann_whitney(one, other, alternative=ours, method="normal", continuity=continuity)
    theirs = stats.mannwhitneyu(
        spelt(one),
        spelt(other),
        alternative=ours.replace("_", "-"),
        method="asymptotic",
        use_continuity=continuity,
    )
    assert (found.u, found.p_value) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-9)


@pytest.mark.parametrize("alternative", ["two_sided", "greater", "less"])
@pytest.mark.parametrize(
    ("one", "other"), [((1, 2, 3), (3, 1, 1)), ((0, 1, 4, 0), (2, 2, 1, 1)), ((3, 0), (0, 4))]
)
def test_the_exact_test_counts_every_assignment(one, other, alternative):
    answers = np.concatenate([spelt(one), spelt(other)])
    seen, size = by_pairs(one, other), sum(one)
    us = []
    for chosen in itertools.combinations(range(len(answers)), size):
        inside = np.isin(np.arange(len(answers)), chosen)
        gaps = answers[inside][:, None] - answers[~inside]
        us.append((gaps > 0).sum() + (gaps == 0).sum() / 2)
    higher, lower = np.mean(np.array(us) >= seen), np.mean(np.array(us) <= seen)
    p = {"greater": higher, "less": lower, "two_sided": min(1, 2 * min(higher, lower))}[alternative]
    found = mann_whitney(one, other, alternative=alternative, method="exact")
    assert found.p_value == pytest.approx(p, rel=1e-9)


def test_the_exact_test_without_ties_equals_scipy():
    one, other = (1, 0, 1, 0, 0, 1, 1, 1), (0, 1, 0, 1, 1, 0, 0, 0)
    theirs = stats.mannwhitneyu(spelt(one), spelt(other), method="exact")
    assert mann_whitney(one, other).p_value == pytest.approx(theirs.pvalue, rel=1e-12)


def test_auto_turns_from_exact_to_normal():
    assert mann_whitney((25, 25), (20, 30)).method == "exact"
    assert mann_whitney((25, 26), (20, 30)).method == "normal"
    near = [mann_whitney((10, 20, 20), (18, 17, 15), method=m).p_value for m in ("exact", "normal")]
    assert near[0] == pytest.approx(near[1], rel=0.2)  # heavy ties leave few values of U


def test_separated_answers_still_have_newcombes_limits():
    found = probability_of_better((0, 0, 9), (9, 0, 0))
    assert (found.value, found.low, found.p_value, found.status) == (1.0, None, None, "degenerate")
    other = probability_of_better((0, 0, 9), (9, 0, 0), method="newcombe")
    assert 0.5 < other.low < other.high == 1.0
    assert mann_whitney((0, 0, 9), (9, 0, 0)).p_value == pytest.approx(2 / math.comb(18, 9))


def test_nobody_one_and_all_alike():
    for method in METHODS:
        nobody = probability_of_better((0, 0), (1, 2), method=method)
        assert (nobody.value, nobody.status) == (None, "no_data")
        assert nobody.note == "no answers in treatment"
    one = probability_of_better((0, 1), (3, 2))
    assert (one.value, one.low, one.status) == (pytest.approx(0.8), None, "low_n")
    alike = mann_whitney((0, 5), (0, 7))
    assert (alike.u, alike.p_value, alike.status) == (17.5, 1.0, "degenerate")
    empty = mann_whitney((0, 5), (0, 0))
    assert (empty.u, empty.p_value, empty.status) == (None, None, "no_data")


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: probability_of_better((1, 2), (1, 2, 3)), r"counts1 is \(1, 2\)"),
        (lambda: probability_of_better((1,), (2,)), "at least two categories"),
        (lambda: probability_of_better((1, -1), (1, 2)), r"counts1\[1\] is -1"),
        (lambda: probability_of_better((1, 1), (1, math.nan)), r"counts0\[1\] is nan"),
        (lambda: probability_of_better((1, 1), (1, 1), level=0), "level is 0"),
        (lambda: probability_of_better((1, 1), (1, 1), method="t"), "method is 't'"),
        (lambda: mann_whitney((1, 1), (1, 1), alternative="more"), "alternative is 'more'"),
        (lambda: mann_whitney((1, 1), (1, 1), method="mc"), "method is 'mc'"),
        (lambda: mann_whitney((99, 1), (99, 1), method="exact"), "10,000 pairs are too many"),
    ],
)
def test_impossible_arguments_are_refused(make, text):
    with pytest.raises(ArgumentError, match=text):
        make()


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_coverage_with_ties_and_unequal_spread(method):
    rng = np.random.default_rng(20261122)
    one, other = np.array([0.05, 0.15, 0.2, 0.3, 0.3]), np.array([0.3, 0.1, 0.1, 0.1, 0.4])
    truth = one @ (np.cumsum(other) - other / 2)
    runs, covered = 1500, 0
    for _ in range(runs):
        found = probability_of_better(
            rng.multinomial(40, one).tolist(), rng.multinomial(30, other).tolist(), method=method
        )
        covered += found.low <= truth <= found.high
    assert 0.93 <= covered / runs <= 0.975
