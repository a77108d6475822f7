"""The conformance set: what the statistics must give, computed by others, and whether they do.

A file `tests/conformance/TOPIC.json` holds cases. A case names a function below
`stagelift.statistics`, its arguments, what must come out, how near, and who computed that. An
aggregate among the arguments is a mapping of one key: its class, or the dotted path of what makes
it, with keyword arguments (`{"Moments": {"n": 4, …}}`); `{"Fraction": "1/3"}` is a fraction and
`{"Array": [1, 2]}` an array. What must come out is attribute → value, `{"result": value}` for the
thing itself, or `{"error": "part of its text"}`.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from numbers import Real
from typing import Any

from stagelift.errors import StageliftError
from stagelift.statistics import checks
from stagelift.statistics.numerics import np

PACKAGE = "stagelift.statistics"
TOLERANCE = 1e-9
# What a function that is wrong may do instead of answering; a warning is one of them.
BREAKS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    Warning,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question with its answer by somebody else.

    Args:
        topic: The file it stands in, such as `proportions`.
        name: What it is, unique within its topic.
        function: Dotted path below `stagelift.statistics`.
        arguments: Keyword arguments as they stand in the file.
        expected: What must come out, as it stands in the file.
        tolerance: How near: |a − b| ≤ tolerance · max(1, |b|).
        source: Who computed what is expected.

    Example:
        >>> case = Case(
        ...     topic="demo", name="a third", function="proportions.proportion",
        ...     arguments={"k": 1, "n": 3}, expected={"value": 0.333}, tolerance=1e-3, source="us",
        ... )
        >>> run(case).passed
        True
    """

    topic: str
    name: str
    function: str
    arguments: Mapping[str, Any]
    expected: Mapping[str, Any]
    tolerance: float = TOLERANCE
    source: str

    @property
    def module(self) -> str:
        """The module of the function, below `stagelift.statistics`."""
        return resolved(self.function)[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case.

    Args:
        case: The case.
        problems: What came and what was expected, one text for each difference.

    Example:
        >>> case = Case(topic="", name="", function="", arguments={}, expected={}, source="")
        >>> Outcome(case).passed, Outcome(case, ("low is 0.1",)).passed
        (True, False)
    """

    case: Case
    problems: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing differs."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Topic:
    """The outcomes of one file in short.

    Args:
        topic: Its name.
        cases: How many there are.
        failed: Those with a difference.
        sources: Who computed the expected values, each once, in their order.

    Example:
        >>> Topic("means", 3, (), ("scipy",)).passed
        3
    """

    topic: str
    cases: int
    failed: tuple[Outcome, ...]
    sources: tuple[str, ...]

    @property
    def passed(self) -> int:
        """How many cases agree."""
        return self.cases - len(self.failed)


def by_topic(outcomes: Iterable[Outcome]) -> tuple[Topic, ...]:
    """Outcomes in short, one for each topic.

    Args:
        outcomes: Outcomes in any order.

    Returns:
        One entry per topic, in the order of their first outcome.

    Example:
        >>> by_topic([])
        ()
    """
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.case.topic, []).append(outcome)
    return tuple(
        Topic(
            topic,
            len(group),
            tuple(outcome for outcome in group if not outcome.passed),
            tuple(dict.fromkeys(outcome.case.source for outcome in group)),
        )
        for topic, group in groups.items()
    )


def run(case: Case) -> Outcome:
    """A case computed and compared.

    Args:
        case: The case.

    Returns:
        What differs; a warning is a difference, too.

    Example:
        >>> case = Case(
        ...     topic="demo", name="coin", function="paired.mcnemar_p", source="us",
        ...     arguments={"gained": 1, "lost": 1}, expected={"result": 0.5},
        ... )
        >>> run(case).problems
        ('result is 1.0, expected 0.5',)
    """
    wanted = case.expected.get("error")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            _, called = resolved(case.function)
            found = called(**{name: built(value) for name, value in case.arguments.items()})
    except StageliftError as error:
        if wanted is not None and wanted in str(error):
            return Outcome(case)
        expected = "no error" if wanted is None else f"one that says '{wanted}'"
        return Outcome(case, (f"the error '{error}' came, expected {expected}",))
    except BREAKS as error:
        return Outcome(case, (f"{type(error).__name__} came: {error}",))
    if wanted is not None:
        return Outcome(case, (f"no error came, expected one that says '{wanted}'",))
    return Outcome(case, tuple(differences(found, case.expected, case.tolerance)))


def resolved(path: str) -> tuple[str, Callable[..., Any]]:
    """The function a dotted path names.

    Args:
        path: Such as `means.difference_of_means` or `moments.Moments.from_counts`.

    Returns:
        Its module below `stagelift.statistics`, and the function.

    Raises:
        ArgumentError: When there is none.

    Example:
        >>> resolved("moments.Moments.from_counts")[0]
        'moments'
    """
    parts = path.split(".")
    for size in range(len(parts) - 1, 0, -1):
        module = f"{PACKAGE}.{'.'.join(parts[:size])}"
        try:
            found: Any = import_module(module)
        except ModuleNotFoundError as error:
            if not module.startswith(str(error.name)):
                raise
            continue
        for name in parts[size:]:
            found = getattr(found, name, None)
        if callable(found):
            return ".".join(parts[:size]), found
        break
    raise checks.refused("function", path, f"it must name a function below {PACKAGE}")


def built(value: Any) -> Any:
    """An argument as the function takes it.

    Args:
        value: What stands in the file.

    Returns:
        The aggregate, fraction or array a mapping of one key asks for; other values as they are,
        those inside lists built likewise.

    Raises:
        ArgumentError: When what the key names does not exist, or refuses its arguments.

    Example:
        >>> built({"Moments": {"n": 2, "mean": 1.5, "m2": 0.5, "m3": 0.0}}).variance
        0.5
        >>> built([{"Fraction": "1/3"}, None])
        [Fraction(1, 3), None]
    """
    if isinstance(value, list):
        return [built(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    name = next(iter(value), "")
    if len(value) == 1 and ("." in name or name[:1].isupper()):
        return _made(name, value[name])
    return {key: built(each) for key, each in value.items()}


def _made(name: str, given: Any) -> Any:
    if name == "Fraction":
        return Fraction(given)
    if name == "Array":
        return np.array(built(given))
    called = resolved(name if "." in name else f"moments.{name}")[1]
    return called(**{key: built(each) for key, each in given.items()})


def differences(found: Any, expected: Mapping[str, Any], tolerance: float) -> Iterable[str]:
    """What differs between what came and what is expected.

    Args:
        found: What the function gave.
        expected: Attribute or `result` → value; a mapping as value asks for attributes again.
        tolerance: How near numbers must be.

    Yields:
        One text for each difference.

    Example:
        >>> list(differences([1.0, None], {"result": [1.0, 0.5]}, 1e-9))
        ['result[1] is None, expected 0.5']
    """
    for name, value in expected.items():
        if name != "result" and not hasattr(found, name):
            yield f"{type(found).__name__} has no '{name}'"
        else:
            came = found if name == "result" else getattr(found, name)
            yield from _compared(name, came, value, tolerance)


def _compared(name: str, found: Any, expected: Any, tolerance: float) -> Iterable[str]:
    if hasattr(found, "tolist"):  # numpy's arrays and scalars
        found = found.tolist()
    if isinstance(expected, list):
        if not isinstance(found, Sequence) or len(found) != len(expected):
            yield f"{name} is {found!r}, expected {len(expected)} values"
            return
        for i, (one, other) in enumerate(zip(found, expected, strict=True)):
            yield from _compared(f"{name}[{i}]", one, other, tolerance)
    elif isinstance(expected, Mapping) and "Fraction" not in expected:
        for text in differences(found, expected, tolerance):
            yield f"{name}: {text}"
    elif not _equal(found, built(expected), tolerance):
        yield f"{name} is {found!r}, expected {expected!r}"


def _equal(found: Any, expected: Any, tolerance: float) -> bool:
    """Numbers within the tolerance; all else, NaN and infinities alike, exactly."""
    numbers = isinstance(found, Real) and isinstance(expected, Real)
    if not numbers or isinstance(found, bool) or isinstance(expected, bool):
        return type(found) is type(expected) and bool(found == expected)
    one, other = float(found), float(expected)
    if not (math.isfinite(one) and math.isfinite(other)):
        return one == other or (math.isnan(one) and math.isnan(other))
    return abs(one - other) <= tolerance * max(1.0, abs(other))
