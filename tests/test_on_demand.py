"""What is imported when it is first asked for is what the packages say they have."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest

import stagelift
from stagelift import metrics
from stagelift.definitions import Metric
from stagelift.metrics.registry import KINDS, forms

EVERY = [found.name for found in pkgutil.walk_packages(stagelift.__path__, "stagelift.")]


def packages():
    """The packages whose names are imported when they are first used."""
    found = (importlib.import_module(name) for name in EVERY if name != "stagelift.__main__")
    return [one for one in found if hasattr(one, "__path__") and "_MODULES" in vars(one)]


PACKAGES = packages()


def test_there_are_such_packages():
    assert {one.__name__ for one in PACKAGES} >= {
        "stagelift.definitions",
        "stagelift.statistics.looks",
        "stagelift.statistics.proportions",
    }


@pytest.mark.parametrize("package", PACKAGES, ids=lambda one: one.__name__)
def test_every_name_is_found_where_it_is_said_to_be(package):
    homes = {name: home for home, names in package._MODULES.items() for name in names}
    known = {name for name in package.__all__ if name in homes or name in vars(package)}
    assert known == set(package.__all__)
    assert set(homes) <= set(package.__all__)
    for name, home in homes.items():
        module = importlib.import_module(f"{package.__name__}.{home}")
        assert getattr(package, name) is getattr(module, name), name
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match=f"'{package.__name__}' has no attribute 'nope'"):
        package.nope  # noqa: B018 - asking for it is what is tested


@pytest.mark.parametrize("package", PACKAGES, ids=lambda one: one.__name__)
def test_no_module_takes_the_place_of_a_function(package):
    modules = {found.name for found in pkgutil.iter_modules(package.__path__)}
    for name in modules & set(package.__all__):
        assert not inspect.ismodule(vars(package)[name]), name


def test_every_kind_stands_under_its_key():
    assert {key: kind.kind for key, kind in KINDS.items()} == {key: key for key in KINDS}


def test_no_kind_is_forgotten():
    written = set()
    for name in EVERY:
        if name.startswith(metrics.__name__):
            module = importlib.import_module(name)
            classes = [each for each in vars(module).values() if inspect.isclass(each)]
            own = (each for each in classes if each.__module__ == name)
            written |= {each for each in own if issubclass(each, Metric) and each.kind}
    unwritten = {"Advanced", "Answered", "PathStep"}  # metrics of others' making, not of a file's
    assert {each for each in written if each.__name__ not in unwritten} == set(forms())


def test_a_kind_is_loaded_when_it_is_asked_for():
    code = (
        "import sys\nfrom stagelift.metrics.registry import KINDS\n"
        "loaded = lambda: [n for n in sys.modules if n.startswith('stagelift.metrics.')]\n"
        "print(*loaded(), len(KINDS), 'churn' in KINDS)\n"
        "KINDS['nps']\nprint('stagelift.metrics.nps' in loaded())\n"
        "print('stagelift.metrics.churn' in loaded())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        *("stagelift.metrics.registry", str(len(KINDS)), "True"),
        *("True", "False"),
    ]
