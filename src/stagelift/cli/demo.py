"""`stagelift demo`: the demo shop made, measured, read out and published, without a network."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stagelift.cli import options
from stagelift.cli.figures import verdict_text
from stagelift.cli.home import is_demo
from stagelift.cli.options import workspace_options
from stagelift.cli.report_lines import say_unlinked, shown
from stagelift.cli.screen import following, interactive, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.reports.parallel import RunRequest
    from stagelift.reports.run import RunResult
    from stagelift.workspace import Workspace

NEW_SHOP = "stagelift-demo"
READOUT = "experiment_readout"
ORDER = ("weekly_journey", "journey_map", READOUT)
WORKERS = 2  # the smallest machine in use has two cores
TRUTH = Path("data") / "truth.json"


@click.command()
@workspace_options
def demo() -> None:
    """Make the demo shop, read out its experiments, measure its stages, publish its four reports.

    Outside a workspace, the shop is written into the folder stagelift-demo first. Its true effects
    are known (data/truth.json). No network is used; what is made lies in folders that git ignores.
    """
    root = shop_root()
    began = time.perf_counter()
    make(root)
    seconds = time.perf_counter() - began
    say(said("demo.made", folder=shown(root / TRUTH.parent), seconds=seconds))
    with options.open_workspace() as workspace:
        say(said("home.experiments"))
        for name, trial in workspace.experiments.items():
            say(f"  {name}: {verdict_text(trial.readout(), workspace.metrics)}")
        whole = publish(workspace, wanted(workspace))
    index = root / "site" / "index.html"
    say(said("demo.site", page=index))
    if on_desktop():
        click.launch(str(index))
    following(f"readout {next(iter(workspace.experiments))}")
    if not whole:
        raise SystemExit(1)


def shop_root() -> Path:
    """The workspace to make the shop in: the one we are in, else a new one beside us.

    Returns:
        Its folder; the command goes on as if `-C` had named it.
    """
    from stagelift.reports.notebooks import shipped
    from stagelift.starter import demo_files, write_all

    context = click.get_current_context()
    try:
        return options.root()
    except ArgumentError:
        folder = Path(context.meta.get(options.DIRECTORY, Path.cwd())) / NEW_SHOP
    context.meta.setdefault(options.LANGUAGE, options.language())
    written = write_all(folder, demo_files(shipped()))
    context.meta[options.DIRECTORY] = shown(folder)
    if written.files:
        say(said("init.wrote", files=len(written.files), folder=shown(folder)))
    return options.root()


def make(root: Path) -> None:
    """Draws the shop's world and writes its files.

    Args:
        root: The workspace, which must be the demo shop.

    Raises:
        ArgumentError: When the workspace is another one, or `data/` holds something else.
        DefinitionError: When its definitions have mistakes.
    """
    from stagelift.demo.world import make as draw

    with options.open_workspace() as workspace:
        name, is_shop = workspace.journey.name, is_demo(workspace.definitions)
    if not is_shop:
        raise ArgumentError(
            f"'{root}' is the workspace of '{name}', not of the demo shop."
            " Write the shop into a folder of its own: stagelift init DIR --demo"
        )
    data = root / "data"
    if data.is_dir() and any(data.iterdir()) and not (root / TRUTH).is_file():
        raise ArgumentError(f"'{data}' holds files the demo did not make; move them away first")
    draw(root)


def wanted(workspace: Workspace) -> list[list[RunRequest]]:
    """The runs of every report for its last closed period, and of every experiment with data.

    Decided ones too, whose pages say what they were read as and what was decided.

    Args:
        workspace: The demo shop.

    Returns:
        Groups whose runs follow one another: every language of a subject asks the same questions,
        so that the second finds the answers of the first.
    """
    from stagelift.workspace.runs import Wanted, begun, run_requests

    reports = workspace.definitions.reports
    groups = []
    for name in sorted(reports, key=lambda each: rank(reports[each].notebook)):
        about = begun(workspace) if reports[name].notebook == READOUT else (None,)
        for experiment in about:
            runs = run_requests(workspace, Wanted(name, experiment=experiment))
            groups.append([run for group in runs for run in group])
    return groups


def rank(notebook: str) -> int:
    """The place of a notebook among those run: the last finds most of its answers there."""
    return ORDER.index(notebook) if notebook in ORDER else len(ORDER)


def publish(workspace: Workspace, groups: Sequence[Sequence[RunRequest]]) -> bool:
    """Publishes pages, two subjects at a time, and says each; then the queries behind them.

    Args:
        workspace: The shop.
        groups: Runs; those of one group follow one another.

    Returns:
        Whether every page has its queries.

    Raises:
        ReportError: The first group that failed; what others made is published.
    """
    from stagelift.reports.parallel import attempt_groups
    from stagelift.workspace.querying import publish_queries

    every: list[RunResult] = []
    for attempt in attempt_groups(groups, workers=WORKERS):
        for made in attempt.made:
            seconds = sum(made.seconds.values())
            facts = len(made.facts)
            say(said("report.published", page=shown(made.page), facts=facts, seconds=seconds))
        every += attempt.made
        if attempt.error is not None:
            raise attempt.error
    unlinked = publish_queries(workspace, every)
    say_unlinked(unlinked)
    return not unlinked


def on_desktop() -> bool:
    """Whether a person sits at a desktop where a page can be opened."""
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return interactive() and bool(sys.platform in ("darwin", "win32") or display)
