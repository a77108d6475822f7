"""The starter's files: where they are, and how one template speaks two languages.

A template is the file itself. `${word}` is filled in; a comment that begins with `#ko` or `#en`
is kept in that language only, as a comment of its own line or behind a value; inside a block that
is switched off it stands behind one more `#`, so that it stays a comment when the block is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent / "files"
# What the demo shop consists of, at the top of a checkout and inside the installed package.
SHOP = ("journey.yaml", "changes.yaml", "metrics", "experiments", "reports", "messages")
SPOKEN = re.compile(r"#(ko|en) (.*?)(?=\s*#(?:ko|en) |$)")


def templates() -> dict[str, str]:
    """The templates of an empty workspace.

    Returns:
        Path in the workspace, with forward slashes, to the template's text.

    Example:
        >>> sorted(templates())[:2]
        ['changes.yaml', 'experiments/example.yaml']
    """
    found = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return {
        path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8")
        for path in found
        if not path.name.startswith(".")
    }


def shop_folder() -> Path:
    """The folder of the demo shop's definitions.

    Returns:
        The folder inside the installed package, or the top one of a checkout.

    Example:
        >>> (shop_folder() / "journey.yaml").is_file()
        True
    """
    inside = Path(__file__).parent / "shop"
    return inside if inside.is_dir() else Path(__file__).parents[3]


def in_language(template: str, language: str) -> str:
    r"""A template with the comments of one language.

    Args:
        template: The text of a template.
        language: `ko` or `en`.

    Returns:
        The text; a line that holds comments of other languages only is left out.

    Example:
        >>> in_language("a: 1  #ko 하나 #en one\n#ko 둘\n", "en")
        'a: 1  # one\n'
    """
    lines = []
    for line in template.splitlines():
        spoken = list(SPOKEN.finditer(line))
        if not spoken:
            lines.append(line)
            continue
        before = line[: spoken[0].start()]
        said = next((found[2].strip() for found in spoken if found[1] == language), None)
        if said is not None:
            lines.append(f"{before}# {said}".rstrip())
        elif before.strip(" #"):
            lines.append(before.rstrip())
    return "\n".join(lines) + "\n"


def filled(template: str, language: str, words: Mapping[str, str]) -> str:
    """A template as a file.

    Args:
        template: The text of a template.
        language: `ko` or `en`.
        words: What stands for each placeholder.

    Returns:
        The text of the file.

    Raises:
        KeyError: When a placeholder has no word.
    """
    return in_language(Template(template).substitute(words), language)
