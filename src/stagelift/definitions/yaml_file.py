"""One YAML file as plain mappings, lists and texts, with the line of every key."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from stagelift.definitions import known_files
from stagelift.definitions.slips import mended
from stagelift.definitions.translate import Path
from stagelift.errors import Issue, Location

UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # byte order marks, as some consoles of Windows write them


@dataclass(frozen=True, slots=True)
class YamlFile:
    """What one file says.

    Args:
        file: Path relative to the workspace, with forward slashes.
        content: The mapping written, empty when the file cannot be read.
        lines: Path of a key to its 1-based line.
        issues: What is wrong with the file as YAML.
    """

    file: str
    content: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    def locate(self, path: Path) -> Location:
        """The place of a key, or of the nearest key around it.

        Args:
            path: Keys and list positions from the top of the file.

        Returns:
            File and line.
        """
        while path and path not in self.lines:
            path = path[:-1]
        return Location(self.file, self.lines.get(path, 1))


def read_yaml(path: FilePath, file: str) -> YamlFile:
    """One file read without interpretation: every scalar is the text that was written.

    Args:
        path: Where the file is.
        file: How it is named in messages.

    Returns:
        Its content and lines, or the issue that keeps it from being read.
    """
    try:
        written = path.read_bytes()
        text = written.decode("utf-16" if written.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = written[: error.start].count(b"\n") + 1
        is_korean = _decodes(written, "cp949")
        name = "CP949, as Korean Windows writes it," if is_korean else "of another encoding,"
        message, hint = f"the text is {name} not UTF-8", "Save the file as UTF-8"
        return _unreadable(file, line, message, hint)
    except OSError as error:
        return _unreadable(file, 1, f"the file cannot be read: {error.strerror}")
    return parse_yaml(mended(text), file)


def _decodes(written: bytes, encoding: str) -> bool:
    try:
        written.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def parse_yaml(text: str, file: str) -> YamlFile:
    r"""The content of a file's text, read without interpretation.

    Args:
        text: The whole text, without a byte order mark.
        file: How the file is named in messages.

    Returns:
        Its content and lines, or the issue that keeps it from being read.

    Example:
        >>> parse_yaml("stages:\n  awareness: visited\n", "journey.yaml").content
        {'stages': {'awareness': 'visited'}}
    """
    mark = known_files.mark_of(text)
    known = known_files.find(mark)
    if known is not None:
        return YamlFile(file, *known)
    from stagelift.definitions.yaml_nodes import UnreadableError, read_nodes

    try:
        read = read_nodes(text, file)
    except UnreadableError as why:
        return _unreadable(file, why.line, why.message, why.hint)
    if not read.issues:
        known_files.keep(mark, read.content, read.lines)
    return YamlFile(file, read.content, read.lines, read.issues)


def all_comments(path: FilePath) -> bool:
    """Whether a file holds comments and nothing else: a definition that is switched off.

    Args:
        path: Where the file is.

    Returns:
        False for a file without a comment, or one that cannot be read as text.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (UnicodeDecodeError, OSError):
        return False  # said when it is read
    written = [line.strip() for line in lines if line.strip()]
    return bool(written) and all(line.startswith("#") for line in written)


def _unreadable(file: str, line: int, message: str, hint: str = "") -> YamlFile:
    return YamlFile(file, issues=(Issue(Location(file, line), "", message, hint),))
