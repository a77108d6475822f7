"""`stagelift check`: every mistake in definitions and data, at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stagelift.cli import options
from stagelift.cli.cures import drafts, zone_cures
from stagelift.cli.options import json_option, workspace_options
from stagelift.cli.screen import columns, following, mark, print_json, say

if TYPE_CHECKING:
    from stagelift.cli.inspection import Inspection, SourceCheck
    from stagelift.errors import Issue


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@json_option
@workspace_options
@click.pass_context
def check(ctx: click.Context, file: Path | None, as_json: bool) -> None:
    """Examine every definition and the data of every source; with FILE, only its mistakes.

    Exit code 2 for mistakes in definitions, 4 for errors in the data.
    """
    from stagelift.cli.inspection import inspect

    root = options.root()
    found = inspect(root, options.as_of())
    if as_json:
        print_json(found.to_dict())
    elif file is not None:
        show_file(found, file)
    else:
        show(found)
    ctx.exit(found.exit_code if file is None or as_json else exit_code_of(found, file))


def issues_of(found: Inspection, file: Path) -> tuple[Issue, ...]:
    """The mistakes written in one file.

    Args:
        found: All findings.
        file: Path from the workspace or from here.

    Returns:
        Its mistakes in order.
    """
    whole = file if file.is_absolute() else Path.cwd() / file
    inside = whole.is_relative_to(found.root) and whole.exists()
    name = (whole.relative_to(found.root) if inside else file).as_posix()
    return tuple(i for i in found.issues if i.location and i.location.file == name)


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
    """Prints the mistakes of one file.

    Args:
        found: All findings.
        file: The file.
    """
    issues = issues_of(found, file)
    for issue in issues:
        say(str(issue))
    say(
        f"{mark('broken')} {count(len(issues), 'mistake')} in {file}"
        if issues
        else f"{mark('ok')} {file}"
    )
    following("check")


def show(found: Inspection) -> None:
    """Prints all findings: definitions, sources, events, the next command.

    Args:
        found: All findings.
    """
    for issue in found.issues:
        say(str(issue))
    say(definitions_line(found))
    if found.sources:
        say("Data")
        say(columns(source_row(source) for source in found.sources))
    for source in found.sources:
        for line in (*source_details(source), *zone_cures(source, found.definitions)):
            say(f"  {line}")
    for sentence in found.absent:
        say(f"  {mark('broken')} {sentence}")
    unfinished = () if found.issues else drafts(found.definitions)  # mistakes are mended first
    for sentence in (*unfinished, *filter(None, (found.unkept,))):
        say(f"  {mark('attention')} {sentence}")
    following(next_command(found))


def definitions_line(found: Inspection) -> str:
    """One line about the definitions.

    Args:
        found: All findings.

    Returns:
        How many there are, and how many mistakes.
    """
    definitions = found.definitions
    parts = (
        (definitions.journey.stages, "stage"),
        (definitions.journey.sources, "source"),
        (definitions.metrics, "metric"),
        (definitions.experiments, "experiment"),
        (definitions.reports, "report"),
    )
    counted = ", ".join(count(len(part), word) for part, word in parts)
    if not found.issues:
        return f"{mark('ok')} {definitions.journey.name}: {counted}"
    return f"{mark('broken')} {count(len(found.issues), 'mistake')}; valid so far: {counted}"


def source_row(source: SourceCheck) -> tuple[str, ...]:
    """One source as a row of the table.

    Args:
        source: The finding.

    Returns:
        Mark, name, role, and what became of its rows.
    """
    counts = source.counts
    if counts is None:
        return (mark("broken"), source.name, source.role, source.problem)
    said = [f"{counts.rows:,} rows"]
    said += [f"{counts.duplicates:,} duplicates merged"] if counts.duplicates else []
    said += [f"{sum(counts.rejected.values()):,} rejected"] if counts.rejected else []
    said += [f"{counts.late:,} late"] if counts.late else []
    said += [f"{counts.invisible:,} not yet known"] if counts.invisible else []
    said += [source.problem] if source.problem else []
    state = mark("broken") if source.problem else mark("attention" if counts.rejected else "ok")
    return (state, source.name, source.role, ", ".join(said))


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
    lines = [f"{source.name}: {rows:,} rejected, {why}" for why, rows in counts.rejected.items()]
    if counts.conflicts:
        lines.append(f"{source.name}: {count(counts.conflicts, 'event id')} whose copies differ")
    if source.role == "events" and counts.not_point_in_time:
        lines.append(
            f"{source.name}: no ingested time, so a past report may change when made again"
        )
    if source.role == "events" and counts.no_dedupe:
        lines.append(f"{source.name}: no event id, so copies of a row count twice")
    return (*lines, *counts.notes)


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
    return "check" if found.exit_code else "kpi"


def count(number: int, word: str) -> str:
    """A number with its word in the singular or plural.

    Args:
        number: How many.
        word: A regular noun.

    Returns:
        Such as "1 mistake" or "2 mistakes".

    Example:
        >>> count(1, "mistake"), count(2, "mistake")
        ('1 mistake', '2 mistakes')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"
