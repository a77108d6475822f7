"""`stagelift check`: every mistake in definitions and data, at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stagelift.cli import options
from stagelift.cli.counted import only_counts
from stagelift.cli.cures import drafts, without_kpi, zone_cures
from stagelift.cli.korean import issue_text, translated
from stagelift.cli.options import json_option, language, workspace_options
from stagelift.cli.people import customers_text, people_lines
from stagelift.cli.screen import Mark, columns, following, mark, print_json, say
from stagelift.cli.wording import said, sentence

if TYPE_CHECKING:
    from stagelift.cli.inspection import Inspection, SourceCheck
    from stagelift.errors import Issue


CONNECT = "connect FILE"


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@json_option
@workspace_options
@click.pass_context
def check(ctx: click.Context, file: Path | None, as_json: bool) -> None:
    """Examine every definition and the data of every source; with FILE, only its mistakes.

    Exit code 2 for mistakes in definitions, 4 for errors in the data.
    """
    from stagelift.cli.inspecting import inspect, silent

    root = options.root()
    found = inspect(root, options.as_of(), silent if as_json else slowness())
    if as_json:
        print_json(found.to_dict())
    elif file is not None:
        show_file(found, file)
    else:
        show(found)
    ctx.exit(found.exit_code if file is None or as_json else exit_code_of(found, file))


def slowness() -> Callable[[str], None]:
    """What says, where errors go, that a source takes long to read.

    Returns:
        Takes the source, empty for what is asked of all of them; another thread, which knows of no
        command, may call it.
    """
    spoken = language()

    def told(name: str) -> None:
        key = "check.slow" if name else "check.slow.all"
        say(sentence(spoken, key, {"source": name}), err=True)

    return told


def issues_of(found: Inspection, file: Path) -> tuple[Issue, ...]:
    """The mistakes written in one file.

    Args:
        found: All findings.
        file: Path from the workspace or from here.

    Returns:
        Its mistakes in order.
    """
    return _written_in(found.issues, found.root, file)


def _written_in(issues: tuple[Issue, ...], root: Path, file: Path) -> tuple[Issue, ...]:
    """Those written in one file."""
    whole = file if file.is_absolute() else Path.cwd() / file
    inside = whole.is_relative_to(root) and whole.exists()
    name = (whole.relative_to(root) if inside else file).as_posix()
    return tuple(i for i in issues if i.location and i.location.file == name)


def exit_code_of(found: Inspection, file: Path) -> int:
    """2 when the file has mistakes, else 0.

    Args:
        found: All findings.
        file: The file.

    Returns:
        The exit code.
    """
    return 2 if issues_of(found, file) else 0


def show_file(found: Inspection, file: Path) -> None:
    """Prints the mistakes of one file, and what it should have and has not.

    Args:
        found: All findings.
        file: The file.
    """
    issues = issues_of(found, file)
    for issue in issues:
        say(issue_text(issue))
    say(
        said("check.file", mark=mark("broken"), count=len(issues), file=file)
        if issues
        else f"{mark('ok')} {file}"
    )
    for issue in _written_in(found.advice, found.root, file):
        say(f"  {mark('attention')} {issue_text(issue)}")
    following("check")


def show(found: Inspection) -> None:
    """Prints all findings: definitions, sources, events, the next command.

    Args:
        found: All findings.
    """
    for issue in found.issues:
        say(issue_text(issue))
    say(definitions_line(found))
    if found.sources:
        say(said("check.data"))
        say(columns(source_row(source) for source in found.sources))
    for source in found.sources:
        for line in (*source_details(source), *zone_cures(source, found.definitions)):
            say(f"  {line}")
    for line in people_lines(found):
        say(f"  {line}")
    for absent in found.absent:
        say(f"  {mark('broken')} {translated(absent)}")
    show_coverage(found)
    unfinished = (*without_kpi(found.definitions), *drafts(found.definitions))
    for advice in (*(() if found.issues else unfinished), *filter(None, (found.unkept,))):
        say(f"  {mark('attention')} {advice}")
    if not found.definitions.journey.sources:
        say(said("home.data.none"))
    following(next_command(found))


def show_coverage(found: Inspection) -> None:
    """Prints what the definitions make of the events, and what the journey should have.

    Args:
        found: All findings.
    """
    for line in coverage_lines(found):
        say(f"  {line}")
    for issue in found.advice:
        say(f"  {mark('attention')} {issue_text(issue)}")


def coverage_lines(found: Inspection) -> tuple[str, ...]:
    """What the definitions make of the events found, in a few sentences.

    Args:
        found: All findings.

    Returns:
        Sentences: events and what nothing uses, the most frequent of these, internal evidence.
    """
    if found.coverage is None:
        return ()
    from stagelift.cli.findings import listed
    from stagelift.journey.evidence.coverage_text import sentences_of

    first, *rest = sentences_of(found.coverage, language()) or [""]
    unused = {one.event: one.n for one in found.coverage.unused}
    named = f": {listed(unused, most=4)}" if unused else ""
    return tuple(line for line in (f"{first}{named}", *rest) if line)


def definitions_line(found: Inspection) -> str:
    """One line about the definitions.

    Args:
        found: All findings.

    Returns:
        How many there are, and how many mistakes.
    """
    definitions = found.definitions
    counts = {
        "stages": len(definitions.journey.stages),
        "sources": len(definitions.journey.sources),
        "metrics": len(definitions.metrics),
        "experiments": len(definitions.experiments),
        "reports": len(definitions.reports),
    }
    counted = said("check.counted", **counts)
    if not found.issues:
        return f"{mark('ok')} {definitions.journey.name}: {counted}"
    broken = said("check.mistakes", count=len(found.issues))
    return f"{mark('broken')} {broken}; {said('check.valid', counted=counted)}"


def source_row(source: SourceCheck) -> tuple[str, ...]:
    """One source as a row of the table.

    Args:
        source: The finding.

    Returns:
        Mark, name, role, and what became of its rows.
    """
    counts = source.counts
    if counts is None:
        return (mark("broken"), source.name, source.role, translated(source.problem))
    fates = {
        "duplicates": counts.duplicates,
        "rejected": sum(counts.rejected.values()),
        "late": counts.late,
        "unknown": counts.invisible,
    }
    words = [said("check.rows", rows=counts.rows)]
    words += [said(f"check.rows.{fate}", rows=rows) for fate, rows in fates.items() if rows]
    words += customers_text(source.match)
    words += [translated(source.problem)] if source.problem else []
    doubted = counts.rejected or source.stale or (source.repeats and source.repeats.rows)
    mild: Mark = "attention" if doubted else "ok"
    state = mark("broken" if source.problem else mild)
    return (state, source.name, source.role, ", ".join(words))


def source_details(source: SourceCheck) -> tuple[str, ...]:
    """What else is to be said of a source: rejects by reason, conflicts, notes.

    Args:
        source: The finding.

    Returns:
        Sentences, possibly none.
    """
    counts = source.counts
    if counts is None:
        return ()
    lines = [
        said("check.rejected", source=source.name, rows=rows, why=why)
        for why, rows in counts.rejected.items()
    ]
    if source.stale and source.fresh is not None:
        told = {"silent": source.fresh.silent, "usual": source.fresh.usual or 0}
        newest = str(source.fresh.newest)
        lines.append(said("check.stale", source=source.name, newest=newest, **told))
    if source.repeats and source.repeats.rows:
        told = {"customers": source.repeats.customers, "more": source.repeats.rows}
        lines.append(said("check.repeats", source=source.name, **told))
    if counts.conflicts:
        lines.append(said("check.conflicts", source=source.name, count=counts.conflicts))
    if source.role == "events" and counts.not_point_in_time:
        lines.append(said("check.not_point_in_time", source=source.name))
    if source.role == "events" and counts.no_dedupe:
        lines.append(said("check.no_dedupe", source=source.name))
    return (*lines, *map(translated, counts.notes))


def next_command(found: Inspection) -> str:
    """What to type next: the file to mend, or a look at the numbers.

    Args:
        found: All findings.

    Returns:
        Words after `stagelift`.
    """
    files = [issue.location.file for issue in found.issues if issue.location]
    if files:
        return f"check {files[0]}"
    if not found.definitions.journey.sources:
        return CONNECT
    if found.exit_code:
        return "check"
    return "readout" if only_counts(found.definitions) else "kpi"
