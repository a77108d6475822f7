"""Files of rows that appear whole or not at all, whichever engine writes them."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A place to write a file to, which takes its own place once the block has ended well.

    Args:
        path: Where the file shall be; its folder is made.

    Yields:
        A path of the same name in a folder beside it.

    Example:
        >>> from tempfile import mkdtemp
        >>> path = Path(mkdtemp()) / "made" / "rows.csv"
        >>> with whole_file(path) as staged:
        ...     _ = staged.write_text("n", encoding="utf-8")
        >>> path.read_text(encoding="utf-8"), [one.name for one in path.parent.iterdir()]
        ('n', ['rows.csv'])
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        staged = Path(folder) / path.name
        yield staged
        staged.replace(path)
