"""Writing the files of one hand-out: one a variant, several where the sender's import is limited.

The engine has written everyone assigned to one Parquet file; what remains is a local matter of
letters, columns and limits, so DuckDB does it whatever the engine was.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from stagelift.data.quoting import literal, quoted
from stagelift.errors import ArgumentError
from stagelift.experiments.launching.columns import Setting, file_columns, found_rows

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """One written file.

    Args:
        path: Where it is.
        variant: The variant of everyone in it; empty where the sender draws.
        customers: Its rows.
        sha256: Hash of its bytes.
    """

    path: Path
    variant: str
    customers: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Count:
    """Those of one variant who are new.

    Args:
        customers: All of them.
        late: Those whose message was due before they were handed out.
        without_address: Those the sender has no address of; they stay assigned.
    """

    customers: int
    late: int
    without_address: int


class Fresh:
    """Those assigned who were not handed out before, as a table of a local DuckDB.

    Args:
        rows: Parquet file of everyone assigned: customer, experiment, variant, assigned_at and
            carried attributes, customers as text.
        earlier: Parquet files of those handed out before.
        delays: µs from entry to the message, by variant.
    """

    def __init__(self, rows: Path, earlier: list[Path], delays: Mapping[str, int]) -> None:
        import duckdb

        self._local = duckdb.connect()
        self._local.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
        file = literal(str(rows))
        after = " ".join(f"WHEN {literal(name)} THEN {delay}" for name, delay in delays.items())
        chosen = (
            'SELECT *, customer AS id, epoch_us(assigned_at) AS "at", '  # noqa: S608 - quoted above
            f'"at" + CASE variant {after} ELSE 0 END AS send FROM read_parquet({file})'
        )
        self._rows, self._all_new = rows, not earlier
        if not earlier:
            self._local.execute(f"CREATE VIEW fresh AS {chosen}")
            return
        self._local.execute(
            f"CREATE TABLE fresh AS SELECT * FROM ({chosen}) WHERE id NOT IN "  # noqa: S608 - as above
            "(SELECT customer FROM read_parquet(?))",
            [[str(path) for path in earlier]],
        )

    def __enter__(self) -> Fresh:
        return self

    def __exit__(self, *_: object) -> None:
        self._local.close()

    def counts(self, one: Setting, now: int) -> dict[str, Count]:
        """How many are new, by variant.

        Args:
            one: What decides the columns.
            now: Instant of the hand-out, µs; a message due before it is late.

        Returns:
            Counts by variant; under "" where the sender draws.
        """
        name = "COALESCE(variant, '')" if one.drawn else "''"
        rows = self._local.execute(
            f"SELECT {name}, count(*), count(*) FILTER (send < {now}), "  # noqa: S608 - SQL of senders
            f"count(*) FILTER (NOT ({found_rows(one)})) FROM fresh GROUP BY 1"
        ).fetchall()
        return {str(variant): Count(*map(int, counts)) for variant, *counts in rows}

    def record(self, one: Setting, path: Path) -> None:
        """Who was handed out, for the next time and as a source of assignments.

        The rows the engine wrote are no longer there afterwards, so this comes last.

        Args:
            one: What decides the columns.
            path: The Parquet file.
        """
        if self._all_new and one.drawn and not one.carried:
            self._rows.replace(path)  # it holds this and nothing else already
            return
        variant = "variant, " if one.drawn else ""
        chosen = f"SELECT customer, experiment, {variant}assigned_at FROM fresh"  # noqa: S608 - own words
        self._copy(chosen, path, "FORMAT parquet")
        self._rows.unlink()

    def parts(
        self, folder: Path, one: Setting, counts: Mapping[str, Count], encoding: str
    ) -> tuple[Part, ...]:
        """The files of every variant, each within the sender's limits.

        Args:
            folder: Where they are written.
            one: What decides the columns.
            counts: Who is new, by variant.
            encoding: The letters of the files.

        Returns:
            The files in the order of the variants.

        Raises:
            ArgumentError: A letter the encoding does not have.
        """
        found: list[tuple[Path, str, int, Future[str]]] = []
        with ThreadPoolExecutor(max_workers=1) as hashing:  # while the next file is written
            for variant, count in counts.items():
                kept = count.customers - count.without_address
                for path, rows in self._written(folder, one, variant, kept):
                    if encoding != "utf-8":
                        in_letters(path, encoding)
                    found.append((path, variant, rows, hashing.submit(digest, path)))
            return tuple(Part(path, name, rows, mark.result()) for path, name, rows, mark in found)

    def _written(
        self, folder: Path, one: Setting, variant: str, kept: int
    ) -> Iterator[tuple[Path, int]]:
        """A variant's rows in one file, or in as many as the limits ask."""
        sender, stem = one.sender, variant or "audience"
        columns = ", ".join(f"{value} AS {quoted(header)}" for header, value in file_columns(one))
        where = f"({found_rows(one)})" + (f" AND variant = {literal(variant)}" if one.drawn else "")
        rows = f"SELECT {columns} FROM fresh WHERE {where}"  # noqa: S608 - quoted above
        path = folder / f"{stem}.csv"
        self._copy(rows, path, "FORMAT csv, HEADER")
        parts = -(-kept // sender.rows) if sender.rows else 1
        if sender.megabytes:
            parts = max(parts, -(-path.stat().st_size // (sender.megabytes * MEGABYTE * 95 // 100)))
        if parts <= 1:
            yield path, kept
            return
        path.unlink()
        size = -(-kept // parts)
        numbered = f"SELECT *, row_number() OVER () - 1 AS place FROM ({rows})"  # noqa: S608 - as rows
        self._local.execute(f"CREATE OR REPLACE TEMP TABLE numbered AS {numbered}")
        for part in range(parts):
            first, last = part * size, min((part + 1) * size, kept)
            inside = f"place >= {first} AND place < {last}"
            path = folder / f"{stem}-{part + 1}.csv"
            chosen = f"SELECT * EXCLUDE (place) FROM numbered WHERE {inside}"  # noqa: S608 - two numbers
            self._copy(chosen, path, "FORMAT csv, HEADER")
            yield path, last - first
        self._local.execute("DROP TABLE numbered")

    def _copy(self, query: str, path: Path, options: str) -> None:
        self._local.execute(f"COPY ({query}) TO {literal(str(path))} ({options})")


def in_letters(path: Path, encoding: str) -> None:
    """A file of UTF-8 written again in other letters.

    Args:
        path: The file.
        encoding: Such as `cp949`, or `utf-8-sig` for UTF-8 with a byte-order mark.

    Raises:
        ArgumentError: A letter the encoding does not have, with the file, the line and the cure.
    """
    other = path.with_suffix(".letters")
    line = 1
    with path.open(encoding="utf-8", newline="") as source, other.open("wb") as target:
        encoder = codecs.getincrementalencoder(encoding)()
        for text_line in source:
            try:
                target.write(encoder.encode(text_line))
            except UnicodeEncodeError as error:
                letter = text_line[error.start]
                raise ArgumentError(
                    f"{path.name}, line {line}: {encoding.upper()} has no letter '{letter}'; "
                    "hand out with --encoding utf-8-sig"
                ) from error
            line += 1
    other.replace(path)


def digest(path: Path) -> str:
    """The SHA-256 hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
