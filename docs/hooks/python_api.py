"""The reference of the public Python names, from their docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import Enum

from docstrings import markdown, parsed

import stagelift
from stagelift.definitions.definition import Definition
from stagelift.experiments.readout import Readout
from stagelift.metrics.cohorts import Cohorts
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kpi_table import Kpis
from stagelift.workspace.trial import Trial

# What the calls of a workspace give back, beside what stagelift exports itself.
GIVEN = (Trial, Readout, Kpis, Cohorts, Estimate)
INTRODUCTION = """\
# Python

```python
import stagelift as sl

ws = sl.open(".")
ws.kpis(period="2026-W46")                 # prints itself; .to_dicts(), .to_frame()
ws.experiments["cart_reminder"].readout()  # .verdict, .health, .to_frame()
```

`to_frame()` needs pandas: `pip install "stagelift[frames]"`; `to_dicts()` needs nothing.
Definitions (`Journey`, `Experiment`, `Report`, `Conversion`, `Nps`, `Sum`) are the twins
of YAML files: equal objects with equal fingerprints, whose fields are the keys of the
[grammar](grammar.md).
"""


def page() -> str:
    """The page.

    Returns:
        Markdown.
    """
    exported = [getattr(stagelift, name) for name in stagelift.__all__]
    things = dict.fromkeys([stagelift.open, stagelift.Workspace, *GIVEN, *exported])
    return "\n\n".join([INTRODUCTION, *(part for thing in things for part in described(thing))])


def described(thing: object) -> Iterator[str]:
    """One exported name with its public members.

    Args:
        thing: A class or a function.

    Yields:
        Markdown.
    """
    if inspect.isfunction(thing):
        yield f"## `stagelift.open{signature(thing)}`\n\n{markdown(thing)}"
        return
    if not isinstance(thing, type):
        return
    if issubclass(thing, Definition):
        yield f"## `{thing.__name__}`\n\n{parsed(thing).summary}"
        return
    yield f"## `{thing.__name__}`\n\n{markdown(thing)}"
    for name, member in members(thing).items():
        plain = getattr(member, "func", member)  # a cached property keeps its function
        if name.startswith("_") or issubclass(thing, Enum) or not parsed(plain).summary:
            continue
        if inspect.isfunction(plain):
            call = "" if plain is not member else signature(plain)
            yield f"### `{thing.__name__}.{name}{call}`\n\n{markdown(plain)}"
        elif isinstance(member, property):
            yield f"### `{thing.__name__}.{name}`\n\n{markdown(member)}"


def members(thing: type) -> dict[str, object]:
    """What a class and those of its bases that are ours define, the bases' first.

    Args:
        thing: A class.

    Returns:
        Name to member.
    """
    ours = [each for each in reversed(thing.__mro__) if each.__module__.startswith("stagelift.")]
    return {name: member for each in ours for name, member in vars(each).items()}


def signature(function: object) -> str:
    """The arguments of a call as they are written, without the instance and without types.

    Args:
        function: A function.

    Returns:
        Such as `(period='last-week', *, by=())`.
    """
    found = inspect.signature(function)  # type: ignore[arg-type]  # a function, as its caller saw
    kept = [
        each.replace(annotation=inspect.Parameter.empty)
        for name, each in found.parameters.items()
        if name != "self"
    ]
    return str(found.replace(parameters=kept, return_annotation=inspect.Signature.empty))
