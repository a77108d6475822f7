"""Lines of `stagelift report`: what is due, what was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.cli.korean import issues_text, translated
from stagelift.cli.screen import columns, mark, say
from stagelift.cli.wording import said
from stagelift.errors import DefinitionError
from stagelift.reports.front.topics import language_of

if TYPE_CHECKING:
    from stagelift.errors import StageliftError
    from stagelift.reports.index import Entry
    from stagelift.reports.manifest import Manifest
    from stagelift.reports.run import RunResult
    from stagelift.workspace.due import Due, Owed, Settled

HEADLINE = 60  # letters of a headline in a list
LANGUAGE = "language="  # what sets pages of one subject in two languages apart in their keys


def due_row(each: Due, zone: ZoneInfo) -> tuple[str, ...]:
    """One missing page as a row.

    Args:
        each: What is due.
        zone: The journey's zone.

    Returns:
        Report, subject, language, since when.
    """
    since = f"{each.since.astimezone(zone):%Y-%m-%d %H:%M}"
    return each.report, each.subject, each.language, said("due.since", since=since)


def due_values(each: Due) -> dict[str, Any]:
    """One missing page as JSON-ready values."""
    return {
        "report": each.report,
        "subject": each.subject,
        "language": each.language,
        "since": each.since.isoformat(),
    }


def settled_values(each: Settled) -> dict[str, Any]:
    """What became of one missing page, as JSON-ready values."""
    made = [{"run_id": run.run_id, "page": str(run.page)} for run in each.made]
    error = None if each.error is None else str(each.error)
    return {**due_values(each.due), "made": made, "error": error}


def settled_text(each: Settled) -> str:
    """What became of one missing page.

    Args:
        each: What was made, and what stopped the next run.

    Returns:
        One line a page, and the error's.
    """
    lines = [said("due.made", mark=mark("ok"), page=shown(run.page)) for run in each.made]
    if each.error is not None:
        about = f"{each.due.report} {each.due.subject}"
        why = _reason(each.error)
        lines.append(said("due.failed", mark=mark("broken"), about=about, why=why))
    return "\n".join(lines)


def say_owed(owed: Owed, zone: ZoneInfo | None) -> None:
    """Says what is due, and on standard error which reports cannot be made and why.

    Args:
        owed: What reports owe.
        zone: The journey's, where pages that are due are only listed; None where they are made.
    """
    if not owed.pages and not owed.broken:
        say(said("due.none"))
    elif zone is not None and owed.pages:
        say(columns(due_row(each, zone) for each in owed.pages))
    for name, error in owed.broken.items():
        say(said("due.broken", mark=mark("broken"), name=name, why=_reason(error)), err=True)


def _reason(error: StageliftError) -> str:
    """Why something cannot be made, in the language of the output."""
    if isinstance(error, DefinitionError):
        return issues_text(error.issues)
    return "\n".join(map(translated, str(error).splitlines()))


def broken_values(broken: Mapping[str, StageliftError]) -> Iterator[dict[str, Any]]:
    """The reports that cannot be made, as JSON-ready values with the keys of a page."""
    for name, error in broken.items():
        unknown = {"subject": None, "language": None, "since": None}
        yield {"report": name, **unknown, "made": [], "error": str(error)}


def run_values(run: RunResult) -> dict[str, Any]:
    """One published run as JSON-ready values."""
    return {
        "run_id": run.run_id,
        "page": str(run.page),
        "pdf": str(run.pdf) if run.pdf else None,
        "unprinted": run.unprinted or None,
        "facts": len(run.facts),
        "seconds": dict(run.seconds),
    }


def run_text(run: RunResult) -> str:
    """One published run as a line, and a second one for its PDF."""
    seconds, facts = sum(run.seconds.values()), len(run.facts)
    line = said("report.published", page=shown(run.page), facts=facts, seconds=seconds)
    return f"{line}\n{said('report.printed', pdf=shown(run.pdf))}" if run.pdf else line


def say_unprinted(run: RunResult) -> None:
    """Says on standard error why a page has no PDF, when one was asked for."""
    if run.unprinted:
        why = translated(run.unprinted)
        say(said("report.unprinted", mark=mark("broken"), page=shown(run.page), why=why), err=True)


def say_unlinked(failed: Mapping[Path, str]) -> None:
    """Says on standard error which pages stand without the queries behind their numbers."""
    for page, why in failed.items():
        told = {"mark": mark("broken"), "page": shown(page), "why": translated(why)}
        say(said("report.unlinked", **told), err=True)


def state_of(entry: Entry, site: Path) -> str:
    """The state of a page as it is listed.

    Args:
        entry: The state of its runs.
        site: Folder of the public pages.

    Returns:
        `missing` where its file is gone, which `report due` makes again; else as its runs say.
    """
    gone = entry.good is not None and not (site / entry.good.public).is_file()
    return "missing" if gone else entry.state


def entry_rows(found: Sequence[Entry], spoken: str, site: Path) -> Iterator[tuple[str, ...]]:
    """One row a page: its key, its state, when it was made, and its headline.

    A page that was made in the language of the output too, of the same instant, says it as that
    one does.

    Args:
        found: The state of each page.
        spoken: Language of the output.
        site: Folder of the public pages.

    Yields:
        The rows.
    """
    told = {_twin(each): each.good for each in found if each.good and _language(each) == spoken}
    for each in found:
        yield _entry_row(each, told.get(_twin(each)), state_of(each, site))


def _language(entry: Entry) -> str:
    return language_of(entry.run, "en")


def _twin(entry: Entry) -> str:
    """The key without its language: the same for a page in each of its languages."""
    return " ".join(word for word in entry.run.key.split() if not word.startswith(LANGUAGE))


def _entry_row(entry: Entry, told: Manifest | None, state: str) -> tuple[str, ...]:
    """One page as a row, with the headline of its twin in the language of the output, if any."""
    run = entry.run
    same = told is not None and told.page.get("as_of") == run.page.get("as_of")
    page = told.page if told is not None and entry.good and same else run.page
    headline = str(page.get("headline") or translated(run.error))
    if len(headline) > HEADLINE:
        headline = f"{headline[: HEADLINE - 1]}…"
    return run.key, said(f"list.{state}"), f"{run.finished[:16].replace('T', ' ')} UTC", headline


def entry_values(entry: Entry, site: Path) -> dict[str, Any]:
    """One page as JSON-ready values."""
    run = entry.run
    return {
        "report": run.stable.report,
        "subject": run.stable.period,
        "parameters": dict(run.stable.parameters),
        "state": state_of(entry, site),
        "run_id": run.run_id,
        "finished": run.finished,
        "page": run.public,
        "headline": run.page.get("headline"),
        "facts": run.facts,
        "error": entry.error or None,
    }


def shown(path: Path) -> Path:
    """A path as it is shortest to read from here.

    Args:
        path: An absolute path.

    Returns:
        The path relative to the working directory when it lies inside it.
    """
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
