"""Docstrings in Google's style as Markdown."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field

SECTIONS = ("Args", "Attributes", "Returns", "Raises", "Example", "Reference", "References")
HEAD = re.compile(rf"({'|'.join(SECTIONS)}):")
ENTRY = re.compile(r"(\w+): (.*)", re.DOTALL)


@dataclass(frozen=True)
class Docstring:
    """A docstring in its parts.

    Args:
        summary: The first line.
        text: The paragraphs after it.
        sections: The lines under each heading, in order.
    """

    summary: str
    text: str = ""
    sections: dict[str, str] = field(default_factory=dict)

    def entries(self, section: str) -> dict[str, str]:
        """Name and words of each entry of a section such as Args.

        Args:
            section: Heading of the section.

        Returns:
            Names to one line of words.
        """
        found: dict[str, str] = {}
        for entry in re.split(r"\n(?=\S)", self.sections.get(section, "")):
            if part := ENTRY.fullmatch(entry.strip()):
                found[part[1]] = " ".join(part[2].split())
        return found


def parsed(thing: object) -> Docstring:
    """The docstring of a class, function or property, in its parts.

    Args:
        thing: Anything with a docstring.

    Returns:
        The parts; empty ones when there is no docstring.

    Example:
        >>> parsed(Docstring).entries("Args")["summary"]
        'The first line.'
    """
    own = getattr(thing, "__doc__", None)
    summary, _, rest = inspect.cleandoc(own or "").partition("\n")
    before: list[str] = []
    sections: dict[str, list[str]] = {}
    lines = before
    for line in rest.splitlines():
        head = HEAD.fullmatch(line)
        lines = sections.setdefault(head[1], []) if head else lines
        if not head:
            lines.append(line)
    blocks = {name: inspect.cleandoc("\n".join(block)) for name, block in sections.items()}
    return Docstring(summary, "\n".join(before).strip(), blocks)


def markdown(thing: object) -> str:
    """The docstring of a class, function or property as Markdown.

    Args:
        thing: Anything with a docstring.

    Returns:
        Paragraphs, a list for each section, examples as code.
    """
    found = parsed(thing)
    parts = [found.summary, found.text]
    for name, lines in found.sections.items():
        if name == "Example":
            parts.append(f"```python\n{lines}\n```")
        elif entries := found.entries(name):
            listed = "\n".join(f"- `{key}`: {words}" for key, words in entries.items())
            parts.append(f"**{name}**\n\n{listed}")
        elif lines:
            parts.append(f"**{name}**: {' '.join(lines.split())}")
    return "\n\n".join(part for part in parts if part)
