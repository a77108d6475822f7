"""A workspace in which customers answer surveys and write to a help desk, from a few rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import stagelift
from tiny import LATER, WEEK, write_csv, write_events

STAGES = "  looking: visited\n  buying: ordered\n  telling: reviewed\n"
ANSWERS = ("customer", "question", "score", "invited", "answered", "sent_by")
DESK = ("customer", "time", "event", "ticket", "topic", "body", "mood", "hand", "id", "ingested")
SOURCES = """\
  log: {read: events.parquet, as: events, customer: customer, time: time, event: event}
  survey:
    read: survey.csv
    as: surveys
    customer: customer
    instrument: question
    score: score
    invited: invited
    answered: answered
    keep: {sent_by: sent_by}
  desk:
    read: desk.csv
    as: events
    customer: customer
    time: time
    event: event
    event_id: id
    ingested: ingested
    keep: {ticket: ticket, topic: topic, body: body, mood: mood, hand: hand}
  people: {read: people.csv, as: customers, customer: customer, keep: [side]}
"""


def speaking(
    root: Path,
    *,
    events: Iterable[Sequence[object]] = (),
    answers: Iterable[Sequence[object]] = (),
    desk: Iterable[Sequence[object]] = (),
    people: Iterable[Sequence[object]] = (),
    metrics: str = "",
    zone: str = "UTC",
    as_of: datetime = LATER,
) -> stagelift.Workspace:
    """Write the files and definitions and open the workspace.

    Rows are in the order of `ANSWERS` and `DESK`, shorter ones being filled with blanks; a row of
    the desk without an id gets its number, one without an instant of arrival that of the event.
    """
    long_ago = "2020-01-01T00:00Z"  # no file is empty
    write_events(root, ("customer", "time", "event"), [*events, ("nobody", long_ago, "x")])
    write_csv(root / "survey.csv", ANSWERS, [*answers, ("nobody", "none", "", long_ago)])
    rows = []
    for number, row in enumerate([*desk, ("nobody", long_ago, "x")]):
        full = [*row, *[""] * (len(DESK) - len(row))]
        full[8] = full[8] or f"d{number}"
        full[9] = full[9] or full[1]
        rows.append(full)
    write_csv(root / "desk.csv", DESK, rows)
    write_csv(root / "people.csv", ("customer", "side"), [*people, ("nobody", "none")])
    text = f"journey: tiny\nzone: {zone}\ncurrency: EUR\nsources:\n{SOURCES}stages:\n{STAGES}"
    (root / "journey.yaml").write_text(text, encoding="utf-8")
    (root / "metrics").mkdir(exist_ok=True)
    (root / "metrics" / "all.yaml").write_text(f"metrics:\n{metrics}", encoding="utf-8")
    return stagelift.open(root, as_of=as_of)


def one(ws: stagelift.Workspace, metric: str, stage: str | None = None, **more: object) -> object:
    """One estimate of one period."""
    period, segment = more.pop("period", WEEK), more.pop("segment", None)
    found = [
        e
        for e in ws.kpis(period, **more)
        if (e.metric, e.stage, e.segment) == (metric, stage, segment)
    ]
    assert len(found) == 1, found
    return found[0]
