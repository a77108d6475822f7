"""Files that change in one step, or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_UNSAFE = re.compile(r"[^\w.=+-]", re.ASCII)
_LONGEST = 80  # keeps the path short on every file system


def swap(path: Path, text: str | bytes, *, forced: bool = True) -> None:
    """The file holds the new content, or, after a crash, still the whole old one.

    The content is written beside the file, forced to disk and moved over it.

    Args:
        path: The public file; its folders are made when missing.
        text: The new content; a text is written as UTF-8.
        forced: Whether it must outlive a crash of the machine; what can be made again need not.
    """
    content = text.encode() if isinstance(text, str) else text
    path.parent.mkdir(parents=True, exist_ok=True)
    # not tempfile: its files are readable by their owner alone, and a page has readers
    staged = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with staged.open("xb") as file:
            file.write(content)
            if forced:
                file.flush()
                os.fsync(file.fileno())
        if forced:
            replace(staged, path)
        else:
            staged.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            staged.unlink(missing_ok=True)
        raise


def replace(staged: Path, path: Path) -> None:
    """The staged file has taken the place of the other, and the folder is on disk.

    Args:
        staged: A file in the same folder, already forced to disk.
        path: The name it takes.
    """
    os.replace(staged, path)  # noqa: PTH105 - tests put a crash in this one place
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """The folder's entries are on disk (where the system lets folders be opened).

    Args:
        folder: The folder.
    """
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clean(path: Path) -> int:
    """The temporary files a killed publication of this file left are gone.

    Call it only while holding the lock of the file's key.

    Args:
        path: The public file.

    Returns:
        How many were removed.
    """
    if not path.parent.is_dir():
        return 0
    pattern = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.tmp")
    left = [file for file in path.parent.iterdir() if pattern.fullmatch(file.name)]
    for file in left:
        file.unlink(missing_ok=True)
    return len(left)
