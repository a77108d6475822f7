"""Files made from a source's own: written once, found again while those stay as they are.

They lie in `.stagelift/read/` (in a temporary folder where the workspace cannot be written) and
are named after the path, size and time of change of what they were made from.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FOLDER = ".stagelift/read"
VERSION = "1"  # raised when the same files come to be written in another way
UNUSED_SECONDS = 30 * 86_400  # each reading counts as use


class Intermediates:
    """The folder of one workspace in which converted files are kept.

    Args:
        root: The workspace.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder: Path | None = None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None

    def made(
        self, what: str, originals: Sequence[str], suffix: str, write: Callable[[Path], None]
    ) -> Path:
        """The file made from some others; it appears whole or not at all.

        Args:
            what: How they are read, such as `avro`; another way is another file.
            originals: Whole paths of what it is made from.
            suffix: Its ending, such as `.parquet`.
            write: Fills the path it is given.

        Returns:
            The file, written now or before.

        Raises:
            OSError: It cannot be written.
        """
        folder = self._writable()
        path = folder / f"{_digest(what, *map(_state, originals))[:24]}{suffix}"
        if path.exists():
            path.touch()
            return path
        with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as staging:
            staged = Path(staging) / f"made{suffix}"
            write(staged)
            staged.replace(path)
        _forget_unused(folder)
        return path

    def _writable(self) -> Path:
        if self._folder is None:
            folder = self.root / FOLDER
            try:
                folder.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=folder):
                    pass
            except OSError:  # a workspace may be read-only
                self._temporary = tempfile.TemporaryDirectory(prefix="stagelift-")
                folder = Path(self._temporary.name)
            self._folder = folder
        return self._folder

    def close(self) -> None:
        """Removes the temporary folder, if there is one."""
        if self._temporary is not None:
            self._temporary.cleanup()


def _forget_unused(folder: Path) -> None:
    """Removes what has not been read for long: it was made of earlier states of the files."""
    oldest = time.time() - UNUSED_SECONDS
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _state(path: str) -> str:
    found = os.stat(path)  # noqa: PTH116 - thousands of paths, kept as texts
    return f"{path}\0{found.st_size}\0{found.st_mtime_ns}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join((VERSION, *parts)).encode()).hexdigest()
