"""The workspace: one folder of definitions, its data, and every question one can ask of them."""

from stagelift.workspace.opening import instant_of, open_workspace
from stagelift.workspace.trial import Trial
from stagelift.workspace.workspace import Workspace

__all__ = ["Trial", "Workspace", "instant_of", "open_workspace"]
