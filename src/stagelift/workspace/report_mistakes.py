"""What is wrong between a report's file and the notebook it names, found without a kernel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stagelift.definitions.findings import Finding
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.workspace.runs import TOLD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stagelift.definitions import Definitions
    from stagelift.definitions.definitions import Written
    from stagelift.errors import Issue
    from stagelift.reports.parameters import Parameter


def report_mistakes(definitions: Definitions) -> tuple[Issue, ...]:
    """The notebooks that reports name and nobody can run, and the values no notebook takes.

    Files with other mistakes are looked at too, as far as they can be read.

    Args:
        definitions: What could be read of a workspace.

    Returns:
        Every mistake with the file and line of the report.
    """
    reports = [one for (kind, _), one in definitions.written.items() if kind == "report"]
    return tuple(found.issue() for one in reports for found in _mistakes(definitions, one))


def _mistakes(definitions: Definitions, written: Written) -> Iterator[Finding]:
    """What is wrong with one report's notebook and with the values it is given."""
    from stagelift.reports.notebooks import declared_in, find_notebook, notebooks_of

    name = written.content.get("notebook")
    if not isinstance(name, str) or not name:
        return  # said where the file is read
    try:
        path = find_notebook(definitions.root, name)
    except ArgumentError:
        known = notebooks_of(definitions.root)
        said = f"unknown notebook '{name}'; there are {', '.join(known)}"
        yield Finding(written, ("notebook",), said, did_you_mean(name, known))
        return
    try:
        declared = declared_in(path)
    except ArgumentError as error:
        place = f"{path.parent.name}/{path.name}"
        for line in str(error).splitlines():
            said = line if place in line else f"notebook '{place}', {line}"
            yield Finding(written, ("notebook",), said)
        return
    yield from _untold(written, name, declared)
    given = written.content.get("parameters")
    if isinstance(given, dict):
        yield from _refused(written, declared, given)


def _untold(written: Written, notebook: str, declared: tuple[Parameter, ...]) -> Iterator[Finding]:
    """What every run tells its notebook and this one does not take."""
    names = {one.name for one in declared}
    subject = "period" if "experiment" not in names else "experiment"
    for name in (subject, "language"):
        if name not in names:
            said = f"notebook '{notebook}' does not declare '{name}', which every run sets"
            hint = f"Write '{name}: str = \"\"' into its cell tagged 'parameters'"
            yield Finding(written, ("notebook",), said, hint)


def _refused(
    written: Written, declared: tuple[Parameter, ...], given: Mapping[str, object]
) -> Iterator[Finding]:
    """The values of a file that its notebook does not take."""
    from stagelift.reports.parameters import unknown_parameter

    free = {one.name: one for one in declared if one.name not in TOLD}
    for name, value in given.items():
        path = ("parameters", name)
        if name in TOLD:
            yield Finding(written, path, f"'{name}' is set by every run; leave it out")
        elif name not in free:
            yield Finding(written, path, *unknown_parameter(name, list(free)))
        else:
            try:
                free[name].read(value)
            except ArgumentError as error:
                yield Finding(written, path, str(error).removeprefix(f"{name}: "))
