"""One YAML file as plain mappings, lists and texts, with the line of every key."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from stagelift.definitions import known_files
from stagelift.definitions.slips import cause_of, mended
from stagelift.definitions.translate import Path, dotted
from stagelift.errors import Issue, Location

UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # byte order marks, as some consoles of Windows write them
PROSE = ("question", "label", "what")  # texts in which people write '#'
NOTHING = ("", "~", "null", "Null", "NULL")  # plain scalars that mean no value in YAML 1.2
# What the parser finds, and the usual cause in our words.
CAUSES = (
    (r"cannot start any token", "a text starts with a sign YAML keeps for itself; quote the text"),
    (r"mapping values are not allowed", "a second ': ' came on this line; put the text in quotes"),
    (r"expected ',' or '(]|})'", "a bracket is opened and not closed, or a comma is missing"),
    (r"end of stream|quoted scalar", "a quote is opened and not closed"),
    (r"expected a single document", "'---' came; a file holds one definition"),
    (r"undefined alias", "'*' came before its '&'; put the text in quotes if it is a text"),
    (r"could not find expected ':'", "a key without ':' came"),
    (r"block end|block mapping|block collection", "the indentation does not match the lines above"),
)


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
    try:
        read = _read_node(file, _composed(text), text)
    except (MarkedYAMLError, ReaderError) as error:
        return _refused(file, error, text)
    except RecursionError:
        return _unreadable(file, 1, "the values are nested too deeply to be read")
    if not read.issues:
        known_files.keep(mark, read.content, read.lines)
    return read


def _composed(text: str) -> Node | None:
    """The nodes of a text.

    The reader that also keeps comments takes twice the time; it knows better where an empty value
    ends and what a mistake is, so such texts are read by it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReusedAnchorWarning)  # YAML allows it: the last one holds
        try:
            node: Node | None = YAML(typ="safe", pure=True).compose(text)
        except (MarkedYAMLError, ReaderError):
            node = None
        if node is not None and not _has_empty(node):
            return node
        found: Node | None = YAML(typ="rt").compose(text)
    return found


def _has_empty(node: Node) -> bool:
    """Whether a key or an item has nothing written after it."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ScalarNode) and not one.value and one.style is None:
            return True
        if id(one) in seen or isinstance(one, ScalarNode):
            continue  # an alias may lead back to where it stands
        seen.add(id(one))
        for part in one.value:
            waiting.extend(part if isinstance(part, tuple) else (part,))
    return False


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


def _refused(file: str, error: MarkedYAMLError | ReaderError, text: str) -> YamlFile:
    if isinstance(error, ReaderError):
        line = text[: error.position].count("\n") + 1
        return _unreadable(file, line, "a character came that YAML does not allow")
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    slip = cause_of(text, line)
    if slip is not None:
        return _unreadable(file, *slip)
    problem = f"{error.problem} {error.context}"
    found = (cause for pattern, cause in CAUSES if re.search(pattern, problem))
    return _unreadable(file, line, next(found, "this is not valid YAML"))


def _read_node(file: str, node: Node | None, text: str) -> YamlFile:
    if node is None or (isinstance(node, ScalarNode) and not node.value):
        return _unreadable(file, 1, "the file is empty; a mapping of keys is expected")
    if not isinstance(node, MappingNode):
        line = node.start_mark.line + 1
        expected = "a mapping of keys such as 'country: KR' is expected"
        return _unreadable(file, *(cause_of(text, line) or (line, expected)))
    walk = _Walk(file, text)
    content = walk.mapping(node, ())
    return YamlFile(file, content, walk.lines, tuple(walk.issues))


class _Walk:
    """One pass over the nodes of a file that collects values, lines and duplicate keys."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.lines: dict[Path, int] = {(): 1}
        self.issues: list[Issue] = []
        self.open: list[int] = []

    def value(self, node: Node, path: Path) -> object:
        if id(node) in self.open:
            self._issue(node, path, "'*' refers to a value from inside itself")
            return None
        self.open.append(id(node))
        try:
            if isinstance(node, MappingNode):
                return self.mapping(node, path)
            if isinstance(node, SequenceNode):
                return [self._item(item, (*path, place)) for place, item in enumerate(node.value)]
            plain = getattr(node, "style", None) is None
            text = str(node.value).replace("\a", "")  # ruamel.yaml marks the folds of '>' with BEL
            return None if plain and text in NOTHING else text
        finally:
            self.open.pop()

    def _item(self, node: Node, path: Path) -> object:
        self.lines[path] = node.start_mark.line + 1
        return self.value(node, path)

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._issue(key_node, path, "a key is a mapping or a list; a text is expected")
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in content:
                first = self.lines[here]
                self._issue(
                    key_node, here, f"the key '{key}' is written twice, first on line {first}"
                )
                continue
            if key == "<<":
                self._issue(key_node, path, "'<<' is not part of YAML 1.2; write the keys out")
                continue
            self.lines[here] = key_node.start_mark.line + 1
            value = self.value(value_node, here)
            if not self._slipped(key_node, value_node, here):
                content[key] = value
        return content

    def _slipped(self, key: ScalarNode, value: Node, here: Path) -> bool:
        """Finds a question that a comment cut short, and whether a key swallowed its value."""
        glued = re.search("[：:]", str(key.value)) if key.style is None else None
        if glued and isinstance(value, ScalarNode) and not value.value:
            sign = "a full-width '：' came" if glued[0] == "：" else "no space came after ':'"
            self._issue(key, here, f"{sign}; write ':' and a space")
            return True
        rest = self.text[value.end_mark.pointer :].partition("\n")[0] if value.end_mark else ""
        if here[-1] in PROSE and isinstance(value, ScalarNode) and re.match(r"\s*#\S", rest):
            message = f"'#' begins a comment, so the text ends at '{value.value}'"
            self._issue(value, here, f"{message}; put the text in quotes")
        return False

    def _issue(self, node: Node, path: Path, message: str) -> None:
        place = Location(self.file, node.start_mark.line + 1)
        self.issues.append(Issue(place, dotted(path), message))
