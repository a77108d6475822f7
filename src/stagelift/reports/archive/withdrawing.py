"""Published pages that show what is hidden by now: under a banner until it is green again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from stagelift.files import swap
from stagelift.reports import facts
from stagelift.reports.archive.selection import Hidden, is_hidden
from stagelift.reports.archive.withdrawn_files import lay, lay_beside
from stagelift.reports.front.told import is_broken
from stagelift.reports.front.topics import known_at, language_of, telling, topics, trials_of
from stagelift.reports.front.wording import words_of
from stagelift.reports.numbers.beside import KEPT
from stagelift.reports.publish import lock_of

if TYPE_CHECKING:
    from stagelift.reports.index import Entry
    from stagelift.reports.manifest import Manifest

FILE = "withdrawn.json"  # run → the experiments its banner names
MARK = "sl answer fix withdrawn"  # the classes of a banner
SHOWN = """SELECT * FROM archive WHERE value IS NOT NULL AND (list_contains($red, experiment)
    OR list_contains($red, split_part(name, '.', 1)))"""


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


def mark_withdrawn(
    pages: Pages, found: Sequence[Entry], runs: Iterable[Manifest]
) -> tuple[str, ...]:
    """Each page that shows figures of an experiment hidden by now says so before all else.

    So do its pages of facts; its PDF and its tables are taken away until the experiment is green
    again. A page that is being published is left to its own run, which marks it next.

    Args:
        pages: Where they stand.
        found: The state of each key, in order.
        runs: Finished runs, oldest first.

    Returns:
        The public paths of the pages that were written anew, in the order of their runs.
    """
    before, standing = withdrawn_runs(pages.state), _standing(runs)
    now = shows(pages.state / "facts", standing, hidden_by(found))
    # both are kept until all is written, so that no page bears a banner nobody knows of
    if before != now:
        swap(pages.state / FILE, _json({**before, **now}))
    newest = {run.key: run for run in standing}
    written, missed = [], {}
    for run in standing:
        if run.run_id not in before and run.run_id not in now:
            continue
        whole = newest[run.key] is run
        done = _mark(pages, run, now.get(run.run_id, ()), whole=whole)
        if done is None:
            missed[run.run_id] = before.get(run.run_id, ())
        elif done:
            written.append(run.public)
    if before != now:
        swap(pages.state / FILE, _json({**missed, **now}))
    return tuple(written)


def withdrawn_runs(state: Path) -> dict[str, Sequence[str]]:
    """Which runs have pages that bear a banner.

    Args:
        state: Where the workspace keeps its facts and its locks.

    Returns:
        Id of the run → the experiments its banner names.
    """
    kept = state / FILE
    found: dict[str, Sequence[str]] = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    return found


def mark_again(state: Path, place: Path, run: Manifest) -> None:
    """What a run put into a folder once more bears its banner, where it has one.

    Args:
        state: Where the workspace keeps its facts and its locks.
        place: The site, or a folder the page was sent to.
        run: The newest run of its page.
    """
    if names := withdrawn_runs(state).get(run.run_id):
        lay(place, state / "runs" / run.run_id, run, banner(run, names))


def told_of(run: Manifest, names: Sequence[str]) -> tuple[str, str]:
    """What a reader must know first, with the experiments in the words of the page.

    Args:
        run: The run.
        names: Ids of the experiments whose figures are withdrawn.

    Returns:
        The sentence and why, plain text in the language of the page.
    """
    words = words_of(language_of(run, "en"))
    labels = {str(each["name"]): str(each.get("label") or each["name"]) for each in _trials(run)}
    listed = ", ".join(labels.get(name, name) for name in names)
    return words["withdrawn"].format(names=listed), words["withdrawn.why"]


def banner(run: Manifest, names: Sequence[str]) -> str:
    """The same as the first section of a page.

    Args:
        run: The run.
        names: Ids of the experiments; none for no banner.

    Returns:
        HTML; empty without a name.
    """
    if not names:
        return ""
    said, why = told_of(run, names)
    return (
        f'<section class="{MARK}" role="note">'
        f'<p class="headline">{escape(said)}</p><p>{escape(why)}</p></section>'
    )


def _standing(runs: Iterable[Manifest]) -> tuple[Manifest, ...]:
    """The newest run of each page, last, and before it those whose pages of facts are kept."""
    good: dict[str, list[Manifest]] = {}
    for run in runs:
        if run.status == "ok":
            good.setdefault(run.key, []).append(run)
    return tuple(run for own in good.values() for run in own[-KEPT:])


def shows(archive: Path, runs: Iterable[Manifest], hidden: Hidden) -> dict[str, Sequence[str]]:
    """Which pages show figures of experiments that are hidden by now.

    Args:
        archive: The facts.
        runs: The runs asked about.
        hidden: The experiments.

    Returns:
        Id of the run → the experiments; nothing of one made when they were hidden already.
    """
    if not hidden.names:
        return {}
    red = sorted(hidden.names)
    shown: dict[str, set[str]] = {}
    for row in facts.query(archive, SHOWN, {"red": red}):
        if is_hidden(row, hidden):
            own = row["experiment"] if row["experiment"] in hidden.names else None
            first = str(row["name"]).partition(".")[0]
            shown.setdefault(str(row["run_id"]), set()).add(str(own or first))
    found = {run.run_id: shown.get(run.run_id, set()) - _known_red(run) for run in runs}
    return {run_id: sorted(names) for run_id, names in found.items() if names}


def _known_red(run: Manifest) -> set[str]:
    """The experiments that were hidden already when the page was made."""
    return {str(trial["name"]) for trial in _trials(run) if is_broken(trial)}


def _trials(run: Manifest) -> Sequence[Mapping[str, object]]:
    return run.page.get("trials") or ()


def _mark(pages: Pages, run: Manifest, names: Sequence[str], *, whole: bool) -> bool | None:
    """Whether anything was written anew; None when the page is being published by another run."""
    from filelock import FileLock, Timeout

    folder = pages.state / "runs" / run.run_id
    put = lay if whole else lay_beside
    if run.key == pages.held:
        return put(pages.site, folder, run, banner(run, names))
    try:
        with FileLock(lock_of(pages.state, run.key), timeout=0):
            return put(pages.site, folder, run, banner(run, names))
    except Timeout:
        return None


def _json(values: Mapping[str, Sequence[str]]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
