"""The statistics load without the heavy libraries."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

from stagelift import statistics

HEAVY = ("scipy.stats", "scipy.optimize", "statsmodels", "pandas")


def test_no_module_loads_a_heavy_library():
    modules = [
        f"stagelift.statistics.{found.name}" for found in pkgutil.iter_modules(statistics.__path__)
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
