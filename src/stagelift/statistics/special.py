"""scipy.special, imported when its first function is called.

Naming a metric or printing help computes nothing, and should not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scipy import special
else:

    class _Special:
        """Stands for the module until it is needed."""

        def __getattr__(self, name: str) -> Any:
            """A function of the module, kept for the next call."""
            found = getattr(import_module("scipy.special"), name)
            setattr(self, name, found)
            return found

    special = _Special()

__all__ = ["special"]
