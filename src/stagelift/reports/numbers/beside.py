"""What is published beside a page: the page of its facts and its tables as files, all or nothing.

Their name holds a hash of their content: a page never links to the numbers of another run. They are
there before the page changes, and go only when no page links to them any more.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from stagelift import files
from stagelift.reports.front.told import is_broken
from stagelift.reports.numbers.fact_page import Origin, fact_page
from stagelift.reports.numbers.linking import linked
from stagelift.reports.numbers.marked import unmarked
from stagelift.reports.numbers.tables import PageTable, csv_text, page_tables, write_parquet
from stagelift.reports.numbers.wording import words_of

FOLDER = "beside"  # in a run's folder: what is copied to the site
LARGEST = 140_000  # bytes of a page with every end of an interval linked; a page may have 150,000
KEPT = 2  # runs of a page whose numbers stay public
LETTERS = 7  # of the hash in a name
UNSAFE = re.compile(r"[^\w.-]")
OPTIONAL = re.compile(r"</t[dh]>(?=<t[dh]\b|</tr>)|</tr>(?=<tr\b|</t(?:head|body)>)")
TABLE = re.compile(r"<table\b.*?</table>(?:</div>)?", re.DOTALL)


def with_numbers(
    html: str, facts: Sequence[Mapping[str, Any]], origin: Origin, *, public: str, folder: Path
) -> str:
    """The page with links to its facts and files; what it links to stands in the run's folder.

    Args:
        html: The page with marks.
        facts: Its facts in their order.
        origin: Which run they come from.
        public: The page's path under the site.
        folder: The run's folder.

    Returns:
        The page.
    """
    if not facts:
        return unmarked(html)
    from stagelift.reports.page import wrap

    tables = page_tables(html, facts, origin.language)
    name = _name(public, facts, tables)
    place = folder / FOLDER / name
    place.mkdir(parents=True)
    stems = [f"{number}-{table.name}" for number, table in enumerate(tables, start=1)]
    for stem, table in zip(stems, tables, strict=True):
        (place / f"{stem}.csv").write_text(csv_text(table), encoding="utf-8", newline="\n")
    write_parquet({place / f"{s}.parquet": t for s, t in zip(stems, tables, strict=True)})
    say = words_of(origin.language)
    page = wrap(f"{say['title']} · {origin.title}", fact_page(facts, origin), origin.language)
    (folder / FOLDER / f"{name}.html").write_text(page, encoding="utf-8", newline="\n")
    given = _with_files(html, name, tuple(zip(stems, tables, strict=True)), say)
    whole = linked(given, f"{name}.html")
    if len(whole.encode()) <= LARGEST:
        return whole
    return without_ends(linked(given, f"{name}.html", repeats=False))


def without_ends(html: str) -> str:
    """The same page in fewer bytes: end tags of cells and rows that HTML lets a page leave out.

    Source: HTML Living Standard, 13.1.2.4 "Optional tags".

    Args:
        html: The page.

    Returns:
        The page, which a browser reads as the same document.

    Example:
        >>> without_ends("<tbody><tr><th>a</th><td>1</td></tr><tr><td>2</td></tr></tbody>")
        '<tbody><tr><th>a<td>1<tr><td>2</tbody>'
    """
    return OPTIONAL.sub("", html)


def _name(public: str, facts: Sequence[Mapping[str, Any]], tables: Sequence[PageTable]) -> str:
    """A name that equal numbers of one page share, and nothing else."""
    said = json.dumps([public, list(facts), [repr(table) for table in tables]], default=str)
    return f"n{hashlib.sha256(said.encode()).hexdigest()[:LETTERS]}"


def _with_files(
    html: str, name: str, stems: Sequence[tuple[str, PageTable]], say: Mapping[str, str]
) -> str:
    """Links to the files under each table that has a header."""
    waiting = iter(stems)

    def with_links(found: re.Match[str]) -> str:
        if "<thead" not in found[0]:
            return found[0]
        stem, table = next(waiting)
        label = say["table"].format(title=table.title)
        links = " · ".join(
            f'<a href="{name}/{_address(stem)}.{ending}" '
            f'aria-label="{escape(label)} {say[ending]}" download>{say[ending]}</a>'
            for ending in ("csv", "parquet")
        )
        return f'{found[0]}<p class="files">{links}</p>'

    return TABLE.sub(with_links, html)


def _address(stem: str) -> str:
    """A file's name in a link: letters of any script stay, which keeps pages in Korean small."""
    return UNSAFE.sub(lambda found: quote(found[0]), stem)


def place_of(public: str) -> PurePosixPath:
    """The folder under the site in which a page and what is beside it stand."""
    return PurePosixPath(public).parent


def publish(run: Path, site: Path, public: str) -> tuple[str, ...]:
    """What a run made stands beside where its page will; a repeat changes nothing.

    Args:
        run: The run's folder.
        site: Folder of the public pages.
        public: The page's path under the site.

    Returns:
        The paths under the site, files and folders.
    """
    made = sorted((run / FOLDER).iterdir()) if (run / FOLDER).is_dir() else []
    at = site / place_of(public)
    for each in made:
        at.mkdir(parents=True, exist_ok=True)
        if each.is_file():
            files.swap(at / each.name, each.read_text(encoding="utf-8"))
        elif not (at / each.name).is_dir():
            staged = at / f".{each.name}.{secrets.token_hex(4)}.tmp"
            try:
                shutil.copytree(each, staged)
                files.replace(staged, at / each.name)
            except BaseException:
                shutil.rmtree(staged, ignore_errors=True)
                raise
    return tuple((place_of(public) / each.name).as_posix() for each in made)


def kept_beside(page: Mapping[str, Any]) -> int:
    """How many runs of a page keep their numbers on the site.

    Args:
        page: What the newest run says of its page.

    Returns:
        Two, so that whoever has the page before open can follow its links; one where the page hides
        an experiment's figures, which the run before may have shown.

    Example:
        >>> kept_beside({"red": False}), kept_beside({"trials": [{"state": "hidden"}]})
        (2, 1)
    """
    hides = page.get("red") or any(is_broken(one) for one in page.get("trials") or ())
    return 1 if hides else KEPT


def sweep(runs: Sequence[Path], site: Path, public: str, kept: int = KEPT) -> None:
    """What earlier runs of a page put beside it is gone, but for the last ones.

    Args:
        runs: The folders of the page's runs, oldest first.
        site: Folder of the public pages.
        public: The page's path under the site.
        kept: How many runs stay, ≥ 1.
    """
    made = [[path.name for path in (run / FOLDER).glob("*")] for run in runs]
    stays = {name for names in made[-kept:] for name in names}
    for name in {name for names in made[:-kept] for name in names} - stays:
        place = site / place_of(public) / name
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)
