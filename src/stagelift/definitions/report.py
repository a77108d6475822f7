"""Reports that recur: which notebook, when, with what on the page, sent where."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator, model_validator

from stagelift.definitions.definition import Definition
from stagelift.definitions.fields import Label, Names, Text, one_of
from stagelift.definitions.keeping import Kept
from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.plain_values import last_period, parse_rhythm
from stagelift.errors import did_you_mean

COMPARISONS = ("last week", "last month", "last quarter", "last period", "last year", "target")

MOST_TILES = 10  # of 7.7 KB each with their charts: a full page of more grows beyond 150 KB


def _compare(value: object) -> tuple[str, ...]:
    items = (value,) if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise Mistake(f"{came(value)} came, a list such as '[last week, target]' is expected")
    for item in items:
        if item not in COMPARISONS:
            hint = did_you_mean(str(item), COMPARISONS)
            raise Mistake(f"{came(item)} came, allowed are {', '.join(COMPARISONS)}", hint)
    return tuple(items)


def _tiles(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) > MOST_TILES:
        raise Mistake(f"{len(names)} metrics came, a page takes {MOST_TILES} tiles at most")
    return names


def _address(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\$[A-Z][A-Z0-9_]*", value):
        raise Mistake(
            "an incoming address is a secret and never stands in a file",
            "Write the name of an environment variable, as in '$SLACK_WEEKLY_URL'",
        )
    return value


def _site(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s<>\"]+", value):
        raise Mistake(
            f"{came(value)} came, an address such as 'https://reports.example' is expected"
        )
    return value


def _parameters(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Mistake(f"{came(value)} came, a mapping of the notebook's parameters is expected")
    return value


class Mail(Definition):
    """Who gets the report by mail, and in which language.

    Args:
        to: Addresses of its readers.
        language: Language of the mail, the journey's first by default.
        from_: Address of the sender; the server's user by default.
        server: Environment variable holding the mail server's address.
        failures: Addresses of those who are told when it fails; its readers never are.
        attach: What goes along: "page", "pdf" or "both".
    """

    to: Names
    language: Text | None = None
    from_: Text | None = Field(None, alias="from")
    server: Annotated[str, PlainValidator(_address)] = "$STAGELIFT_SMTP_URL"
    failures: Names = ()
    attach: Annotated[str, one_of("page", "pdf", "both")] = "page"


class Delivery(Definition):
    """Where a finished report is sent.

    Args:
        folder: Folder that receives the pages.
        tables: Numbers beside the pages in the folder: "csv" or "parquet".
        mail: Receivers by mail.
        slack: Environment variable holding the channel's address.
        teams: Environment variable holding the workflow's address.
        site: Public address of the site, for links in messages.
        facts: Table that receives the numbers: one of a connection, such as "dw.marts.facts", or
            a DuckDB file, such as "out/facts.duckdb".
    """

    folder: Text | None = None
    tables: Annotated[str, one_of("csv", "parquet")] | None = None
    mail: Mail | None = None
    slack: Annotated[str, PlainValidator(_address)] | None = None
    teams: Annotated[str, PlainValidator(_address)] | None = None
    site: Annotated[str, PlainValidator(_site)] | None = None
    facts: Text | None = None


class Report(Definition):
    """One report that recurs.

    Args:
        name: Id, the stem of its file.
        notebook: Name of the notebook in `notebooks/`, without its ending.
        every: When it is due, such as "Monday 08:00", in the journey's zone.
        audience: Who reads it, in words at its head.
        tiles: Ids of the metrics on the page, in order; 10 at most.
        compare: What the numbers are compared with.
        page: "brief" (one page) or "full".
        pdf: Whether each page is printed as a PDF too; it needs Chromium.
        send: Where it is sent.
        languages: Languages it is made in, the journey's by default.
        label: Words shown as its title.
        keep: How long its runs are kept, such as "20 runs", "90 days", both in a list or "all";
            by default what `reports:` of the journey says, else all.
        parameters: Values for the notebook's typed parameters.
    """

    name: Text
    notebook: Text
    every: Annotated[str, PlainValidator(parse_rhythm)] | None = None
    audience: Label | None = None
    tiles: Annotated[Names, AfterValidator(_tiles)] = ()
    compare: Annotated[tuple[str, ...], PlainValidator(_compare)] = ()
    page: Annotated[str, one_of("brief", "full")] = "brief"
    pdf: bool = False
    send: Delivery | None = None
    languages: Names = ()
    label: Label | None = None
    keep: Kept | None = None
    parameters: Annotated[dict[str, Any], PlainValidator(_parameters)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _prints_what_is_attached(self) -> Report:
        """Refuses a mail with a PDF that nobody makes."""
        mail = self.send.mail if self.send else None
        if mail is not None and mail.attach != "page" and not self.pdf:
            raise Mistake(
                f"the mail attaches '{mail.attach}', but no PDF is made", "Write 'pdf: true'"
            )
        return self

    @property
    def last_period(self) -> str:
        """The period it is about when none is named: the last of its rhythm's length."""
        return last_period(self.every)

    @property
    def keeps_all(self) -> bool:
        """Whether none of its runs ever goes."""
        return self.keep is None or self.keep.keeps_all

    @property
    def site(self) -> str:
        """Public address of the site it is published on; empty without one."""
        return (self.send.site if self.send else None) or ""
