"""Tables that stand inside pages written by hand: columns by role, and presets."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stagelift.definitions.presets.registry import PRESETS
from stagelift.definitions.sources import COLUMNS, REQUIRED


def filled(text: str) -> str:
    """A page with its tables in the place of their marks, `<!-- columns -->` and so on.

    Args:
        text: Markdown.

    Returns:
        Markdown.
    """
    for name, table in TABLES.items():
        mark = f"<!-- {name} -->"
        if mark in text:
            text = text.replace(mark, table())
    return text


def columns() -> str:
    """The columns a source may map, by what its rows are."""
    lines = ["| `as:` | required | also understood |", "|---|---|---|"]
    for role, known in COLUMNS.items():
        required = REQUIRED[role]
        others = [name for name in known if name not in required]
        lines.append(f"| `{role}` | {listed(required)} | {listed(others)} |")
    return "\n".join(lines)


def presets() -> str:
    """The exports that are recognised, with what their sender writes down about them."""
    lines = ["| preset | export | rows are | what is known of it |", "|---|---|---|---|"]
    for name, preset in sorted(PRESETS.items()):
        cells = (f"`{name}`", preset.title.text("en"), preset.role, preset.documents)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def listed(names: tuple[str, ...] | list[str]) -> str:
    """Names as code, with commas between."""
    return ", ".join(f"`{name}`" for name in names)


TABLES: Mapping[str, Callable[[], str]] = {"columns": columns, "presets": presets}
