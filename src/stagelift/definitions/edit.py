"""Writes a source into the text of `journey.yaml`; every other letter of the file stays as it is.

The parser only says where things stand. The new lines are put between the old ones, so comments,
order, quotes, indentation and line ends are kept, and the result is read again before it counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from stagelift.console import width
from stagelift.definitions.slips import mended
from stagelift.definitions.yaml_file import parse_yaml
from stagelift.definitions.yaml_nodes import NOTHING
from stagelift.errors import ArgumentError

SOURCES, SHORTHAND = "sources", "data"
COMMENT_COLUMN = 37  # where comments beside values begin
FILE = "journey.yaml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a source: a key, its value, and why it is so.

    Args:
        key: Our word.
        value: A text, or a mapping of texts written on one line.
        comment: Words after `#`; may be empty.
    """

    key: str
    value: str | Mapping[str, str]
    comment: str = ""


def scalar(text: str) -> str:
    r"""A text as YAML, in quotes only where it would be read as something else.

    Args:
        text: Any text.

    Returns:
        YAML that reads back as the same text, also inside braces.

    Example:
        >>> scalar("user_id"), scalar("'ordered'"), scalar("a: b")
        ('user_id', '"\'ordered\'"', '"a: b"')
    """
    plain = text == text.strip() and text not in NOTHING and text.isprintable()
    # alone on a line, as a value between others, as a key, and before the brace that ends them
    written = f"a: {text}\nk: {{k: {text}, {text}: k, z: {text}}}\n"
    expected = {"a": text, "k": {"k": text, text: "k", "z": text}}
    if plain and parse_yaml(written, "").content == expected:
        return text
    return json.dumps(text, ensure_ascii=False)


def block(name: str, entries: Sequence[Entry], indent: str = "  ") -> str:
    """A source as it stands in the file.

    Args:
        name: Its id.
        entries: Its lines in order.
        indent: What stands before the name; twice as much before the keys.

    Returns:
        Lines that end with a line feed.

    Example:
        >>> print(block("app", [Entry("read", "data/*.csv"), Entry("zone", "UTC", "assumed")]))
          app:
            read: data/*.csv
            zone: UTC                        # assumed
        <BLANKLINE>
    """
    lines = [f"{indent}{scalar(name)}:"]
    for entry in entries:
        line = f"{indent}  {scalar(entry.key)}: {_value(entry.value)}"
        said = " ".join(entry.comment.split())
        lines.append(f"{line}{' ' * (COMMENT_COLUMN - 1 - width(line))} # {said}" if said else line)
    return "\n".join(lines) + "\n"


def on_one_line(name: str, entries: Sequence[Entry]) -> str:
    """A source as it stands inside braces.

    Args:
        name: Its id.
        entries: Its lines in order; comments have no place here.

    Returns:
        `name: {key: value, …}`.

    Example:
        >>> on_one_line("app", [Entry("read", "a.csv"), Entry("keep", {"platform": "os"})])
        'app: {read: a.csv, keep: {platform: os}}'
    """
    inside = ", ".join(f"{scalar(entry.key)}: {_value(entry.value)}" for entry in entries)
    return f"{scalar(name)}: {{{inside}}}"


def _value(value: str | Mapping[str, str]) -> str:
    if isinstance(value, str):
        return scalar(value)
    return "{" + ", ".join(f"{scalar(k)}: {scalar(v)}" for k, v in value.items()) + "}"


def with_source(
    text: str, name: str, entries: Sequence[Entry], *, replace: bool = False, drop: str = ""
) -> str:
    """The text of a journey with one more source, or with one that took another's place.

    Args:
        text: The whole file, without a byte order mark.
        name: Id of the source.
        entries: Its lines in order.
        replace: Whether a source of this name gives way.
        drop: A key at the top, such as `data`, that gives way too; empty for none.

    Returns:
        The new text, with the line ends of the old one.

    Raises:
        ArgumentError: The file is no readable YAML, has a source of this name, or is written in a
            way that cannot be added to.
    """
    text = mended(text)  # what we read as meant is written as meant
    before = parse_yaml(text, FILE)
    if before.issues:
        raise ArgumentError(f"{before.issues[0]}; mend it first")
    there = before.content.get(SOURCES) or {}
    if not isinstance(there, dict):
        raise ArgumentError(f"{before.locate((SOURCES,))}: sources: a mapping is expected")
    if name in there and not replace:
        place = before.locate((SOURCES, name))
        raise ArgumentError(f"{place}: there is a source '{name}' already")
    ends = "\r\n" if "\r\n" in text else "\n"
    found = _inserted(text, name, entries, ends)
    if drop:
        found = _dropped(found, drop)
    wanted = {key: value for key, value in before.content.items() if key != drop}
    source = {entry.key: _plain(entry.value) for entry in entries}
    wanted[SOURCES] = {**there, name: source}
    if parse_yaml(found, FILE).content != wanted:
        shown = on_one_line(name, entries)
        raise ArgumentError(f"{FILE} is written in a way that cannot be added to; write {shown}")
    return found


