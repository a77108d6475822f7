"""`stagelift report run, due, list, diff`: pages made from notebooks, and what they said."""

from __future__ import annotations

from contextlib import nullcontext
from zoneinfo import ZoneInfo

import click

from stagelift.cli.archive import archive
from stagelift.cli.options import (
    json_option,
    language,
    open_for_runs,
    open_workspace,
    place_options,
    workspace_options,
)
from stagelift.cli.report_lines import (
    broken_values,
    due_values,
    entry_rows,
    entry_values,
    run_text,
    run_values,
    say_owed,
    say_unlinked,
    say_unprinted,
    settled_text,
    settled_values,
)
from stagelift.cli.screen import columns, following, interactive, print_json, say
from stagelift.cli.send import send_all
from stagelift.cli.wording import said
from stagelift.errors import DefinitionError


@click.group()
def report() -> None:
    """Make the pages that recur."""


@report.command()
@click.argument("name")
@click.option(
    "--period",
    help="2026-W46, 2026-11, 2026-Q4, last-week, last-month.  [default: the last of its rhythm]",
)
@click.option("--experiment", help="The one experiment to read out; default: all that are due.")
@click.option("--language", help="Language of the page; default: the report's languages.")
@click.option(
    "--segment",
    metavar="NAME",
    help="Only its customers; default: as its file says.",
)
@click.option("--page", type=click.Choice(["brief", "full"]), help="One page, or the appendix too.")
@click.option("--pdf/--no-pdf", default=None, help="Print it too; default: what its file says.")
@click.option(
    "--queries", is_flag=True, help="Publish the query behind each number, as `due` does."
)
@click.option(
    "-j", "--workers", type=click.IntRange(1), default=1, show_default=True, help="Runs at a time."
)
@json_option
@place_options
def run(
    name: str,
    *,
    pdf: bool | None,
    queries: bool,
    workers: int,
    as_json: bool,
    **chosen: str | None,
) -> None:
    """Run the report NAME for a period, or for the experiments that are due, and publish its pages.

    A period that is not closed ends with exit code 3. A run that fails leaves the last good page.
    A page that cannot be printed is published without its PDF, with exit code 1.
    """
    from stagelift.reports.kernel.early import begun_early

    with begun_early() if workers == 1 else nullcontext(), open_for_runs((name,)) as workspace:
        from stagelift.reports.parallel import attempt_up_to_a_failure
        from stagelift.workspace.runs import Wanted, run_requests

        if interactive() and not as_json:
            about = chosen["experiment"] or chosen["period"]
            key = "report.running.about" if about else "report.running"
            say(said(key, name=name, about=about), err=True)
        requests = run_requests(workspace, Wanted(name, pdf=pdf, **chosen))
        done = attempt_up_to_a_failure(requests, workers=workers)
        if as_json:
            print_json(list(map(run_values, done.made)))
        for each in () if as_json else done.made:
            say(run_text(each))
            say_unprinted(each)
        unlinked = {}
        if queries:
            from stagelift.workspace.querying import publish_queries

            unlinked = publish_queries(workspace.whole, done.made)
    say_unlinked(unlinked)
    if done.error is not None:
        raise done.error
    if not as_json:
        following("kpi")
    if unlinked or any(each.unprinted for each in done.made):
        raise SystemExit(1)


