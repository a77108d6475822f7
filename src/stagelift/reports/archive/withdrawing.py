"""Published pages that show what is hidden by now: a banner on each, until it is green again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from stagelift.files import swap
from stagelift.reports import facts
from stagelift.reports.archive.selection import Hidden, is_hidden
from stagelift.reports.front.told import is_broken
from stagelift.reports.front.topics import known_at, language_of, telling, topics, trials_of
from stagelift.reports.front.wording import words_of
from stagelift.reports.publish import lock_of

if TYPE_CHECKING:
    from stagelift.reports.index import Entry
    from stagelift.reports.manifest import Manifest

FILE = "withdrawn.json"  # page → the experiments its banner names
SHOWN = """SELECT * FROM archive WHERE value IS NOT NULL AND (list_contains($red, experiment)
    OR list_contains($red, split_part(name, '.', 1)))"""
_BANNER = re.compile(r'<section class="sl answer fix withdrawn" .*?</section>\n', re.DOTALL)
_TOP = "<main>\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The published pages of a workspace.

    Args:
        state: Where the workspace keeps its facts and its locks.
        site: Folder of the public pages.
        held: The key whose lock the caller holds; empty for none.
    """

    state: Path
    site: Path
    held: str = ""


def hidden_by(found: Sequence[Entry]) -> Hidden:
    """The experiments whose newest page says that their health is red.

    Args:
        found: The state of each key, in order.

    Returns:
        Their ids.
    """
    told = trials_of(telling(topics(found), "en"))
    red = {str(trial["name"]) for trial in told if is_broken(trial)}
    standing = sorted((each.good for each in found if each.good), key=known_at)
    last = {str(run.page["experiment"]): run for run in standing if run.page.get("experiment")}
    red |= {name for name, run in last.items() if run.page.get("red")}
    return Hidden(names=frozenset(red))


def mark_withdrawn(pages: Pages, found: Sequence[Entry]) -> tuple[str, ...]:
    """Each page that shows figures of an experiment hidden by now says so before all else.

    A page that is being published is left to its own run, which marks it next.

    Args:
        pages: Where they stand.
        found: The state of each key, in order.

    Returns:
        The public paths of the pages that were written anew, in the order of their keys.
    """
    kept = pages.state / FILE
    before: dict[str, list[str]] = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    runs = [each.good for each in found if each.good is not None]
    now = _shows(pages.state / "facts", runs, hidden_by(found))
    # both are kept until all is written, so that no page bears a banner nobody knows of
    if before != now:
        swap(kept, _json({**before, **now}))
    written, missed = [], {}
    for run in runs:
        if run.public not in before and run.public not in now:
            continue
        done = _mark(pages, run, now.get(run.public, []))
        if done is None:
            missed[run.public] = before.get(run.public, [])
        elif done:
            written.append(run.public)
    if before != now:
        swap(kept, _json({**missed, **now}))
    return tuple(written)


def _shows(archive: Path, runs: Iterable[Manifest], hidden: Hidden) -> dict[str, list[str]]:
    """Page → the hidden experiments whose figures it shows."""
    if not hidden.names:
        return {}
    red = sorted(hidden.names)
    shown: dict[str, set[str]] = {}
    for row in facts.query(archive, SHOWN, {"red": red}):
        if is_hidden(row, hidden):
            own = row["experiment"] if row["experiment"] in hidden.names else None
            first = str(row["name"]).partition(".")[0]
            shown.setdefault(str(row["run_id"]), set()).add(str(own or first))
    found = {run.public: shown.get(run.run_id, set()) - _known_red(run) for run in runs}
    return {public: sorted(names) for public, names in found.items() if names}


def _known_red(run: Manifest) -> set[str]:
    """The experiments that were hidden already when the page was made."""
    return {str(trial["name"]) for trial in _trials(run) if is_broken(trial)}


def _trials(run: Manifest) -> Sequence[Mapping[str, object]]:
    return run.page.get("trials") or ()


def _mark(pages: Pages, run: Manifest, names: Sequence[str]) -> bool | None:
    """Whether the page was written anew; None when it is being published by another run."""
    from filelock import FileLock, Timeout

    if run.key == pages.held:
        return _write(pages.site / run.public, run, names)
    try:
        with FileLock(lock_of(pages.state, run.key), timeout=0):
            return _write(pages.site / run.public, run, names)
    except Timeout:
        return None


def _write(page: Path, run: Manifest, names: Sequence[str]) -> bool:
    """Whether the page had to be written anew to name these experiments, or none."""
    if not page.is_file():
        return False
    text = page.read_text(encoding="utf-8")
    marked = _BANNER.sub("", text, count=1)
    if names:
        marked = marked.replace(_TOP, f"{_TOP}{_banner(run, names)}\n", 1)
    if marked == text:
        return False
    swap(page, marked)
    return True


def _banner(run: Manifest, names: Sequence[str]) -> str:
    """What a reader must know first, with the experiments in the words of the page."""
    words = words_of(language_of(run, "en"))
    labels = {str(each["name"]): str(each.get("label") or each["name"]) for each in _trials(run)}
    said = words["withdrawn"].format(names=", ".join(labels.get(name, name) for name in names))
    return (
        '<section class="sl answer fix withdrawn" role="note">'
        f'<p class="headline">{escape(said)}</p><p>{escape(words["withdrawn.why"])}</p></section>'
    )


def _json(values: Mapping[str, Sequence[str]]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
