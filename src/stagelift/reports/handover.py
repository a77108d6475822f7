"""What a page hands to the run that publishes it: its facts, and what an index says of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RUN_DIR = "STAGELIFT_RUN_DIR"  # set while a run publishes


def run_folder() -> Path | None:
    """The folder of the run that publishes; None where a notebook is read by hand."""
    folder = os.environ.get(RUN_DIR)
    return Path(folder) if folder else None


def hand_over(folder: Path, facts: Sequence[Mapping[str, Any]], page: Mapping[str, Any]) -> None:
    """Writes `facts.json` and `page.json` into a folder.

    Args:
        folder: An existing folder.
        facts: The numbers shown, in their order.
        page: What an index says of the page.
    """
    for name, content in (("facts.json", facts), ("page.json", page)):
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
