"""The nodes of a YAML text as plain mappings, lists and texts, with the line of every key.

Loaded only where a text is read for the first time: the library takes longer to load than the
definitions of a workspace that another process has read.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from stagelift.definitions.slips import cause_of
from stagelift.definitions.translate import Path, dotted
from stagelift.errors import Issue, Location

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


class UnreadableError(Exception):
    """Why a text is no mapping of keys.

    Args:
        line: 1-based line of the cause.
        message: The cause in plain words.
        hint: What helps; may be empty.
    """

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        """Keeps the three apart."""
        super().__init__(message)
        self.line = line
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Read:
    """What a text says.

    Args:
        content: The mapping written.
        lines: Path of a key to its 1-based line.
        issues: What is wrong with it as YAML.
    """

    content: dict[str, Any]
    lines: dict[Path, int]
    issues: tuple[Issue, ...]


def read_nodes(text: str, file: str) -> Read:
    r"""The content of a text, read without interpretation.

    Args:
        text: The whole text, without a byte order mark.
        file: How the file is named in issues.

    Returns:
        Its content, lines and issues.

    Raises:
        UnreadableError: It is not YAML, or no mapping.

    Example:
        >>> read_nodes("stages:\n  awareness: visited\n", "journey.yaml").lines
        {(): 1, ('stages',): 1, ('stages', 'awareness'): 2}
    """
    try:
        return _read_node(file, _composed(text), text)
    except (MarkedYAMLError, ReaderError) as error:
        raise _refused(error, text) from error
    except RecursionError as error:
        raise UnreadableError(1, "the values are nested too deeply to be read") from error


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


def _refused(error: MarkedYAMLError | ReaderError, text: str) -> UnreadableError:
    if isinstance(error, ReaderError):
        line = text[: error.position].count("\n") + 1
        return UnreadableError(line, "a character came that YAML does not allow")
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    slip = cause_of(text, line)
    if slip is not None:
        return UnreadableError(*slip)
    problem = f"{error.problem} {error.context}"
    found = (cause for pattern, cause in CAUSES if re.search(pattern, problem))
    return UnreadableError(_opened(error, text, line), next(found, "this is not valid YAML"))


def _opened(error: MarkedYAMLError, text: str, line: int) -> int:
    """The line of a bracket that is never closed, where the next key was taken for a part of it."""
    start = error.context_mark
    if start is None or "flow" not in str(error.context) or start.line + 1 >= line:
        return line
    lines = [*text.split("\n"), ""]
    depths = [len(each) - len(each.lstrip()) for each in (lines[start.line], lines[line - 1])]
    begins_anew = not lines[line - 1].strip() or depths[1] <= depths[0]
    return start.line + 1 if begins_anew else line


def _read_node(file: str, node: Node | None, text: str) -> Read:
    if node is None or (isinstance(node, ScalarNode) and not node.value):
        raise UnreadableError(1, "the file is empty; a mapping of keys is expected")
    if not isinstance(node, MappingNode):
        line = node.start_mark.line + 1
        expected = "a mapping of keys such as 'country: KR' is expected"
        raise UnreadableError(*(cause_of(text, line) or (line, expected)))
    walk = _Walk(file, text)
    content = walk.mapping(node, ())
    return Read(content, walk.lines, tuple(walk.issues))


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
