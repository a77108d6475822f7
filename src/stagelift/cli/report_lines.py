"""Lines of `stagelift report`: what is due, what was made, what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.cli.korean import translated
from stagelift.cli.options import language
from stagelift.cli.screen import columns, mark, say
from stagelift.cli.wording import said
from stagelift.formatting import default_spec, formatted
from stagelift.reports.front.topics import language_of

if TYPE_CHECKING:
    from stagelift.reports.diff import Beside, Diff
    from stagelift.reports.index import Entry
    from stagelift.reports.manifest import Manifest
    from stagelift.reports.run import RunResult
    from stagelift.workspace.due import Due, Settled

POINT = "@"  # in the name of a fact: one point of a trend
HEADLINE = 60  # letters of a headline in a list
LANGUAGE = "language="  # what sets pages of one subject in two languages apart in their keys
COLUMNS = ("number", "a", "b", "difference", "usual", "n")


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
        lines.append(said("due.failed", mark=mark("broken"), about=about, why=each.error))
    return "\n".join(lines)


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


def entry_rows(found: Sequence[Entry], spoken: str) -> Iterator[tuple[str, ...]]:
    """One row a page: its key, its state, when it was made, and its headline.

    A page that was made in the language of the output too, of the same instant, says it as that
    one does.

    Args:
        found: The state of each page.
        spoken: Language of the output.

    Yields:
        The rows.
    """
    told = {_twin(each): each.good for each in found if each.good and _language(each) == spoken}
    for each in found:
        yield _entry_row(each, told.get(_twin(each)))


def _language(entry: Entry) -> str:
    return language_of(entry.run, "en")


def _twin(entry: Entry) -> str:
    """The key without its language: the same for a page in each of its languages."""
    return " ".join(word for word in entry.run.key.split() if not word.startswith(LANGUAGE))


def _entry_row(entry: Entry, told: Manifest | None) -> tuple[str, ...]:
    """One page as a row, with the headline of its twin in the language of the output, if any."""
    run = entry.run
    state = said(f"list.{entry.state}")
    same = told is not None and told.page.get("as_of") == run.page.get("as_of")
    page = told.page if told is not None and entry.good and same else run.page
    headline = str(page.get("headline") or run.error)
    if len(headline) > HEADLINE:
        headline = f"{headline[: HEADLINE - 1]}…"
    return run.key, state, f"{run.finished[:16].replace('T', ' ')} UTC", headline


def entry_values(entry: Entry) -> dict[str, Any]:
    """One page as JSON-ready values."""
    run = entry.run
    return {
        "report": run.stable.report,
        "subject": run.stable.period,
        "parameters": dict(run.stable.parameters),
        "state": entry.state,
        "run_id": run.run_id,
        "finished": run.finished,
        "page": run.public,
        "headline": run.page.get("headline"),
        "facts": run.facts,
        "error": entry.failure.error if entry.failure else None,
    }


def diff_text(found: Diff, *, every: bool) -> str:
    """Two runs of a report as a table.

    Args:
        found: Their numbers side by side.
        every: Whether to show what did not move too.

    Returns:
        A heading, one line a number, and how many were left out.
    """
    kept = [row for row in found.rows if every or moved(found, row)]
    first, second = found.first.stable.period, found.second.stable.period
    if found.restates:
        first, second = found.first.run_id, found.second.run_id
    head = said("diff.head", report=found.report, first=first, second=second)
    lines = [head]
    if kept:
        titles = tuple(said(f"diff.{name}") for name in COLUMNS)
        lines.append(columns([titles, *map(diff_row, kept)]))
    rest = len(found.rows) - len(kept)
    key = "diff.same" if found.restates else "diff.usual_rest"
    if rest:
        lines.append(said(key, count=rest))
    return "\n".join(lines)


def moved(found: Diff, row: Beside) -> bool:
    """Whether a number is news: restated, outside its usual range, or in one run only.

    A level without a usual range is none where others have one; another effect or worth is.
    """
    if "absent" in (row.status_a, row.status_b):
        return POINT not in row.name  # points of a trend come and go with the calendar
    if (row.a, row.status_a) == (row.b, row.status_b):
        return False
    if found.restates or row.redefined:
        return True
    if row.unusual is None and row.measure == "level" and found.judges:
        return False  # two points make no signal, where others are held against their range
    return row.unusual is not False


def diff_row(row: Beside) -> tuple[str, ...]:
    """One number of two runs as a row."""
    return (
        row.name,
        value_text(row, row.a, row.status_a, row.period_a),
        value_text(row, row.b, row.status_b, row.period_b),
        said("diff.redefined") if row.redefined else difference_text(row),
        usual_text(row),
        f"{_count(row.n_a)} > {_count(row.n_b)}",
    )


def value_text(row: Beside, value: float | None, status: str, period: str | None) -> str:
    """A value with the period it is about, or why there is none."""
    if status == "absent":
        return said("diff.absent")
    if value is None:
        return said("diff.undefined", status=status)
    spec = default_spec(row.unit, change=row.measure == "effect")
    text = formatted(value, spec, language())
    return f"{text} ({period})" if period else text


def difference_text(row: Beside) -> str:
    """The difference in the number's own unit."""
    if row.difference is None:
        return "–"
    return formatted(row.difference, default_spec(row.unit, change=True), language())


def usual_text(row: Beside) -> str:
    """The usual range, and whether the second value lies outside it."""
    if row.usual_low is None or row.usual_high is None:
        return ""
    spec = default_spec(row.unit)
    low, high = (formatted(end, spec, language()) for end in (row.usual_low, row.usual_high))
    text = f"{low} – {high}"
    return f"{text} {mark('attention')}" if row.unusual else text


def _count(n: int | None) -> str:
    return "–" if n is None else f"{n:,}"


def shown(path: Path) -> Path:
    """A path as it is shortest to read from here.

    Args:
        path: An absolute path.

    Returns:
        The path relative to the working directory when it lies inside it.
    """
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
