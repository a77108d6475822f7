"""`stagelift map`: the measured map in the terminal, as JSON, as a page and as a file."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import following, print_json, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.reports.map import JourneyMap
    from stagelift.reports.map.saved import MapChanges
    from stagelift.workspace import Workspace

WIDEST = 120  # longer lines are hard to follow from one to the next


@click.command(name="map")
@click.option(
    "--period",
    default="last-week",
    show_default=True,
    help="Of the KPIs: 2026-W46, 2026-11, 2026-Q4, 2026-10-01..2026-10-15, last-week.",
)
@click.option(
    "--section",
    "sections",
    multiple=True,
    metavar="NAME",
    help="Only this section, such as now, targets, hours or untried; repeatable.",
)
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it as a page.",
)
@click.option("--save", is_flag=True, help="Write maps/DAY.yaml, whose lines can be compared.")
@click.option(
    "--against",
    metavar="FILE or DAY",
    help="What changed since a saved map, or since a day.",
)
@json_option
@workspace_options
def journey_map(*, period: str, as_json: bool, **asked: Any) -> None:
    """Show the measured map: the journey now, its targets, its hours, and what was never tried."""
    with open_workspace() as workspace:
        found = workspace.map(period=period, language=language())
        changed = _against(workspace, found, asked["against"], period)
    written = [_page(found, asked["html"])] if asked["html"] else []
    written += [_saved(workspace, found)] if asked["save"] else []
    if as_json:
        print_json(changed.to_dicts() if changed else _chosen(found, asked["sections"]))
        return
    width = min(WIDEST, shutil.get_terminal_size((100, 24)).columns)
    say(changed.text(width) if changed else found.text(width, sections=asked["sections"]))
    for path in written:
        say(said("map.wrote", path=path))
    following("map --save" if not asked["save"] else "report run weekly")


def _chosen(found: JourneyMap, sections: tuple[str, ...]) -> dict[str, Any]:
    """The map as JSON, of the sections asked for."""
    shown = found.to_dict()
    if sections:
        shown["sections"] = [found.section(name).to_dict() for name in sections]
    return shown


def _against(
    workspace: Workspace, found: JourneyMap, against: str | None, period: str
) -> MapChanges | None:
    """What changed since a saved map; a day without one is measured as it was known then."""
    if against is None:
        return None
    from stagelift.reports.map.saved import FOLDER, as_read, changes, read_saved, saved_values

    named = workspace.root / FOLDER / f"{against}.yaml"
    file = named if named.is_file() else Path(against)
    if file.is_file():
        return changes(read_saved(file, file.name), found, against)
    earlier = _earlier(workspace, against, period)
    return changes(as_read(saved_values(earlier)), found, against)


def _earlier(workspace: Workspace, against: str, period: str) -> JourneyMap:
    """The map as it was known on a day of which none was saved."""
    from stagelift.workspace.opening import instant_of

    try:
        date.fromisoformat(against)
    except ValueError:
        raise ArgumentError(
            f"--against: '{against}' is neither a saved map nor a day such as 2026-11-09"
        ) from None
    earlier = workspace.seen(instant_of(against, workspace.journey))
    with earlier:
        return earlier.map(period=period, language=language())


def _page(found: JourneyMap, path: Path) -> Path:
    from stagelift.files import swap

    swap(path, found.to_page())
    return path


def _saved(workspace: Workspace, found: JourneyMap) -> Path:
    from stagelift.files import swap
    from stagelift.reports.map.saved import FOLDER

    path = workspace.root / FOLDER / f"{found.as_of[:10]}.yaml"
    swap(path, found.to_saved())
    return path