def _plain(value: str | Mapping[str, str]) -> str | dict[str, str]:
    return value if isinstance(value, str) else dict(value)


def _top(text: str) -> list[tuple[Node, Node]]:
    """Keys and values at the top of the file."""
    node = YAML(typ="rt").compose(text)
    return list(node.value) if isinstance(node, MappingNode) else []


def _pair(pairs: Sequence[tuple[Node, Node]], key: str) -> tuple[Node, Node] | None:
    return next((pair for pair in pairs if pair[0].value == key), None)


def _inserted(text: str, name: str, entries: Sequence[Entry], ends: str) -> str:
    pairs = _top(text)
    sources = _pair(pairs, SOURCES)
    if sources is None:
        return _new_sources(text, pairs, name, entries, ends)
    key, value = sources
    if isinstance(value, MappingNode) and value.flow_style and value.value:
        return _in_braces(text, value, name, entries)
    if not value.value:  # 'sources:' with nothing after it, or with '{}'
        place = int(key.end_mark.index)
        if isinstance(value, MappingNode):
            text = f"{text[:place]}:{text[value.end_mark.index :]}"
        at = _after_comments(text, _line_end(text, place), 1)
        return _put(text, at, at, block(name, entries), ends)
    indent = " " * int(value.value[0][0].start_mark.column)
    old = _pair(value.value, name)
    last = _line_end(text, _end(*value.value[-1]))
    start = end = _after_comments(text, last, len(indent) + 1)
    if old is not None:
        start = _line_start(text, old[0].start_mark.index)
        end = _line_end(text, _end(*old))
    return _put(text, start, end, block(name, entries, indent), ends)


def _in_braces(text: str, value: Any, name: str, entries: Sequence[Entry]) -> str:
    """The source inside `sources: {…}`, in the place of one of its name or at the end."""
    written = on_one_line(name, entries)
    old = _pair(value.value, name)
    if old is not None:
        return text[: old[0].start_mark.index] + written + text[_end(*old) :]
    closing = value.end_mark.index - 1
    head = text[:closing].rstrip()
    joint = "" if head[-1] in "{," else ", "
    space = " " if head[-1] == "," else ""
    return head + joint + space + written + text[closing:]


def _new_sources(
    text: str, pairs: Sequence[tuple[Node, Node]], name: str, entries: Sequence[Entry], ends: str
) -> str:
    """A file without sources gets them in the place of `data:`, else before its stages."""
    written = f"{SOURCES}:\n" + block(name, entries)
    shorthand, stages = _pair(pairs, SHORTHAND), _pair(pairs, "stages")
    if shorthand is not None:
        at = _line_end(text, _end(*shorthand))
    elif stages is not None:
        at = _before_comments(text, _line_start(text, stages[0].start_mark.index))
        written += "\n"
    else:
        at = len(text)
    return _put(text, at, at, written, ends)


def _dropped(text: str, key: str) -> str:
    found = _pair(_top(text), key)
    if found is None:
        return text
    start = _line_start(text, found[0].start_mark.index)
    return text[:start] + text[_line_end(text, _end(*found)) :]


def _put(text: str, start: int, end: int, written: str, ends: str) -> str:
    """The written lines in the place of a part of the text."""
    head = text[:start]
    if head and not head.endswith("\n"):
        head += ends
    return head + written.replace("\n", ends) + text[end:]


def _end(key: Node, value: Node) -> int:
    """The end of what is written for a key: a block's own end may lie after later comments."""
    ends = [int(key.end_mark.index)]
    if isinstance(value, MappingNode) and not value.flow_style:
        ends += [_end(*pair) for pair in value.value]
    elif isinstance(value, SequenceNode) and not value.flow_style:
        ends += [_end(key, item) for item in value.value]
    elif not isinstance(value, ScalarNode) or value.value or value.style:
        ends.append(int(value.end_mark.index))
    return max(ends)


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    """The start of the line after the one a place stands in."""
    if index and text[index - 1] == "\n":  # a block of text ends with its line
        return index
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _before_comments(text: str, index: int) -> int:
    """The place before the comments that stand right above a line."""
    for line in reversed(text[:index].splitlines(keepends=True)):
        if not line.startswith("#"):
            break
        index -= len(line)
    return index


def _after_comments(text: str, index: int, indent: int) -> int:
    """The place after the comments that follow, indented by so many blanks at least."""
    for line in text[index:].splitlines(keepends=True):
        if not line.startswith(" " * indent) or not line.lstrip(" ").startswith("#"):
            break
        index += len(line)
    return index
