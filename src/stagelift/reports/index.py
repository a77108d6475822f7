"""The index page: what runs, what waits, and every report by period with its state."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.definitions.yaml_file import read_yaml
from stagelift.reports.archive.withdrawing import Pages, mark_withdrawn
from stagelift.reports.front.search import SCRIPT, TAG
from stagelift.reports.front.write import write_front
from stagelift.reports.manifest import FILE, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LOCK_SECONDS = 60
DECISION = ".decision.yaml"  # how the file of a decision ends
READ_MOST = ("weekly_journey.ipynb", "experiment_readout.ipynb", "journey_map.ipynb")


@dataclass(frozen=True, slots=True)
class Entry:
    """The state of one key: its last published run, and a failure since then.

    Args:
        good: The last published run, None when there was none.
        failure: The first failed run after it, None when there was none.
        was: What the page said of its state before it said something else; empty when it never did.
        error: Why the newest run failed, in one line; empty when it did not.
    """

    good: Manifest | None
    failure: Manifest | None
    was: str = ""
    error: str = ""

    @property
    def run(self) -> Manifest:
        """The published run, or the failed one when there is no other."""
        found = self.good or self.failure
        if found is None:
            raise ValueError("an entry needs a run")
        return found

    @property
    def state(self) -> str:
        """`ok`, `stale` (a page stands, but a later run failed) or `failed`."""
        if self.failure is None:
            return "ok"
        return "stale" if self.good else "failed"


def read_manifests(runs: Path) -> tuple[Manifest, ...]:
    """The manifests of all finished runs, oldest first.

    Args:
        runs: The folder of runs; failed ones stand under `_failed`.

    Returns:
        The manifests in the order in which the runs ended.
    """
    files = [*runs.glob(f"[!_]*/{FILE}"), *runs.glob(f"_failed/*/{FILE}")]
    found = []
    for file in files:
        with contextlib.suppress(FileNotFoundError):  # pruned since it was listed
            found.append(Manifest.from_json(file.read_text(encoding="utf-8")))
    return tuple(sorted(found, key=lambda run: (run.finished, run.run_id)))


def entries(manifests: Iterable[Manifest]) -> tuple[Entry, ...]:
    """One entry a key: the newest period first, the reports read most often before the others.

    Args:
        manifests: Finished runs, oldest first.

    Returns:
        The entries; the journey's reports, readouts, maps, then others in alphabetical order.
    """
    good: dict[str, Manifest] = {}
    failure: dict[str, Manifest] = {}
    was: dict[str, str] = {}
    error: dict[str, str] = {}
    for run in manifests:
        if run.status == "ok":
            before = good[run.key].page.get("status") if run.key in good else None
            if before and before != run.page.get("status"):
                was[run.key] = str(before)
            good[run.key] = run
            failure.pop(run.key, None)
        else:
            failure.setdefault(run.key, run)
        error[run.key] = run.error
    made = (Entry(good.get(k), failure.get(k), was.get(k, ""), told) for k, told in error.items())
    found = sorted(made, key=_name)
    newest = sorted(found, key=lambda entry: entry.run.stable.period, reverse=True)
    places: dict[str, int] = {}
    for entry in newest:
        told = entry.run.stable
        place = READ_MOST.index(told.notebook) if told.notebook in READ_MOST else len(READ_MOST)
        places[told.report] = min(place, places.get(told.report, place))
    order = sorted(places, key=lambda report: (places[report], report))
    return tuple(sorted(newest, key=lambda entry: order.index(entry.run.stable.report)))


def build_index(root: Path, site: Path, *, language: str = "", held: str = "") -> Path:
    """The front of the site stands: index, histories, latest pages.

    It is made from the manifests, and from the decisions kept since. Pages that show figures of an
    experiment hidden by now get a banner; their PDFs are taken away, and listed no more.

    Args:
        root: The workspace.
        site: Folder of the public pages.
        language: Language of the index: en or ko; another one reads as en. By default that of the
            front that is there.
        held: The key whose lock the caller holds; empty for none.

    Returns:
        `site/index.html`.
    """
    from filelock import FileLock

    state = root / ".stagelift"
    lock = state / "locks" / "index.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    path = site / "index.html"
    language = language or ("ko" if (site / "index.en.html").is_file() else "en")
    with FileLock(lock, timeout=LOCK_SECONDS):  # the last to write has read every manifest
        runs = read_manifests(state / "runs")
        found, decided = entries(runs), decisions(root)
        mark_withdrawn(Pages(state=state, site=site, held=held), found, runs)
        write_front(site, found, runs, decided=decided, language=language, wrap=wrap)
    return path


def refresh_index(root: Path, site: Path) -> None:
    """The front of the site says what holds now; a site without one has none.

    Args:
        root: The workspace.
        site: Folder of the public pages.
    """
    if (site / "index.html").is_file():
        build_index(root, site)


def decisions(root: Path) -> dict[str, dict[str, Any]]:
    """The decisions that a workspace keeps.

    Args:
        root: The workspace.

    Returns:
        Experiment → its decision as it is written; empty where it cannot be read.
    """
    found = sorted((root / "experiments").glob(f"*{DECISION}"))
    return {path.name.removesuffix(DECISION): read_yaml(path, path.name).content for path in found}


def wrap(title: str, body: str, language: str) -> str:
    """A document of the site around a body, in the look of the pages.

    Args:
        title: Title, plain text.
        body: HTML.
        language: Language of the document.

    Returns:
        One self-contained HTML document.
    """
    from stagelift.reports import page

    return page.wrap(title, body, language, scripts=(SCRIPT,) if TAG in body else ())


def _name(entry: Entry) -> str:
    """The key without the report: the period, and what differs from the defaults."""
    run = entry.run
    return run.key.removeprefix(f"{run.stable.report} ")
