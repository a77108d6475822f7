"""The tables of a page as files: CSV that no spreadsheet calculates, and typed Parquet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from stagelift.reports.numbers.columns import Cell, PageColumn, columns_of, with_units
from stagelift.reports.numbers.marked import unmarked
from stagelift.reports.numbers.wording import words_of

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the start of a formula


@dataclass(frozen=True, slots=True)
class PageTable:
    """One table of a page.

    Args:
        title: Its caption, else the heading above it.
        header: Names of the columns, each once.
        rows: Numbers as they were computed, and what the page shows where it says more.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def name(self) -> str:
        """The title as the middle of a file's name."""
        return re.sub(r"[^\w]+", "-", self.title.lower()).strip("-")[:40] or "table"


def page_tables(
    html: str, facts: Sequence[Mapping[str, Any]], language: str = "en"
) -> tuple[PageTable, ...]:
    """Every table of a page that has a header, in their order.

    Args:
        html: The page with marks.
        facts: Its facts in their order.
        language: Language of the page, which names low and high ends, units and texts.

    Returns:
        The tables; a chart drawn as a table has no header and a table of its own.
    """
    reader = _Reader()
    reader.feed(html)
    return tuple(_table(found, facts, language) for found in reader.tables if found.header)


def csv_text(table: PageTable) -> str:
    """A table as CSV; a text that a spreadsheet would calculate begins with an apostrophe.

    Args:
        table: The table.

    Returns:
        A header and one line a row, with the mark that makes Excel read it as UTF-8.

    Example:
        >>> table = PageTable("Rates", ("who", "rate"), (("=1+1", -0.5),))
        >>> csv_text(table).splitlines()[1]
        "'=1+1,-0.5"
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([harmless(name) for name in table.header])
    writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    return "\ufeff" + text.getvalue()


def harmless(value: Any) -> Any:
    """Text that no spreadsheet calculates; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_parquet(tables: Mapping[Path, PageTable]) -> None:
    """Each table as a Parquet file: a column of numbers is one, any other is text.

    Args:
        tables: File → table.
    """
    import duckdb

    with duckdb.connect() as connection:
        for number, (path, table) in enumerate(tables.items()):
            columns = list(zip(*table.rows, strict=True)) or [()] * len(table.header)
            kinds = [_kind(column) for column in columns]
            given = [
                '"' + name.replace('"', '""') + '" ' + kind
                for name, kind in zip(table.header, kinds, strict=True)
            ]
            connection.execute(f"CREATE TABLE t{number} ({', '.join(given)})")
            rows = [[_typed(*pair) for pair in zip(row, kinds, strict=True)] for row in table.rows]
            if rows:
                marks = f"({', '.join('?' * len(kinds))})"
                insert = f"INSERT INTO t{number} VALUES {', '.join([marks] * len(rows))}"  # noqa: S608 - only marks
                connection.execute(insert, [cell for row in rows for cell in row])
            connection.table(f"t{number}").write_parquet(str(path))


def _kind(column: Sequence[Cell]) -> str:
    known = [cell for cell in column if cell is not None]
    if not known or any(isinstance(cell, str) for cell in known):
        return "VARCHAR"
    return "BIGINT" if all(isinstance(cell, int) for cell in known) else "DOUBLE"


def _typed(cell: Cell, kind: str) -> Cell:
    if kind == "VARCHAR":
        return None if cell is None else str(cell)
    return None if isinstance(cell, str) else cell


@dataclass(slots=True)
class _Found:
    """A table while it is read."""

    title: str = ""
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads the tables of our own pages: one header row, no spans, no table in a table."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_Found] = []
        self.heading = ""
        self._row: list[str] = []
        self._text: list[str] | None = None
        self._in_head = self._in_svg = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a table, a row or a cell."""
        if tag == "table":
            self.tables.append(_Found(self.heading))
        elif tag == "tr":
            self._row = []
        elif tag in {"th", "td", "caption", "h2", "h3"}:
            self._text = []
        elif tag in {"small", "br"} and self._text:
            self._text.append(" ")
        self._in_head = tag == "thead" or (self._in_head and tag != "tbody")
        self._in_svg = self._in_svg or tag == "svg"

    def handle_endtag(self, tag: str) -> None:
        """Ends a cell, a row or a heading."""
        said = " ".join("".join(self._text or ()).split())
        if tag in {"th", "td"}:
            self._row.append(said)
        elif tag in {"h2", "h3"}:
            self.heading = unmarked(said)
        elif tag == "caption" and self.tables:
            self.tables[-1].title = unmarked(said)
        elif tag == "tr" and self.tables:
            if self._in_head:
                self.tables[-1].header = [unmarked(cell) for cell in self._row]
            else:
                self.tables[-1].rows.append(self._row)
        if tag in {"th", "td", "caption", "h2", "h3"}:
            self._text = None
        self._in_svg = self._in_svg and tag != "svg"

    def handle_data(self, data: str) -> None:
        """Keeps the text of a cell; that of a drawing is in the table already."""
        if self._text is not None and not self._in_svg:
            self._text.append(data)


def _table(found: _Found, facts: Sequence[Mapping[str, Any]], language: str) -> PageTable:
    width = max([len(found.header), *(len(row) for row in found.rows)])
    header = [*found.header, *[""] * (width - len(found.header))]
    rows = [[*row, *[""] * (width - len(row))] for row in found.rows]
    columns: list[PageColumn] = []
    told = words_of(language)
    for name, cells in zip(header, zip(*rows, strict=True), strict=True):
        columns += columns_of(name, cells, facts, told)
    named = with_units(columns, told)
    return PageTable(
        found.title,
        _named([name for name, _ in named]),
        tuple(zip(*(cells for _, cells in named), strict=True)),
    )


def _named(header: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, each once and none empty."""
    names: list[str] = []
    for place, name in enumerate(header, start=1):
        known = name or f"column {place}"
        again = sum(each.lower() == known.lower() for each in names)
        names.append(f"{known} {place}" if again else known)
    return tuple(names)
