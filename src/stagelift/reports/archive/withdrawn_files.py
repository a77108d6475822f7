"""The files of a run in a folder of pages: whole, or under a banner without what would lack it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from stagelift.files import swap
from stagelift.reports import paper
from stagelift.reports.numbers import beside

if TYPE_CHECKING:
    from stagelift.reports.manifest import Manifest

PAGE = "page.html"  # in the folder of a run
_TOP = "<main>\n"
_LINKS = re.compile(r'<p class="(?:files|paper)">.*?</p>\n?', re.DOTALL)  # to tables, to the PDF


def lay(place: Path, folder: Path, run: Manifest, banner: str) -> bool:
    """The page of a run and what belongs to it stand in a folder, whole or under a banner.

    A PDF and tables bear no banner: under one they are gone, and the page links to neither.

    Args:
        place: The site, or a folder the page was sent to.
        folder: The run's folder.
        run: The newest run of its page.
        banner: HTML before all else; empty for the page as it was made.

    Returns:
        Whether a file had to be written or removed; never where the page does not stand.
    """
    page = place / PurePosixPath(run.public)
    if not page.is_file():
        return False
    # a link never leads to nothing: it goes before its file, and comes after it
    if banner:
        gone = _written(page, folder / PAGE, banner)
        return any(
            (gone, _printed(place, folder, run, banner), lay_beside(place, folder, run, banner))
        )
    back = (_printed(place, folder, run, banner), lay_beside(place, folder, run, banner))
    return any((_written(page, folder / PAGE, banner), *back))


def lay_beside(place: Path, folder: Path, run: Manifest, banner: str) -> bool:
    """What a run put beside its page, where it still stands: its page of facts and its tables.

    Args:
        place: The site, or a folder the page was sent to.
        folder: The run's folder.
        run: The run, the newest of its page or one before.
        banner: HTML before all else; empty for what was made.

    Returns:
        Whether a file had to be written or removed.
    """
    at = place / beside.place_of(run.public)
    changed = False
    for made in sorted((folder / beside.FOLDER).glob("n*.html")):
        if not (at / made.name).is_file():
            continue
        tables = at / made.stem
        if banner:
            changed |= tables.is_dir()
            shutil.rmtree(tables, ignore_errors=True)
        elif not tables.is_dir():
            beside.publish(folder, place, run.public)
            changed = True
        changed |= _written(at / made.name, made, banner)
    return changed


def _written(path: Path, made: Path, banner: str) -> bool:
    """Whether a page had to be written: as it was made, or under a banner and without files."""
    text = made.read_text(encoding="utf-8")
    if banner:
        text = _LINKS.sub("", text).replace(_TOP, f"{_TOP}{banner}\n", 1)
    if path.read_text(encoding="utf-8") == text:
        return False
    swap(path, text)
    return True


def _printed(place: Path, folder: Path, run: Manifest, banner: str) -> bool:
    """Whether the PDF had to be taken away, or put back."""
    printed = place / PurePosixPath(run.pdf)
    if not run.pdf or printed.is_file() != bool(banner):
        return False
    if banner:
        printed.unlink()
    else:
        swap(printed, (folder / paper.PDF).read_bytes())
    return True
