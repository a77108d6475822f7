"""Ids of a sender's report set against those handed out, read as they were meant.

Spreadsheets spoil ids: they add spaces and quotes, print 1042 as 1042.0, and eat leading zeros.
Each is undone where what was meant is certain, counted and said. Where it is not, the report is
refused with the line: a guess would move a customer into another variant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.errors import DataError

if TYPE_CHECKING:
    import duckdb

# Around an id: spaces of all kinds, byte-order marks, quotes, and what Excel keeps text with.
AROUND = '^[\\s\\x{00A0}\\x{3000}\\x{FEFF}]*(=?")?\'?|"?[\\s\\x{00A0}\\x{3000}\\x{FEFF}]*$'
WHOLE = "^[0-9]+[.,]0+$"
ROUNDED = "^[0-9]([.,][0-9]+)?[eE][+]?[0-9]+$"
CURE = "save that column as text and export it again"


def match_ids(local: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Each id of the report with the customer it means: the table `matched` (raw, customer).

    Args:
        local: Holds `report` (raw) and `known` (customer, key): who was handed out, under the id
            the sender was given.

    Returns:
        How ids were read that were not written as they were handed out, in words.

    Raises:
        DataError: Ids that were rounded, or that could be two customers'.
    """
    local.execute(
        "CREATE TEMP TABLE ids AS SELECT raw, any_value(file) AS file, min(line) AS line, "
        "regexp_replace(raw, ?, '', 'g') AS bare "
        "FROM report WHERE raw IS NOT NULL AND trim(raw) <> '' GROUP BY raw",
        [AROUND],
    )
    local.execute(
        "CREATE TEMP TABLE whole AS SELECT *, CASE WHEN regexp_matches(bare, ?) "
        "THEN regexp_replace(bare, '[.,]0+$', '') END AS number FROM ids",
        [WHOLE],
    )
    local.execute(
        "CREATE TEMP TABLE without_zeros AS SELECT ltrim(key, '0') AS short, "
        "any_value(customer) AS customer, count(*) AS customers FROM known "
        "WHERE regexp_matches(key, '^[0-9]+$') GROUP BY 1"
    )
    local.execute(
        "CREATE TABLE matched AS SELECT w.raw, w.file, w.line, w.bare, "
        "COALESCE(a.customer, b.customer, c.customer, "
        "CASE WHEN z.customers = 1 THEN z.customer END) AS customer, "
        "CASE WHEN a.customer IS NOT NULL THEN 'exact' WHEN b.customer IS NOT NULL THEN 'spaces' "
        "WHEN c.customer IS NOT NULL THEN 'floats' WHEN z.customers = 1 THEN 'zeros' "
        "WHEN z.customers > 1 THEN 'either' END AS how "
        "FROM whole w LEFT JOIN known a ON a.key = w.raw "
        "LEFT JOIN known b ON b.key = w.bare LEFT JOIN known c ON c.key = w.number "
        "LEFT JOIN without_zeros z ON z.short = ltrim(COALESCE(w.number, w.bare), '0') "
        "AND regexp_matches(COALESCE(w.number, w.bare), '^[0-9]+$')"
    )
    refuse_rounded(local)
    refuse_either(local)
    found = dict(
        local.execute(
            "SELECT how, count(*) FROM matched WHERE how IS NOT NULL GROUP BY 1"
        ).fetchall()
    )
    words = {
        "spaces": "with spaces or quotes around them",
        "floats": "as numbers such as 1042.0",
        "zeros": "without their leading zeros",
    }
    return tuple(
        f"{found[how]:,} ids came {what}; they were read as meant"
        for how, what in words.items()
        if found.get(how)
    )


def refuse_rounded(local: duckdb.DuckDBPyConnection) -> None:
    """Stops where ids came as 1.04E+15: digits are lost, and the customer with them.

    Raises:
        DataError: Names the first line.
    """
    rows = local.execute(
        "SELECT file, line, raw FROM matched WHERE regexp_matches(bare, ?) "
        "AND (how IS NULL OR how NOT IN ('exact', 'spaces')) ORDER BY file, line LIMIT 1",
        [ROUNDED],
    ).fetchall()
    for file, line, raw in rows:
        raise DataError(f"{file}, line {line}: '{raw}' is a rounded number, not an id; {CURE}")


def refuse_either(local: duckdb.DuckDBPyConnection) -> None:
    """Stops where an id without its zeros could be two customers'.

    Where the report lost zeros elsewhere, even an id that is written as another's is in doubt.

    Raises:
        DataError: Names the first line.
    """
    rows = local.execute(
        "SELECT m.file, m.line, m.raw FROM matched m WHERE m.how = 'either' OR (m.how <> 'zeros' "
        "AND EXISTS (SELECT 1 FROM matched WHERE how = 'zeros') AND EXISTS (SELECT 1 FROM "
        "without_zeros z WHERE z.customers > 1 AND z.short = ltrim(m.bare, '0'))) "
        "ORDER BY m.file, m.line LIMIT 1"
    ).fetchall()
    for file, line, raw in rows:
        raise DataError(
            f"{file}, line {line}: leading zeros are lost, and '{raw}' could be more than one "
            f"customer; {CURE}"
        )