@report.command()
@click.argument("names", nargs=-1, metavar="[NAME] ...")
@click.option("--dry-run", is_flag=True, help="Only say what is due.")
@click.option("--send", "sends", is_flag=True, help="Send what was made to whom its report names.")
@click.option(
    "-j", "--workers", type=click.IntRange(1), default=1, show_default=True, help="Runs at a time."
)
@json_option
@workspace_options
def due(names: tuple[str, ...], *, dry_run: bool, sends: bool, workers: int, as_json: bool) -> None:
    """Make every page that is missing by the rhythm of its report, oldest first.

    As often as you like: what is there is left alone. A page that fails keeps no other from being
    made, and the command ends with exit code 1; with 2 where a report's file or notebook has
    mistakes, which keeps no other report from being made.
    """
    from stagelift.workspace.due import owed as owed_by
    from stagelift.workspace.due import settle

    with open_for_runs() as asked:
        found = owed_by(asked, names)
        zone = ZoneInfo(asked.journey.zone)
        done, unlinked = [], {}
        unsent: tuple[bool, ...] = ()
        prunes = not all(each.keeps_all for each in asked.reports.values())
        if not dry_run and (found.pages or prunes or found.broken):
            from stagelift.workspace.archiving import prune_runs
            from stagelift.workspace.querying import publish_queries

            workspace = asked.whole  # mistakes in any definition are said before pages are made
            found = found.without(workspace.broken_reports)
            for each in settle(found.pages, workers=workers):
                done.append(each)
                if not as_json:
                    say(settled_text(each))
                    for run in each.made:
                        say_unprinted(run)
            unsent = send_all(workspace, done, found.broken, quiet=as_json) if sends else ()
            prune_runs(workspace)
            unlinked = publish_queries(workspace, [run for each in done for run in each.made])
            say_unlinked(unlinked)
    if as_json:
        told = map(settled_values, done) if done else map(due_values, found.pages)
        print_json([*told, *broken_values(found.broken)])
    else:
        say_owed(found, zone if dry_run else None)
        if dry_run and found.pages:
            following(" ".join(["report due", *names]))
    unmade = [*found.broken.values(), *(each.error for each in done)]
    if found.broken or any(isinstance(error, DefinitionError) for error in unmade):
        raise SystemExit(DefinitionError.exit_code)
    unprinted = any(run.unprinted for each in done for run in each.made)
    if any(unmade) or any(unsent) or unprinted or unlinked:
        raise SystemExit(1)


@report.command()
@click.argument("name")
@workspace_options
def new(name: str) -> None:
    """Write notebooks/scratch/NAME.ipynb, to try things in; it is never published."""
    from stagelift.reports.scratch import scratch_notebook

    with open_workspace() as workspace:
        reports = workspace.definitions.reports
        about = next((n for n, each in reports.items() if each.tiles), "weekly")
        period = workspace.period("last-week").label
        path = scratch_notebook(workspace.root, name, period=period, report=about)
        place = path.relative_to(workspace.root).as_posix()
    say(said("new.wrote", path=place))


@report.command("list")
@click.argument("names", nargs=-1, metavar="[NAME] ...")
@json_option
@workspace_options
def list_(names: tuple[str, ...], *, as_json: bool) -> None:
    """List every page made so far: its state, when it was made, what it says first."""
    from stagelift.reports.index import entries, read_manifests
    from stagelift.workspace.runs import SITE, report_named

    with open_workspace() as workspace:
        site = workspace.root / SITE
        found = entries(read_manifests(workspace.state / "runs"))
        for name in names:
            report_named(workspace.reports, name)
    kept = [each for each in found if not names or each.run.stable.report in names]
    if as_json:
        print_json([entry_values(each, site) for each in kept])
    elif not kept:
        say(said("list.none"))
        following("report due")
    else:
        say(columns(entry_rows(kept, language(), site)))
        following("report due")


@report.command()
@click.argument("name")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--all", "every", is_flag=True, help="What did not move too.")
@json_option
@workspace_options
def diff(name: str, first: str, second: str, *, every: bool, as_json: bool) -> None:
    """Compare what the report NAME said for A and for B, number by number.

    A and B are periods, experiments or ids of runs. A number is news when it lies outside its
    usual range; two runs of one period show what was restated.
    """
    from stagelift.cli.diff_lines import diff_text
    from stagelift.reports.diff import diff as differences
    from stagelift.reports.programme.names import Names
    from stagelift.workspace.archiving import hidden, late_between

    with open_workspace() as workspace:
        found = differences(workspace.state, name, first, second, hidden=hidden(workspace))
        late = {} if as_json else late_between(workspace, found)
        known = workspace.definitions
        names = Names(known.journey, known.metrics, known.experiments, language())
    if as_json:
        print_json(found.to_dicts())
        return
    say(diff_text(found, names, every=every))
    if late:
        rows = ", ".join(f"{source} {count:,}" for source, count in late.items())
        say(said("diff.late", rows=rows))
    following(f"report list {name}")


report.add_command(archive)
