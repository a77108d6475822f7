"""Stage-wise p-values, intervals and estimates, and repeated intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, special, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.looks import (
    OBRIEN_FLEMING,
    POCOCK,
    Path,
    boundaries,
    equal_looks,
    repeated_interval,
    repeated_p,
    stagewise,
    stagewise_overrun,
)
from stagelift.statistics.looks.stagewise import root

WEEKS = equal_looks(4)


def more_at_the_second_look(drift: float, t: float, first: float, z: float) -> float:
    """Crossing up at look 1, or going on and ending at or above z with all units, by quadrature."""
    early = stats.norm.sf(first - drift * math.sqrt(t))

    def ahead(score: np.ndarray) -> np.ndarray:
        b = score * math.sqrt(t)
        return stats.norm.pdf(score - drift * math.sqrt(t)) * stats.norm.sf(
            (z - b - drift * (1 - t)) / math.sqrt(1 - t)
        )

    return early + integrate.fixed_quad(ahead, -first, first, n=150)[0]


@pytest.mark.parametrize(
    ("t", "first", "z"), [(0.5, 2.963, 2.4), (0.3, 2.3, -1.1), (0.6, 2.6, 0.2)]
)
def test_two_looks_by_quadrature(t, first, z):
    found = stagewise(z, 1.0, Path(fractions=(t, 1.0), criticals=(first,)), level=0.9)
    limits = [
        optimize.brentq(lambda d, w=w: more_at_the_second_look(d, t, first, z) - w, -15, 15)
        for w in (0.05, 0.5, 0.95)
    ]
    assert [found.low, found.value, found.high] == pytest.approx(limits, abs=1e-9)
    chance = more_at_the_second_look(0.0, t, first, z)
    assert found.p_value == pytest.approx(2 * min(chance, 1 - chance), abs=1e-11)


def test_one_look_is_the_normal_interval():
    found = stagewise(0.3, 0.1, Path(fractions=(0.7,), criticals=()))
    half = stats.norm.isf(0.025) * 0.1
    assert [found.value, found.low, found.high] == pytest.approx([0.3, 0.3 - half, 0.3 + half])
    assert found.p_value == pytest.approx(2 * stats.norm.sf(3.0))


@settings(max_examples=25, deadline=None)
@given(
    looks=st.integers(1, 4),
    z=st.floats(-6.0, 6.0),
    level=st.sampled_from([0.8, 0.95, 0.99]),
    null=st.floats(-1.0, 1.0),
)
def test_properties(looks, z, level, null):
    path = Path(fractions=WEEKS[:looks], criticals=boundaries(WEEKS)[: looks - 1])
    found = stagewise(z * 0.1 + null, 0.1, path, level=level, null=null)
    assert found.low < found.value < found.high
    assert 0.0 <= found.p_value <= 1.0
    mirrored = stagewise(-z * 0.1 - null, 0.1, path, level=level, null=-null)
    assert (mirrored.low, mirrored.value) == pytest.approx((-found.high, -found.value), abs=1e-8)
    scaled = stagewise((z * 0.1 + null) * 100, 10.0, path, level=level, null=null * 100)
    assert (scaled.low, scaled.p_value) == pytest.approx((found.low * 100, found.p_value), abs=1e-7)
    wider = stagewise(z * 0.1 + null, 0.1, path, level=(1 + level) / 2, null=null)
    assert wider.low < found.low < found.high < wider.high


@pytest.mark.parametrize("spending", [OBRIEN_FLEMING, POCOCK], ids=str)
def test_interval_p_and_crossing_agree_at_every_end(spending):
    bounds = boundaries(WEEKS, spending=spending)
    for looks in (1, 2, 3, 4):
        path = Path(fractions=WEEKS[:looks], criticals=bounds[: looks - 1])
        for z in np.linspace(-5.0, 5.0, 19):
            if looks < 4 and abs(z) < bounds[looks - 1]:
                continue  # the test goes on
            found = stagewise(z, 1.0, path)
            crossed = abs(z) >= bounds[looks - 1]
            assert crossed == (found.p_value <= 0.05) == (not found.low <= 0.0 <= found.high)


def test_ends_are_ordered_by_look_then_by_z():
    bounds = boundaries(WEEKS, spending=POCOCK)
    ends = [
        (looks, z)
        for looks in (1, 2, 3, 4)
        for z in np.linspace(bounds[looks - 1], bounds[looks - 1] + 2.0, 5)[::-1]
    ] + [(4, z) for z in np.linspace(2.0, 0.0, 5)]
    paths = {n: Path(fractions=WEEKS[:n], criticals=bounds[: n - 1]) for n in (1, 2, 3, 4)}
    p_values = [stagewise(z, 1.0, paths[looks]).p_value for looks, z in ends]
    assert p_values == sorted(p_values)
    assert p_values[-1] == pytest.approx(1.0)


def test_an_early_end_is_shrunk():
    path = Path(fractions=WEEKS[:3], criticals=boundaries(WEEKS, spending=POCOCK)[:2])
    found = stagewise(0.024, 0.01, path)
    assert 0.0 < found.value < 0.024
    assert found.low > 0.0


def test_an_enormous_effect_has_finite_limits():
    for z in (40.0, 300.0):
        found = stagewise(z, 1.0, Path(fractions=WEEKS[:2], criticals=(4.3326,)))
        assert math.isfinite(found.low)
        assert 0.0 < found.low < found.value < found.high < z + 3
        assert found.p_value == pytest.approx(2 * stats.norm.sf(4.3326), rel=1e-6)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: Path(fractions=(0.5, 1.0), criticals=()), "criticals is 0; one fewer than the 2"),
        (lambda: Path(fractions=(0.5, 0.4), criticals=(2.0,)), "fraction 2 is 0.4"),
        (lambda: Path(fractions=(0.5, 1.0), criticals=(-2.0,)), "critical 1 is -2.0"),
        (lambda: Path(fractions=(0.5, 1.0), criticals=(math.nan,)), "critical 1 is nan"),
        (lambda: stagewise(math.nan, 1.0, Path(fractions=(1.0,), criticals=())), "effect is nan"),
        (lambda: stagewise(1.0, 0.0, Path(fractions=(1.0,), criticals=())), "se is 0.0"),
        (
            lambda: stagewise(1.0, 1.0, Path(fractions=(1.0,), criticals=()), level=0.0),
            "level is 0.0",
        ),
        (lambda: repeated_interval(math.inf, 1.0, 2.0), "effect is inf"),
        (lambda: repeated_interval(1.0, 1.0, math.inf), "critical is inf"),
        (lambda: repeated_p(math.nan, WEEKS), "z is nan"),
        (lambda: repeated_p(1.0, []), "fractions is 0"),
    ],
)
def test_what_is_not_allowed_is_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)


@pytest.mark.parametrize("looks", [1, 2, 4])
@pytest.mark.parametrize("spending", [OBRIEN_FLEMING, POCOCK], ids=str)
def test_the_repeated_p_and_interval_agree(looks, spending):
    times = (0.2, 0.35, 0.8, 1.0)[:looks]
    for level in (0.5, 0.9, 0.95, 0.999):
        critical = boundaries(times, level=level, spending=spending, last=looks == 4)[-1]
        for z in (critical - 0.01, critical + 0.01):
            p_value = repeated_p(z, times, spending=spending, last=looks == 4)
            found = repeated_interval(z, 1.0, critical, level=level, p_value=p_value)
            assert (found.p_value < 1 - level) == (not found.low <= 0.0 <= found.high)
            assert found.dual is True


def test_repeated_p_values_fall_with_z_between_one_and_the_least():
    values = [repeated_p(z, WEEKS[:2]) for z in np.linspace(0.0, 8.0, 17)]
    assert values == sorted(values, reverse=True)
    assert values[0] == 1.0
    assert repeated_p(90.0, WEEKS[:2]) == 1e-15
    assert repeated_p(-2.5, WEEKS[:2]) == repeated_p(2.5, WEEKS[:2])


def test_an_early_end_far_out_has_an_interval_past_a_look_that_spent_nothing():
    path = Path(fractions=(0.0053, 0.0064), criticals=(math.inf,))
    found = stagewise(0.4, 0.1, path, level=0.9999999)
    half = 0.1 * float(special.ndtri(1.0 - 0.5e-7))
    limits = found.low, found.value, found.high
    assert limits == pytest.approx((0.4 - half, 0.4, 0.4 + half), abs=1e-7)


def test_units_after_the_end_are_read_in_its_place():
    path = Path(fractions=(0.25, 0.8), criticals=(4.3326,))
    late, same = stagewise_overrun(0.02, 0.01, path), stagewise(0.02, 0.01, path)
    assert (late.low, late.value, late.p_value) == (same.low, same.value, same.p_value)
    assert (late.method, same.method) == ("stagewise_overrun", "stagewise")


@pytest.mark.parametrize("there", [-4e6, -3.0, 0.0, 5.0, 7e5])
def test_the_root_is_found_however_far_it_lies(there):
    found = root(lambda x: float(special.expit((x - there) / 10)), 0.3, 0.0, 1.0)
    assert found == pytest.approx(there + 10 * float(special.logit(0.3)), abs=1e-6)
