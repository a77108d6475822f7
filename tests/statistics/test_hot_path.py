"""The statistics load without the heavy libraries."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

from stagelift import statistics

HEAVY = ("scipy.stats", "scipy.optimize", "statsmodels", "pandas")
ON_DEMAND = ("numpy.testing", "numpy.f2py")  # what numpy itself loads only when it is asked for


def test_no_module_loads_a_heavy_library():
    modules = [
        found.name for found in pkgutil.walk_packages(statistics.__path__, "stagelift.statistics.")
    ]
    assert len(modules) >= 10
    code = (
        f"import sys, importlib\nfor name in {modules!r}: importlib.import_module(name)\n"
        "from stagelift.statistics.proportions import difference_of_proportions\n"
        "difference_of_proportions(267, 21307, 122, 21306)\n"
        "difference_of_proportions(3, 20, 1, 20)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_scipy_loads_no_more_of_numpy_than_numpy_does_and_misses_nothing():
    code = f"""
import sys
from stagelift.statistics.numerics import np, special
special.ndtri(0.5)
print([name for name in {ON_DEMAND!r} if name in sys.modules])
import numpy
assert "testing" in numpy.__all__ and "testing" in dir(numpy)
from scipy import stats
from scipy._lib.array_api_compat import numpy as copied
assert copied.testing is numpy.testing and copied.random is numpy.random
assert abs(stats.ttest_ind([1.0, 2.0, 4.0], [2.0, 3.0, 7.0]).pvalue - 0.4) < 0.1
try:
    copied.nothing_of_the_kind
except AttributeError:
    print("and nothing else")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "and nothing else"]
