"""Slips of typing in YAML: those with one meaning are read as meant, the others get their cure.

Lines keep their numbers and block texts (`|`, `>`) their letters.
"""

from __future__ import annotations

import re
import unicodedata

# What YAML would take for a block text or a tag, where a comparison is meant: `age: >=30`.
COMPARISON = re.compile(
    r"(?P<gap>(?<=[:-]) +|(?<=[,\[{]) *)"
    r"(?P<text>(?:>=?|!=)\s*[^\s,{}\[\]#'\"&|>][^,{}\[\]#'\"]*?)"
    r"(?=\s*(?:[,}\]]|#|$))"
)
BLOCK_HEADER = re.compile(r"[:-] +[|>][+-]?\d?[+-]?\s*(#.*)?$")
HARD_SPACE, WIDE_SPACE = "\u00a0", "\u3000"
INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
AFTER_KEY = re.compile(
    rf"^(\s*(?:- )?[^\s:'\"#{{}}\[\],][^:'\"#]*:)[ {HARD_SPACE}{WIDE_SPACE}]+(?=\S|$)"
)
NEAR = 2  # lines before the one the parser stopped at in which the cause may stand
CAUSES = (
    (re.compile(r"^ *\t"), "a tab came; YAML is indented with spaces"),
    (re.compile(r":[ \t]*\t"), "a tab came; write a space after ':'"),
    (
        re.compile(r"^\s*(?:- )?[\w가-힣-]+：|[{,]\s*[\w-]+："),
        "a full-width '：' came; write ':' and a space",
    ),
    (re.compile(r"[{\[].*，"), "a full-width '，' came; write ',' and a space"),
    (re.compile(r"[｛｝［］]"), "a full-width bracket came; write '{', '}', '[' or ']'"),
    (
        re.compile(r"^\s*(?:- )?[\w-]+:[^\s:/\\]"),
        "no space came after ':'; write one, as in 'country: KR'",
    ),
    (
        re.compile(r":\s+(['\"])(?:(?!\1).)*\1\s*[^\s,}\]#]"),
        "a text begins with a quote that ends before the text does; quote all of it",
    ),
)


def mended(text: str) -> str:
    r"""A text whose slips of one meaning are mended.

    Comparisons YAML would misread get quotes; invisible letters go; hard spaces become spaces in
    front of a line and behind a key; Korean letters are composed.

    Args:
        text: The text of a file.

    Returns:
        The text with the same lines.

    Example:
        >>> mended("where: {age: >=30}")
        "where: {age: '>=30'}"
        >>> mended("sql: >\n  a > 5\n")
        'sql: >\n  a > 5\n'
    """
    lines = unicodedata.normalize("NFC", text).split("\n")
    inside: int | None = None  # the indentation of the key whose block text we are in
    found: list[str] = []
    for number, line in enumerate(lines):
        depth = _depth(line)
        if inside is not None and (not line.strip() or depth > inside):
            found.append(line)
            continue
        inside = depth if _begins_block(lines, number) else None
        found.append(line if inside is not None else _mended_line(line))
    return "\n".join(found)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(f" {HARD_SPACE}{WIDE_SPACE}"))


def _begins_block(lines: list[str], number: int) -> bool:
    """Whether a line ends with `|` or `>` and a deeper line follows."""
    if not BLOCK_HEADER.search(lines[number].rstrip()):
        return False
    after = next((line for line in lines[number + 1 :] if line.strip()), "")
    return _depth(after) > _depth(lines[number])


def _mended_line(line: str) -> str:
    line = INVISIBLE.sub("", line)
    start = re.match(f"[ {HARD_SPACE}{WIDE_SPACE}]*", line)
    blank = start[0] if start else ""
    if HARD_SPACE in blank or WIDE_SPACE in blank:  # as wide as they look
        line = blank.replace(HARD_SPACE, " ").replace(WIDE_SPACE, "  ") + line[len(blank) :]
    if HARD_SPACE in line or WIDE_SPACE in line:
        line = AFTER_KEY.sub(r"\1 ", line).rstrip(f"{HARD_SPACE}{WIDE_SPACE}\r ")
    first = COMPARISON.search(line)
    before = line[: first.start()] if first else ""
    if first is None or re.search(r"['\"]|(^|\s)#", before):
        return line  # nothing to mend, or inside a text or a comment
    return COMPARISON.sub(r"\g<gap>'\g<text>'", line)


def cause_of(text: str, line: int) -> tuple[int, str] | None:
    r"""The slip that most likely keeps a text from being read.

    Args:
        text: The text of a file.
        line: The 1-based line where the parser stopped.

    Returns:
        Its line and what to write instead, or None.

    Example:
        >>> cause_of("country:KR\nzone: UTC\n", 2)
        (1, "no space came after ':'; write one, as in 'country: KR'")
    """
    lines = text.split("\n")
    near = range(line, max(line - NEAR - 1, 0), -1)
    tabs = [n for n in range(1, line) if re.match(r" *\t", lines[n - 1])]
    for number in (*tabs, *near):
        content = lines[number - 1] if number <= len(lines) else ""
        for pattern, cause in CAUSES:
            if pattern.search(content):
                return number, cause
    return None
