"""A/B experiments on customer-journey messages, KPIs per journey stage, reports that recur.

Names are imported when they are first used, so that `import stagelift` costs next to nothing.

    import stagelift as sl
    ws = sl.open(".")
    ws.kpis(period="2026-W46")
    ws.experiments["cart_reminder"].readout()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stagelift.definitions import Experiment, Journey, Report
    from stagelift.errors import StageliftError
    from stagelift.metrics.conversion import Conversion
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.nps import Nps
    from stagelift.metrics.total import Sum
    from stagelift.workspace import Workspace
    from stagelift.workspace import open_workspace as open  # noqa: A004 - sl.open(".") reads best

__version__ = "0.1.0"

_HOMES = {
    "Conversion": "stagelift.metrics.conversion",
    "Estimate": "stagelift.metrics.estimate",
    "Experiment": "stagelift.definitions",
    "Journey": "stagelift.definitions",
    "Nps": "stagelift.metrics.nps",
    "Report": "stagelift.definitions",
    "StageliftError": "stagelift.errors",
    "Sum": "stagelift.metrics.total",
    "Workspace": "stagelift.workspace",
    "open": "stagelift.workspace",
}

__all__ = [
    "Conversion",
    "Estimate",
    "Experiment",
    "Journey",
    "Nps",
    "Report",
    "StageliftError",
    "Sum",
    "Workspace",
    "open",
]


def __getattr__(name: str) -> Any:
    """The public name, imported from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module 'stagelift' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), "open_workspace" if name == "open" else name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted([*__all__, "__version__"])
