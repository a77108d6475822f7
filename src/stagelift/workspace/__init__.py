"""The workspace: one folder of definitions, its data, and every question one can ask of them.

Names are imported when they are first used: to start a run, not all of a workspace is loaded.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stagelift.workspace.opening import instant_of, open_workspace
    from stagelift.workspace.trial import Trial
    from stagelift.workspace.workspace import Workspace

_HOMES = {
    "Trial": "trial",
    "Workspace": "workspace",
    "instant_of": "opening",
    "open_workspace": "opening",
}

__all__ = ["Trial", "Workspace", "instant_of", "open_workspace"]


def __getattr__(name: str) -> Any:
    """The public name, imported from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module 'stagelift.workspace' has no attribute '{name}'")
    return getattr(import_module(f"stagelift.workspace.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
