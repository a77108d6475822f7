"""Brent's method beside scipy's, to the last bit."""

from __future__ import annotations

import math
import random

import pytest
from scipy.optimize import brentq

from stagelift.statistics.roots import root_between


def test_the_root_is_scipys_to_the_last_bit() -> None:
    draw = random.Random(11)
    for _ in range(400):
        place, slope, bend = draw.uniform(-3, 3), draw.uniform(0.01, 9), draw.uniform(-4, 4)

        def of(x: float, a: float = place, b: float = slope, c: float = bend) -> float:
            return b * math.sinh(x - a) + math.tanh(c * (x - a)) * (1 + math.sin(x))

        low, high = place - draw.uniform(0.1, 5), place + draw.uniform(0.1, 5)
        if of(low) * of(high) >= 0:
            continue
        xtol = 10.0 ** draw.uniform(-14, -3)
        assert root_between(of, low, high, xtol=xtol) == brentq(of, low, high, xtol=xtol)
        given = {"xtol": xtol, "rtol": 1e-11}
        assert root_between(of, high, low, **given) == brentq(of, high, low, **given)


def test_an_end_that_is_the_root_is_given() -> None:
    assert root_between(lambda x: x, 0.0, 1.0, xtol=1e-9) == 0.0
    assert root_between(lambda x: x, -1.0, 0.0, xtol=1e-9) == 0.0


def test_a_jump_is_found() -> None:
    found = root_between(lambda x: 1.0 if x > 0.3 else -1.0, 0.0, 1.0, xtol=1e-12)
    assert found == pytest.approx(0.3, abs=1e-11)


def test_ends_of_one_sign_are_refused() -> None:
    with pytest.raises(ValueError, match="one sign"):
        root_between(lambda x: x * x + 1.0, -1.0, 1.0, xtol=1e-9)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        root_between(lambda x: math.nan if x == 1.0 else -1.0, 0.0, 1.0, xtol=1e-9)


def test_a_function_that_never_settles_is_said() -> None:
    with pytest.raises(ArithmeticError, match="no root"):
        root_between(lambda x: 1.0 if x > 1e-300 else -1.0, 0.0, 1e300, xtol=0.0, rtol=0.0)
