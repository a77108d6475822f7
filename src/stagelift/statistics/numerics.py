"""numpy and scipy.special, imported when the first number is computed.

Naming a metric or printing help computes nothing, and should not wait for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import special

    Booleans = NDArray[np.bool_]
    Floats = NDArray[np.float64]
else:

    class _Later:
        """Stands for a module until something of it is asked for."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, name: str) -> Any:
            """What the module has under the name, kept for the next time."""
            found = getattr(import_module(self._name), name)
            setattr(self, name, found)
            return found

    np = _Later("numpy")
    special = _Later("scipy.special")
    Booleans = Floats = Any

__all__ = ["Booleans", "Floats", "np", "special"]
