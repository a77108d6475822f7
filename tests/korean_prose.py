"""English prose in what a Korean reader is shown."""

from __future__ import annotations

import re

# what is not prose: quoted keys and values, fields of a sentence, commands to type, a line of a
# definition, and names of programs, which are written the same in both languages
NOT_WORDS = re.compile(
    r"`[^`]*`|'[^']*'|\{[^{}]*\}|stagelift \S+(?: [\w-]+)*"
    r"|jupyter lab \S+|enters: as they qualify|GitHub Actions|VS Code"
)
PROSE = re.compile(r"(?<![\w.:/-])[A-Za-z]+(?: [A-Za-z]+){2,}(?![\w:])")


def prose(sentence: str) -> list[str]:
    """Three Latin words and more in a row, outside fields, quoted keys and commands."""
    return PROSE.findall(NOT_WORDS.sub("·", sentence))
