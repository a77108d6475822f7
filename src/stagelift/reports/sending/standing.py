"""What was sent to a folder before: under a banner once it is withdrawn, as on the site."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from stagelift.reports.archive.withdrawing import MARK, banner, hidden_by, shows
from stagelift.reports.archive.withdrawn_files import lay, lay_beside
from stagelift.reports.index import entries, read_manifests
from stagelift.reports.numbers import beside

if TYPE_CHECKING:
    from stagelift.reports.manifest import Manifest


def bring_up(state: Path, place: Path, to: str, sent: Sequence[Manifest]) -> None:
    """Every page that stands in a folder says what is withdrawn by now; numbers long replaced go.

    The pages sent now are there already. Pages of other subjects, and the pages behind the numbers
    of earlier runs, get the banner or lose it; of a page sent now the site's number of runs keep
    their numbers beside it.

    Args:
        state: Where the workspace keeps its runs and its facts.
        place: The folder.
        to: The folder as the report's file names it, by which deliveries are noted.
        sent: The runs whose pages were put there now.

    Raises:
        OSError: A file cannot be written.
    """
    every = read_manifests(state / "runs")
    good = [run for run in every if run.status == "ok"]
    for run in sent:
        runs = [state / "runs" / one.run_id for one in good if one.key == run.key]
        beside.sweep(runs, place, run.public, beside.kept_beside(run.page))
    there = [run for run in good if (place / beside.place_of(run.public)).is_dir()]
    names = shows(state / "facts", there, hidden_by(entries(every)))
    whole = {**whole_pages(state / "sent", to), **{run.public: run.run_id for run in sent}}
    for run in there:
        folder, own = state / "runs" / run.run_id, names.get(run.run_id, ())
        is_whole = whole.get(run.public) == run.run_id
        if own or bears_banner(place, folder, run, is_whole=is_whole):
            (lay if is_whole else lay_beside)(place, folder, run, banner(run, own))


def bears_banner(place: Path, folder: Path, run: Manifest, *, is_whole: bool) -> bool:
    """Whether what stands of a run in a folder was put under a banner before.

    Args:
        place: The folder.
        folder: The run's own folder.
        run: The run.
        is_whole: Whether its page stands there too, not only the pages behind its numbers.

    Returns:
        False where nothing of it stands.
    """
    at = place / beside.place_of(run.public)
    made = [at / each.name for each in (folder / beside.FOLDER).glob("n*.html")]
    pages = [*made, place / PurePosixPath(run.public)] if is_whole else made
    return any(MARK in each.read_text(encoding="utf-8") for each in pages if each.is_file())


def whole_pages(registers: Path, to: str) -> Mapping[str, str]:
    """Which run each page in a folder is of, by what was noted of deliveries.

    Args:
        registers: The folder of the notes.
        to: The folder as reports name it.

    Returns:
        Public path → id of the run that was sent there last; nothing of runs that are gone.
    """
    found: dict[str, str] = {}
    runs = registers.parent / "runs"
    known = {run.run_id: run.public for run in read_manifests(runs)}
    told = [json.loads(each.read_text(encoding="utf-8")) for each in registers.glob("*.json")]
    for record in sorted(told, key=lambda one: str(one["at"])):
        if record["to"] == to:
            found |= {known[one]: one for one in record["runs"] if one in known}
    return found
