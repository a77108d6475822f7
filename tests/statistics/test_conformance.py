"""The conformance set: every case by itself, what it covers, and how its mistakes are said."""

from __future__ import annotations

import ast
import json
import math
import pkgutil
from importlib import import_module
from inspect import getmembers, isfunction
from pathlib import Path

import pytest

from stagelift import statistics
from stagelift.errors import ArgumentError
from stagelift.statistics.conformance import Case, Topic, built, by_topic, resolved, run
from stagelift.statistics.conformance_files import folder, read_cases, read_file
from stagelift.statistics.inference import Inference

CASES = read_cases()
FEWEST = 150
# What estimates nothing by itself: results, checks of arguments, numpy by another name, roots.
NO_ESTIMATOR = {
    "checks",
    "conformance",
    "conformance_files",
    "effects",
    "inference",
    "multipliers",
    "numerics",
    "roots",
    "tails",
}
# No one else publishes figures for these; their own tests hold them to second implementations.
WITHOUT_FIGURES = {
    "bayesian",
    "by_age",
    "clustered",
    "clusters",
    "crossed",
    "disclosure",
    "epochs",
    "heterogeneity",
    "programme",
    "resampling",
    "weighting",
}
SOUND = {
    "name": "a third",
    "function": "proportions.proportion",
    "arguments": {"k": 1, "n": 3},
    "expected": {"value": 1 / 3},
    "source": "by hand",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.topic}: {case.name}")
def test_case(case):
    assert run(case).problems == ()


def test_there_are_enough_and_each_topic_has_boundaries():
    assert len(CASES) >= FEWEST
    for topic in by_topic(run(case) for case in CASES):
        own = [case.expected for case in CASES if case.topic == topic.topic]
        refused = [e for e in own if "error" in e or None in e.values() or "status" in e]
        assert refused, f"{topic.topic} has no undefined and no refused case"


def estimators() -> set[str]:
    """Modules whose public functions estimate or test; of a package, those it offers itself."""
    found = set()
    for module in pkgutil.iter_modules(statistics.__path__):
        if module.name in NO_ESTIMATOR | WITHOUT_FIGURES:
            continue
        loaded = import_module(f"{statistics.__name__}.{module.name}")
        offered = getattr(loaded, "__all__", None) if module.ispkg else None
        for name, function in getmembers(loaded, isfunction):
            home = function.__module__.removeprefix(f"{statistics.__name__}.")
            own = home.split(".")[0] == module.name and not name.startswith("_")
            if own and (offered is None or name in offered):
                found.add(home)
    return found


def reached(function: str) -> str:
    """The module where a function is written, through the name of its package."""
    called = resolved(function)[1]
    home = getattr(called, "__module__", "") or ""
    return home.removeprefix(f"{statistics.__name__}.")


def test_every_module_with_an_estimator_is_named_by_a_case():
    named = {reached(case.function) for case in CASES} | {case.module for case in CASES}
    assert sorted(estimators() - named) == []


def test_no_expected_value_is_our_own():
    assert [case.name for case in CASES if "stagelift" in case.source.lower()] == []


def test_no_oracle_computes_with_what_it_judges():
    for path in (folder().parent / "oracles").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = (
                [getattr(node, "module", None) or ""] if isinstance(node, ast.ImportFrom) else []
            )
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            assert [name for name in names if name.startswith("stagelift")] == [], path.name


def case(**changed) -> Case:
    return Case(topic="demo", **{**SOUND, **changed})


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"expected": {"value": 0.4}}, "value is 0.3333333333333333, expected 0.4"),
        ({"expected": {"value": None}}, "value is 0.3333333333333333, expected None"),
        ({"expected": {"method": "wald"}}, "method is 'wilson', expected 'wald'"),
        ({"expected": {"vlaue": 0.3}}, "Inference has no 'vlaue'"),
        ({"expected": {"error": "k is"}}, "no error came, expected one that says 'k is'"),
        (
            {"arguments": {"k": 4, "n": 3}},
            "the error 'k is 4; it must be ≤ n, which is 3' came, expected no error",
        ),
        (
            {"arguments": {"k": 4, "n": 3}, "expected": {"error": "n is"}},
            "the error 'k is 4; it must be ≤ n, which is 3' came, expected one that says 'n is'",
        ),
        ({"arguments": {"k": 1}}, "TypeError came: proportion() missing 1 required positional"),
        ({"function": "proportions.proportoin"}, "the error 'function is 'proportions.proportoin'"),
        ({"function": "nowhere.at_all"}, "the error 'function is 'nowhere.at_all'"),
        ({"function": "os.getcwd"}, "the error 'function is 'os.getcwd'"),
    ],
)
def test_what_differs_is_said(changed, problem):
    [found] = run(case(**changed)).problems
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("came", "expected", "equal"),
    [
        (1.0 + 1e-10, 1.0, True),
        (1e6 + 1e-4, 1e6, True),
        (1e-10, 0.0, True),
        (1e-8, 0.0, False),
        (True, 1.0, False),
        (math.inf, math.inf, True),
        (math.inf, -math.inf, False),
        (math.nan, math.nan, True),
        (math.nan, 0.0, False),
        (None, 0.0, False),
        (0.0, None, False),
        ((1.0, None), [1.0, None], True),
        ((1.0,), [1.0, 2.0], False),
        (Inference(value=2.0, method="t"), {"value": 2.0, "method": "t"}, True),
        ((Inference(value=2.0, method="t"),), [{"value": 3.0}], False),
        ("ok", "ok", True),
    ],
)
def test_how_near_is_near_enough(monkeypatch, came, expected, equal):
    monkeypatch.setattr("stagelift.statistics.proportions.proportion", lambda **_: came)
    assert run(case(expected={"result": expected})).passed is equal


