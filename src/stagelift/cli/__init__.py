"""The command line: thin commands over the Python API; every one ends with the next to type."""

from __future__ import annotations

import gc

# Modules, classes and definitions live until a command ends. Python would look through all of them
# for cycles after every 700 new objects, a tenth of a short command's time, and find none.
gc.set_threshold(200_000, 20, 100)

from stagelift.cli.app import main  # noqa: E402 - what it loads is what is not to be looked through

__all__ = ["main"]
