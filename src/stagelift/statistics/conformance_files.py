"""Where the conformance set stands, and its files read with every mistake named by its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stagelift.errors import ArgumentError
from stagelift.statistics.conformance import TOLERANCE, Case

REQUIRED = {"name": str, "function": str, "arguments": dict, "expected": dict, "source": str}
OPTIONAL = ("tolerance",)
KINDS = {str: "text", dict: "a mapping"}


def folder() -> Path:
    """The folder of the conformance set.

    Returns:
        The folder inside the installed package, or `tests/conformance` of a checkout.

    Example:
        >>> len(list(folder().glob("*.json"))) > 0
        True
    """
    inside = Path(__file__).parents[1] / "conformance"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "tests" / "conformance"


def read_cases(where: Path | None = None) -> tuple[Case, ...]:
    """All cases, in the order of their files and places.

    Args:
        where: A folder of `*.json`; default the conformance set itself.

    Returns:
        The cases.

    Raises:
        ArgumentError: When there is no file, or one of them has a mistake; file and case are named.

    Example:
        >>> all(case.source for case in read_cases())
        True
    """
    where = where or folder()
    paths = sorted(where.glob("*.json"))
    if not paths:
        msg = f"'{where}' holds no conformance set; files named TOPIC.json were expected"
        raise ArgumentError(msg)
    return tuple(case for path in paths for case in read_file(path))


def read_file(path: Path) -> tuple[Case, ...]:
    """The cases of one file.

    Args:
        path: A file named TOPIC.json.

    Returns:
        Its cases.

    Raises:
        ArgumentError: When it cannot be read, a key is missing, unknown or of another kind, or two
            cases share a name.

    Example:
        >>> read_file(folder() / "quantiles.json")[0].topic
        'quantiles'
    """
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ArgumentError(f"{path.name}: {error}") from error
    entries = whole.get("cases") if isinstance(whole, dict) else None
    if not isinstance(entries, list) or whole.get("topic") != path.stem:
        msg = f"{path.name}: 'topic': '{path.stem}' and a list of 'cases' were expected"
        raise ArgumentError(msg)
    names: set[str] = set()
    cases = []
    for place, entry in enumerate(entries, start=1):
        case = _case(path, place, entry)
        if case.name in names:
            raise ArgumentError(f"{path.name}: '{case.name}' is the name of two cases")
        names.add(case.name)
        cases.append(case)
    return tuple(cases)


def _case(path: Path, place: int, entry: Any) -> Case:
    """One case, or an error that says where it stands."""
    named = entry.get("name") if isinstance(entry, Mapping) else None
    where = f"{path.name}: case {place}" + (f" '{named}'" if named else "")
    if not isinstance(entry, Mapping):
        raise ArgumentError(f"{where}: a mapping was expected")
    for key, kind in REQUIRED.items():
        if not isinstance(entry.get(key), kind) or (kind is str and not entry[key].strip()):
            raise ArgumentError(f"{where}: '{key}' must be {KINDS[kind]}")
    for key in sorted(set(entry) - set(REQUIRED)):
        if key not in OPTIONAL:
            allowed = ", ".join((*REQUIRED, *OPTIONAL))
            raise ArgumentError(f"{where}: unknown key '{key}'; allowed: {allowed}")
    tolerance = entry.get("tolerance", TOLERANCE)
    if not isinstance(tolerance, (int, float)) or not 0 <= tolerance < 1:
        raise ArgumentError(f"{where}: tolerance is {tolerance!r}; it must be ≥ 0 and < 1")
    if not entry["expected"]:
        raise ArgumentError(f"{where}: 'expected' is empty; a case must be able to fail")
    return Case(topic=path.stem, **{key: entry[key] for key in REQUIRED}, tolerance=tolerance)
