"""What a workspace has published so far: facts over its runs, and which of its runs may go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError
from stagelift.reports.archive.pruning import Removable, prune
from stagelift.reports.archive.restating import Restated, restatements, with_late
from stagelift.reports.archive.selection import Hidden, Selection, chosen
from stagelift.reports.archive.withdrawing import hidden_by
from stagelift.reports.index import entries, read_manifests
from stagelift.reports.periods import Period
from stagelift.workspace.runs import SITE

if TYPE_CHECKING:
    from typing import Any

    from stagelift.definitions.keeping import Keep
    from stagelift.reports.diff import Diff
    from stagelift.workspace.workspace import Workspace

LOOKED_UP = 6  # pairs of instants for which the data are asked which rows came late


def archived(workspace: Workspace, selection: Selection) -> tuple[dict[str, Any], ...]:
    """The facts asked for; none of an experiment whose newest page hides its figures.

    Args:
        workspace: The workspace.
        selection: Which facts.

    Returns:
        The facts in the order in which they were published.

    Raises:
        ArgumentError: Nothing was published under a name.
    """
    return chosen(workspace.state / "facts", selection, hidden=hidden(workspace))


def hidden(workspace: Workspace) -> Hidden:
    """The experiments whose newest page says that their health is red."""
    return hidden_by(entries(read_manifests(workspace.state / "runs")))


def restated(workspace: Workspace, found: Sequence[Mapping[str, Any]]) -> tuple[Restated, ...]:
    """Every change of a published number, with the rows that came late where the data know.

    Args:
        workspace: The workspace; the newest instants are looked up in its data.
        found: Facts in the order in which they were published.

    Returns:
        The changes in the order in which they were told.

    Raises:
        DataError: When a source cannot be read as defined.
    """
    changes = restatements(found, workspace.journey.zone)
    asked = dict.fromkeys(
        (one.period, one.known_before, one.known_now)
        for one in reversed(changes)
        if one.cause == "later rows" and one.known_before
    )
    late = {}
    for period, before, now in list(asked)[:LOOKED_UP]:
        try:
            first = Period.parse(period).first
        except ArgumentError:  # an experiment's
            continue
        with workspace.seen(datetime.fromisoformat(now)) as then:
            came = then.arrived(datetime.fromisoformat(before), first)
        late[period, before, now] = {one.source: one.rows for one in came}
    return with_late(changes, late)


def late_between(workspace: Workspace, found: Diff) -> dict[str, int]:
    """The rows that came between what two runs of one period knew, by source.

    Args:
        workspace: The workspace.
        found: Two runs side by side.

    Returns:
        Source → rows; empty when the runs knew the same instant or are about two periods.

    Raises:
        DataError: When a source cannot be read as defined.
    """
    told = [str(run.page.get("as_of") or "") for run in (found.first, found.second)]
    before, now = sorted(told)
    if not found.restates or not before or before == now:
        return {}
    try:
        first = Period.parse(found.first.stable.period).first
    except ArgumentError:  # an experiment's
        return {}
    with workspace.seen(datetime.fromisoformat(now)) as then:
        came = then.arrived(datetime.fromisoformat(before), first)
    return {one.source: one.rows for one in came}


def kept_by(workspace: Workspace, names: Sequence[str] = ()) -> dict[str, Keep]:
    """What each report keeps by its own file, or else by `reports:` of the journey.

    Args:
        workspace: The workspace.
        names: Ids of reports; all when empty.

    Returns:
        Report → what it keeps; those that keep everything are left out.
    """
    default = workspace.journey.reports.keep
    said = {
        name: each.keep or default
        for name, each in workspace.definitions.reports.items()
        if not names or name in names
    }
    return {name: keep for name, keep in said.items() if keep and not keep.keeps_all}


def prune_runs(workspace: Workspace, *, dry_run: bool = False) -> tuple[Removable, ...]:
    """Old runs are gone as `keep:` of their reports or of the journey says; the facts stay.

    Args:
        workspace: The workspace.
        dry_run: Whether only to say what would go.

    Returns:
        The runs, oldest first; none when no report says what it keeps.
    """
    keep = kept_by(workspace)
    if not keep:
        return ()
    site = workspace.root / SITE
    return prune(workspace.root, site, keep, datetime.now(UTC), dry_run=dry_run)
