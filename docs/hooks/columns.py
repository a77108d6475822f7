"""The columns of the data contract, by what the rows of a source are."""

from __future__ import annotations

from stagelift.definitions.sources import COLUMNS, REQUIRED

MARK = "<!-- columns -->"


def filled(text: str) -> str:
    """A page with the table in the place of its mark.

    Args:
        text: Markdown.

    Returns:
        Markdown.
    """
    lines = ["| `as:` | required | also understood |", "|---|---|---|"]
    for role, columns in COLUMNS.items():
        required = REQUIRED[role]
        others = [name for name in columns if name not in required]
        cells = (f"`{role}`", listed(required), listed(others))
        lines.append("| " + " | ".join(cells) + " |")
    return text.replace(MARK, "\n".join(lines))


def listed(names: tuple[str, ...] | list[str]) -> str:
    """Names as code, with commas between."""
    return ", ".join(f"`{name}`" for name in names)
