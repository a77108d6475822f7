"""The history of a report: every subject it is about, and every run that was made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from stagelift.reports.front.pieces import Place, file_of, minute, row, title_of
from stagelift.reports.front.topics import Topic, newest

if TYPE_CHECKING:
    from stagelift.reports.manifest import Manifest

COLUMNS = ("run", "about", "state", "ended", "seconds", "facts", "commit")


def history(report: str, rows: Sequence[Topic], runs: Iterable[Manifest], place: Place) -> str:
    """The body of a report's history.

    Args:
        report: Id of the report.
        rows: Its subjects in order.
        runs: Its runs, oldest first.
        place: Where the page stands and in which language.

    Returns:
        HTML; every text from data or definitions is escaped.
    """
    called = title_of(newest(rows, place.language), report, place.words)
    title = place.words["past"].format(title=called)
    back = place.sure(file_of("index", place.language, place.first), place.words["back"])
    listed = "".join(row(topic, place) for topic in rows)
    return (
        f'<p class="eyebrow">← {back}</p><h1>{escape(title)}</h1>'
        f'<section class="made"><dl>{listed}</dl></section>{_runs(tuple(runs), place)}'
    )


def _runs(runs: Sequence[Manifest], place: Place) -> str:
    """Every run, the newest first."""
    head = "".join(f'<th scope="col">{escape(place.words[name])}</th>' for name in COLUMNS)
    body = "".join(_run(run, place.words) for run in reversed(runs))
    rows = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    table = f'<table class="twin">{rows}</table>'
    label = escape(place.words["runs"])
    region = f'<div class="wide" tabindex="0" role="region" aria-label="{label}">{table}</div>'
    return f"<section><h2>{label}</h2>{region}</section>"


def _run(run: Manifest, words: Mapping[str, str]) -> str:
    state = words["published"] if run.status == "ok" else words["gone"].format(reason=run.error)
    about = run.key.removeprefix(f"{run.stable.report} ")
    seconds = f"{sum(run.seconds.values()):.1f}" if run.seconds else "–"
    commit = f"{run.commit[:10]}{'*' if run.dirty else ''}" if run.commit else "–"
    cells = (about, state, minute(run.finished), seconds, str(run.facts), commit)
    data = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(run.run_id)}</th>{data}</tr>'
