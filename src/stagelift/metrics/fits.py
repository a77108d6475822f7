"""Whether the source a metric names holds what the metric asks of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stagelift.errors import did_you_mean

if TYPE_CHECKING:
    from stagelift.definitions import Journey

Misfit = tuple[str, str, str]  # the metric's key, the message and the hint


def survey_misfits(
    journey: Journey, key: str, source: str | None, columns: Sequence[str], instrument: str | None
) -> Iterator[Misfit]:
    """What a metric of survey answers misses in its source.

    Args:
        journey: The journey.
        key: The metric's key that names the source.
        source: The source; one that does not exist is reported elsewhere.
        columns: Columns the metric needs beside the score.
        instrument: The question it asks about, or None.

    Yields:
        Key, message and hint.
    """
    found = journey.sources.get(source or "")
    if found is None:
        return
    if found.role != "surveys":
        held = ", ".join(n for n, one in journey.sources.items() if one.role == "surveys")
        hint = f"Sources of surveys are: {held}" if held else "Write 'as: surveys' in the source"
        yield key, f"'{source}' holds {found.role}, not survey answers", hint
        return
    for column in columns:
        if column not in found.columns:
            hint = f"Write '{column}: COLUMN' in the source"
            yield key, f"'{source}' does not say when it {SAID[column]}", hint
    if instrument is not None and "instrument" not in found.columns:
        hint = "Write 'instrument: COLUMN' in the source, or leave 'instrument' out"
        message = f"'{source}' does not say which question a row answers"
        yield "instrument" if key != "follow_up" else key, message, hint


SAID = {"invited": "invited", "answered": "was answered"}


def kept_misfits(
    journey: Journey, key: str, column: str | None, source: str | None = None
) -> Iterator[Misfit]:
    """What a metric misses that reads a column a source keeps.

    Args:
        journey: The journey.
        key: The metric's key that names the column.
        column: The column, or None when none is asked for.
        source: Its source; any source of events when None.

    Yields:
        Key, message and hint.
    """
    if column is None:
        return
    some = [one for one in journey.sources.values() if one.role == "events"]
    if source is not None:
        some = [journey.sources[source]] if source in journey.sources else []
    known = sorted({name for one in some for name in (*one.columns, *one.keep)})
    if some and column not in known:
        where = f"'{source}'" if source is not None else "no source of events"
        verb = "does not keep" if source is not None else "keeps"
        hint = " ".join(
            part for part in (did_you_mean(column, known), f"Write 'keep: [{column}]'") if part
        )
        yield key, f"{where} {verb} a column '{column}'", hint
