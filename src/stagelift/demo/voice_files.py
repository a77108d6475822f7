"""What the customers of the demo shop say, as files: support tickets and short surveys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import numpy as np

from stagelift.demo.tables import CUSTOMER, instant, named, rows, wall, write_file
from stagelift.demo.voice import CHANNELS, QUESTIONS, SENT_BY, TOPICS

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.demo.voice import Voice

KINDS = ("enquiry_opened", "enquiry_answered", "enquiry_resolved", "agent_joined", "followed_up")
OPENED, FOLLOWED_UP = 0, 4
HAND = ("부정", "중립", "긍정")
TEXTS = ("상품 문의", "가격·쿠폰 문의", "결제가 안 돼요", "배송 문의", "교환·환불 문의")


def write(folder: Path, voice: Voice, rng: np.random.Generator) -> None:
    """Write the tickets and the short surveys.

    Args:
        folder: The workspace's `data`.
        voice: What was said.
        rng: Source of chance for delays, repeats and breakages.
    """
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        _support(connection, folder / "support.parquet", voice, rng)
        _feedback(connection, folder / "feedback.csv", voice)


def _support(
    connection: duckdb.DuckDBPyConnection, path: Path, voice: Voice, rng: np.random.Generator
) -> None:
    asked, (called, called_at) = voice.enquiries, voice.called
    times = (asked.at, asked.answered_at, asked.resolved_at, asked.agent_at)
    ticket = np.concatenate([np.flatnonzero(at >= 0) for at in times])
    kind = np.repeat(np.arange(len(times)), [int((at >= 0).sum()) for at in times])
    at = np.concatenate([at[at >= 0] for at in times])
    table = rows(np.concatenate([at, called_at]), rng)
    nobody = np.full(called.size, -1)
    number = np.concatenate([ticket, nobody])[table.source]
    opens = np.concatenate([kind, np.full(called.size, FOLLOWED_UP)])[table.source]
    about = np.maximum(number, 0)
    columns = {
        "customer": np.concatenate([asked.customer[ticket], called])[table.source],
        "kind": opens,
        "ticket": number,
        "topic": np.where(number >= 0, asked.topic[about], -1),
        "channel": np.where(number >= 0, asked.channel[about], CHANNELS.index("call_centre")),
        "text": np.where(opens == OPENED, asked.topic[about], -1),
        "mood": np.where((opens == OPENED) & asked.scored[about], asked.mood[about], 999),
        "hand": np.where(opens == OPENED, asked.hand[about], -2),
        "id": table.id,
        "at_us": table.at,
        "ingested": table.ingested,
    }
    select = f"""printf('s%06d', id) AS event_id, {CUSTOMER} AS member_no,
        {instant("at_us")} AS happened_at, {named(KINDS, "kind")} AS event,
        CASE WHEN ticket >= 0 THEN printf('T%05d', ticket + 1) END AS ticket_no,
        CASE WHEN topic >= 0 THEN {named(TOPICS, "topic")} END AS topic,
        {named(CHANNELS, "channel")} AS channel,
        CASE WHEN "text" >= 0 THEN {named(TEXTS, '"text"')} END AS body,
        CASE WHEN mood < 999 THEN (mood / 100.0)::DECIMAL(3, 2) END AS mood,
        CASE WHEN hand > -2 THEN {named(HAND, "(hand + 1)")} END AS checked,
        {instant("ingested")} AS ingested_at"""
    write_file(connection, path, columns, select)


def _feedback(connection: duckdb.DuckDBPyConnection, path: Path, voice: Voice) -> None:
    given = voice.feedback
    columns = {
        "customer": given.customer,
        "question": given.question,
        "channel": given.channel,
        "sent": given.sent_at,
        "done": given.done_at,
        "score": np.array(given.score, dtype=np.str_),
    }
    select = f"""{CUSTOMER} AS member_no, {named(QUESTIONS, "question")} AS question,
        {named(SENT_BY, "channel")} AS sent_by,
        strftime({wall("sent")}, '%Y-%m-%d %H:%M:%S') AS sent_at,
        strftime({wall("done")}, '%Y-%m-%d %H:%M:%S') AS done_at, nullif(score, '') AS answer"""
    write_file(connection, path, columns, select)