def test_a_warning_is_a_failure(monkeypatch):
    def warns(**_):
        import warnings

        warnings.warn("divided by zero", RuntimeWarning, stacklevel=1)

    monkeypatch.setattr("stagelift.statistics.proportions.proportion", warns)
    assert run(case(expected={"result": None})).problems == (
        "RuntimeWarning came: divided by zero",
    )


def test_arguments_are_built_as_their_keys_say():
    found = built({"a": {"Array": [1, 2]}, "b": [{"ScoreCounts": {"counts": [1] * 11}}], "c": None})
    assert found["a"].tolist() == [1, 2]
    assert found["b"][0].n == 11
    assert found["c"] is None
    made = built({"moments.Moments.from_counts": {"n": 4, "k": 1}})
    assert made.mean == 0.25


def test_topics_are_summed_up():
    outcomes = [run(case()), run(case(expected={"value": 2})), run(case(source="a table"))]
    [found] = by_topic(outcomes)
    assert found == Topic("demo", 3, (outcomes[1],), ("by hand", "a table"))
    assert found.passed == 2


def written(folder: Path, *cases: object, topic: str = "demo") -> Path:
    path = folder / "demo.json"
    path.write_text(json.dumps({"topic": topic, "cases": list(cases)}), encoding="utf-8")
    return path


def without(key: str) -> dict[str, object]:
    return {name: value for name, value in SOUND.items() if name != key}


@pytest.mark.parametrize(
    ("cases", "text"),
    [
        ([without("source")], "demo.json: case 1 'a third': 'source' must be text"),
        ([without("name")], "demo.json: case 1: 'name' must be text"),
        (
            [SOUND, {**SOUND, "name": "b", "arguments": 3}],
            "case 2 'b': 'arguments' must be a mapping",
        ),
        ([{**SOUND, "expected": {}}], "'expected' is empty; a case must be able to fail"),
        ([{**SOUND, "tolerence": 1e-3}], "unknown key 'tolerence'; allowed: name, function"),
        ([{**SOUND, "tolerance": 2}], "tolerance is 2; it must be ≥ 0 and < 1"),
        ([SOUND, SOUND], "'a third' is the name of two cases"),
        (["a third"], "demo.json: case 1: a mapping was expected"),
    ],
)
def test_a_bad_case_is_named_with_its_file(tmp_path, cases, text):
    path = written(tmp_path, *cases)
    with pytest.raises(ArgumentError) as caught:
        read_file(path)
    assert text in str(caught.value)


def test_a_bad_file_is_named(tmp_path):
    with pytest.raises(ArgumentError, match="holds no conformance set"):
        read_cases(tmp_path)
    with pytest.raises(ArgumentError, match=r"demo\.json: 'topic': 'demo' and a list of 'cases'"):
        read_file(written(tmp_path, SOUND, topic="other"))
    (tmp_path / "demo.json").write_text('{"topic": "demo",', encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"demo\.json: .*line 1"):
        read_file(tmp_path / "demo.json")


def test_an_installed_package_has_the_cases_inside(monkeypatch, tmp_path):
    module = tmp_path / "stagelift" / "statistics" / "conformance_files.py"
    (tmp_path / "stagelift" / "conformance").mkdir(parents=True)
    monkeypatch.setattr("stagelift.statistics.conformance_files.__file__", str(module))
    assert folder() == tmp_path / "stagelift" / "conformance"
