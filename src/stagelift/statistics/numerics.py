"""numpy and scipy.special, imported when the first number is computed.

Naming a metric or printing help computes nothing, and should not wait for them. scipy copies every
name of numpy when it is imported, which loads what numpy itself loads only on demand (its tests,
its reader of Fortran): a third of the time, for nothing that is used here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import special

    Booleans = NDArray[np.bool_]
    Floats = NDArray[np.float64]
else:
    COPY = "scipy._lib.array_api_compat.numpy"  # scipy's module with numpy's names

    @contextmanager
    def _only_what_is_loaded() -> Iterator[None]:
        """Lets scipy copy the names that numpy has, and find the others when somebody asks."""
        if COPY in sys.modules:
            yield
            return
        numpy = import_module("numpy")
        kept = numpy.__all__, numpy.__dir__
        loaded = [name for name in numpy.__all__ if name in vars(numpy)]
        numpy.__all__, numpy.__dir__ = loaded, lambda: loaded
        try:
            yield
        finally:
            numpy.__all__, numpy.__dir__ = kept
            copy = sys.modules.get(COPY)
            if copy is not None and not hasattr(copy, "__getattr__"):
                copy.__getattr__ = lambda name: getattr(numpy, name)

    class _Later:
        """Stands for a module until something of it is asked for."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, name: str) -> Any:
            """What the module has under the name, kept for the next time."""
            with _only_what_is_loaded():
                found = getattr(import_module(self._name), name)
            setattr(self, name, found)
            return found

    np = _Later("numpy")
    special = _Later("scipy.special")
    Booleans = Floats = Any

__all__ = ["Booleans", "Floats", "np", "special"]
