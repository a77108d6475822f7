"""What a browser finds on every page in light and dark, on a desk and on a phone; seen once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Contrast depends on the scheme, everything else on the width: each rule is run on every screen
# that can change what it finds, and none where another screen has answered already.
COLOUR = {"color-contrast": {"enabled": True}, "link-in-text-block": {"enabled": True}}
OTHERS = {name: {"enabled": False} for name in COLOUR}
ALL: dict[str, Any] = {}
SCREENS = {
    ("light", 1100): {"rules": ALL},
    ("light", 400): {"rules": OTHERS},
    ("dark", 1100): {"runOnly": list(COLOUR)},
    ("dark", 400): {"runOnly": list(COLOUR)},
}
WIDE = 1100
HERE = Path(__file__).parent
CUT = (HERE / "cut.js").read_text(encoding="utf-8")
OPEN = "() => document.querySelectorAll('details').forEach(found => { found.open = true })"
RUN = """async options => (await axe.run(options)).violations.map(
  rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 120))])"""
# What is broken is told by its markup: the search for a selector takes longer than the rules.
OPTIONS = {"resultTypes": ["violations"], "selectors": False, "preload": False}
HEADER = (
    *("Page", "Language"),
    *(f"axe, {scheme}, {width:,} px" for scheme, width in SCREENS),
    *("Console errors", "Requests outside", "Cut or past the edge"),
)
FACTS = re.compile(r"n[0-9a-f]{7}\.")
BEGIN, END = "<!-- axe: begin -->", "<!-- axe: end -->"


@dataclass(frozen=True)
class Seen:
    """One page as four screens show it.

    Args:
        kind: What the page is.
        language: Its language.
        place: Where it stands.
        broken: Screen → axe-core's violations: (rule, pieces of markup).
        cut: Width → what is cut off or hangs over the edge.
        heard: What the page said to the console, asked for or popped up.
    """

    kind: str
    language: str
    place: str
    broken: dict[tuple[str, int], list[Any]]
    cut: dict[int, list[str]]
    heard: tuple[str, ...]

    @property
    def mistakes(self) -> dict[str, Any]:
        """What is wrong with it; empty when nothing is."""
        found = {f"axe {scheme} {width}": b for (scheme, width), b in self.broken.items() if b}
        found |= {f"cut at {width}": parts for width, parts in self.cut.items() if parts}
        return found | ({"heard": self.heard} if self.heard else {})


def survey(kind: str, path: Path, visit: Callable[..., Any], axe: str) -> Seen:
    """Looks at one page, with all that is folded open."""
    visited = visit(path, width=WIDE)
    page = visited.page
    page.evaluate(OPEN)
    page.evaluate(axe)
    broken: dict[tuple[str, int], list[Any]] = {}
    cut: dict[int, list[str]] = {}
    for (scheme, width), rules in SCREENS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        broken[scheme, width] = page.evaluate(RUN, OPTIONS | rules)
        if width not in cut:
            cut[width] = page.evaluate(CUT)
    place = "/".join(path.parts[-3:])
    return Seen(kind, language_of(path), place, broken, cut, tuple(visited.heard))


def pages_of(site: Path) -> list[Path]:
    """The pages of a site, without those that only lead to another."""
    found = sorted(site.rglob("*.html"))
    return [path for path in found if not path.name.startswith("latest")]


def language_of(path: Path) -> str:
    """The language a page says it is in."""
    found = re.search(r'<html lang="(\w+)">', path.read_text(encoding="utf-8"))
    assert found is not None, path
    return found[1]


def kind_of(path: Path, site: Path) -> str:
    """What a page of the demo shop's site is."""
    name, folder = path.name, path.relative_to(site).parts[0]
    if name.startswith("index"):
        return "front page" if path.parent == site else "history of a report"
    if FACTS.match(name):
        return "facts of a page"
    kinds = {"map": "journey map", "programme": "programme review", "readout": "readout, demo"}
    if folder == "weekly":
        return "weekly, full" if "full" in name else "weekly, brief"
    return kinds.get(folder, folder)


def table(seen: Iterable[Seen]) -> str:
    """The table of the documentation: one line a kind of page and language."""
    lines = ["| " + " | ".join(HEADER) + " |", "|---|---|" + "--:|" * (len(HEADER) - 2)]
    groups: dict[tuple[str, str], list[Seen]] = {}
    for one in seen:
        groups.setdefault((one.kind, one.language), []).append(one)
    for (kind, language), pages in sorted(groups.items()):
        axe = [sum(len(one.broken[screen]) for one in pages) for screen in SCREENS]
        said = [said for one in pages for said in one.heard]
        asked = sum(text.startswith("request") for text in said)
        cut = sum(len(parts) for one in pages for parts in one.cut.values())
        cells = [kind, language, *map(str, axe), str(len(said) - asked), str(asked), str(cut)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def dumped(found: Iterable[Seen]) -> str:
    """Every mistake, readable in a failing test."""
    return json.dumps({one.place: one.mistakes for one in found if one.mistakes}, indent=1)
