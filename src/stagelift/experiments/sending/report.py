"""The list a sender gives back, read as text whatever it was saved as.

Encodings, byte-order marks, separators, Excel and Parquet are those of every source; only what the
columns mean is found here: by name, else by the ids that stand in them.
"""

from __future__ import annotations

import glob
import tempfile
from collections.abc import Collection, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from stagelift.data.quoting import literal, quoted
from stagelift.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

ROWS = "report"  # the table of a report: file, line, raw, said
# What senders call a customer, their variant, and addresses; compared without case and signs.
CUSTOMER = (
    *("customer", "customer id", "external id", "external user id", "user id", "userid", "id"),
    *(
        "extern id",
        "contact id",
        "member no",
        "member id",
        "member",
        "고객번호",
        "회원번호",
        "고객",
    ),
)
VARIANT = (
    *("variant", "variation", "variation name", "variant name", "canvas variation name"),
    *("campaign variation", "cohort", "experiment variant", "변형", "안", "그룹"),
)
ADDRESS = {
    "email": ("email", "email address", "e-mail", "이메일", "메일"),
    "phone": (
        "phone",
        "phone number",
        "to",
        "mobile",
        "수신번호",
        "전화번호",
        "휴대폰",
        "휴대폰번호",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Which columns of a report mean what; None where it is to be found.

    Args:
        customer: Column of the customer.
        variant: Column of the variant.
        of: The variant everyone in the files had, where the files do not say.
    """

    customer: str | None = None
    variant: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read of a sender's files.

    Args:
        files: Name of each file.
        rows: Rows in them.
        customer: The column taken for the customer.
        variant: The column taken for the variant, or None.
        address: `email` or `phone` where customers are known by that, else empty.
        notes: What was detected, in words.
    """

    files: tuple[str, ...]
    rows: int
    customer: str
    variant: str | None
    address: str = ""
    notes: tuple[str, ...] = ()


def plain(name: str) -> str:
    """A column's name without case, spaces and signs.

    Example:
        >>> plain("External_User-ID ")
        'externaluserid'
    """
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def read_report(
    local: duckdb.DuckDBPyConnection,
    paths: Iterable[Path],
    named: Named,
    own: Mapping[str, Collection[str]],
) -> Read:
    """A sender's files as the table `report` of a local DuckDB.

    Args:
        local: Where the table is made.
        paths: The files; all have the same columns.
        named: Which columns mean what, where the user says it.
        own: The headers the files handed out had, by our word (customer, variant, email, phone).

    Returns:
        What was read, and from which columns.

    Raises:
        DataError: A file that is missing, empty or unreadable, or whose columns cannot be told.
    """
    found: Read | None = None
    for path in paths:
        with opened(local, path) as (columns, notes):
            read = chosen(path.name, columns, named, own)
            said = "NULL" if read.variant is None else quoted(read.variant)
            rows = (
                f"SELECT {literal(path.name)} AS file, line + 1 AS line, "  # noqa: S608 - names are quoted
                f"CAST({quoted(read.customer)} AS VARCHAR) AS raw, "
                f"CAST({said} AS VARCHAR) AS said FROM one_file"
            )
            made = f"INSERT INTO {ROWS} {rows}" if found else f"CREATE TABLE {ROWS} AS {rows}"
            local.execute(made)
        names = (*(found.files if found else ()), path.name)
        found = replace(read, files=names, notes=(*(found.notes if found else ()), *notes))
    if found is None:
        raise DataError("no report came; name the file the sender gave you")
    ((count,),) = local.table(ROWS).count("*").fetchall()
    return replace(found, rows=int(count))


@contextmanager
def opened(
    local: duckdb.DuckDBPyConnection, path: Path
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """One file as the table `one_file` with its line numbers; gone afterwards.

    Args:
        local: Where the table is made.
        path: The file.

    Yields:
        Its columns, and what was detected in words.

    Raises:
        DataError: It is missing, empty, or cannot be read.
    """
    import duckdb

    from stagelift.data.duckdb_engine import DuckDBEngine
    from stagelift.definitions.sources import Source

    if not path.is_file():
        raise DataError(f"there is no file '{path}'")
    with tempfile.TemporaryDirectory(prefix="stagelift-") as folder:
        engine = DuckDBEngine(Path(folder))  # what it converts on the way is gone afterwards
        whole = str(path.resolve())
        source = Source(
            name="report", read=glob.escape(whole), role="customers", columns={"customer": "x"}
        )
        try:
            columns = tuple(engine.columns(source))
            relation = engine.relation(source).sql("duckdb")
            local.execute(
                "CREATE OR REPLACE TEMP TABLE one_file AS "  # noqa: S608 - SQL by sqlglot
                f"SELECT row_number() OVER () AS line, * FROM {relation}"
            )
        except DataError as error:
            raise DataError(spoken(str(error), path, whole)) from error
        except duckdb.Error as error:
            first = next((line for line in str(error).splitlines() if line.strip()), "unreadable")
            raise DataError(f"{path.name}: {first.strip()}") from error
        notes = tuple(spoken(note, path, whole) for note in engine.notes(source, ()))
        engine.close()
    yield columns, notes
    local.execute("DROP TABLE one_file")


def spoken(text: str, path: Path, whole: str) -> str:
    """A sentence about a source said of the file as the user names it."""
    escaped = glob.escape(whole)
    named = text.replace(escaped, path.name).replace(whole, path.name)
    return named.removeprefix("source 'report': ")


def chosen(
    file: str, columns: tuple[str, ...], named: Named, own: Mapping[str, Collection[str]]
) -> Read:
    """Which columns of a file mean what.

    Args:
        file: Its name.
        columns: Its columns.
        named: What the user says.
        own: The headers the files handed out had, by our word.

    Returns:
        The columns taken.

    Raises:
        DataError: One the user names that is not there, or none that can be a customer.
    """
    for asked, option in ((named.customer, "--customer"), (named.variant, "--variant")):
        if asked is not None and asked not in columns:
            hint = did_you_mean(asked, columns)
            raise DataError(
                f"{file}: {option}: no column '{asked}'; there are {', '.join(columns)}. "
                f"{hint}".rstrip()
            )
    variant = named.variant
    if variant is None and named.of is None:
        variant = first_of(columns, (*own.get("variant", ()), *VARIANT))
    if named.customer is not None:
        return Read(files=(), rows=0, customer=named.customer, variant=variant)
    customer = first_of(columns, (*own.get("customer", ()), *CUSTOMER))
    if customer is not None:
        return Read(files=(), rows=0, customer=customer, variant=variant)
    for address, names in ADDRESS.items():
        column = first_of(columns, (*own.get(address, ()), *names))
        if column is not None and own.get(address):
            return Read(files=(), rows=0, customer=column, variant=variant, address=address)
    wanted = next(iter(own.get("customer", ())), "customer")
    hint = did_you_mean(wanted, columns)
    raise DataError(
        f"{file}: no column tells the customer (as '{wanted}' did in the files handed out); "
        f"there are {', '.join(columns)}. {hint} Say --customer COLUMN".replace("  ", " ")
    )


def first_of(columns: tuple[str, ...], names: Iterable[str]) -> str | None:
    """The column that bears the first of some names, whatever its case and signs."""
    there = {plain(column): column for column in reversed(columns)}
    return next((there[plain(name)] for name in names if plain(name) in there), None)
