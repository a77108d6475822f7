"""English prose in what a Korean reader is shown: lines of a screen, and texts of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

# what is not prose: quoted keys and values, fields of a sentence, commands to type, a line of a
# definition, ids of cells, and names of programs, written the same in both languages
NOT_WORDS = re.compile(
    r"`[^`]*`|'[^']*'|\{[^{}]*\}|stagelift \S+(?: [\w-]+)*|jupyter lab \S+|apt install [\w -]+"
    r"|enters: as they qualify|\w+ \w+ (?:read|unread|left) · |GitHub Actions|VS Code"
)
PROSE = re.compile(r"(?<![\w.:/-])[A-Za-z]+(?: [A-Za-z]+){2,}(?![\w:])")


def prose(sentence: str) -> list[str]:
    """Three Latin words and more in a row, outside fields, quoted keys and commands."""
    return PROSE.findall(NOT_WORDS.sub("·", sentence))


class Texts(HTMLParser):
    """The texts of a page, what is read aloud among them; neither code nor another language."""

    BARE = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "use"})
    UNREAD = frozenset({"code", "pre", "script", "style"})

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.feed(markup)

    @property
    def read(self) -> bool:
        return all(shown for _, shown in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        shown = tag not in self.UNREAD and own.get("lang") in (None, "ko")
        if self.read and shown:
            self.found += filter(None, (own.get(name) for name in ("title", "aria-label", "alt")))
        if tag not in self.BARE:
            self.open.append((tag, shown))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if any(tag == name for name, _ in self.open):
            while self.open.pop()[0] != tag:  # end tags may be left out
                pass

    def handle_data(self, data: str) -> None:
        if self.read and data.strip():
            self.found.append(" ".join(data.split()))


def prose_of_page(markup: str) -> Iterator[tuple[str, list[str]]]:
    """Each text of a page that holds English prose, with what it holds."""
    for text in Texts(markup).found:
        if found := prose(text):
            yield text, found
