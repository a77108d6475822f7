"""The command line: thin commands over the Python API; every one ends with the next to type."""

from __future__ import annotations

from stagelift.cli.app import main

__all__ = ["main"]
