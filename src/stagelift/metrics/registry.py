"""The kinds of metric, by the YAML key that names them; each is loaded when a file names it."""

from __future__ import annotations

from functools import partial
from importlib import import_module

from stagelift.definitions.metric import Metric
from stagelift.on_demand import OnDemand


def _loaded(module: str, name: str) -> type[Metric]:
    """A kind, from a module of this package."""
    found: type[Metric] = getattr(import_module(f"stagelift.metrics.{module}"), name)
    return found


# The key of a file, the module of this package and the class in it.
_HOMES = {
    "churn": ("churn", "Churn"),
    "conversion": ("conversion", "Conversion"),
    "nps": ("nps", "Nps"),
    "ratio": ("ratio", "Ratio"),
    "repurchase": ("repurchase", "Repurchase"),
    "retention": ("retention", "Retention"),
    "sum": ("total", "Sum"),
    "csat": ("voice.csat", "Csat"),
    "ces": ("voice.ces", "Ces"),
    "response": ("voice.response", "Response"),
    "emotion": ("voice.emotion", "Emotion"),
    "waiting": ("voice.wait", "Waiting"),
    "contained": ("voice.wait", "Contained"),
    "follow_up": ("voice.wait", "FollowUp"),
    "contact": ("voice.contact", "Contact"),
    "advocacy": ("paths.advocacy", "Advocacy"),
    "bounce": ("sessions.shares", "Bounce"),
    "cart_abandonment": ("things.carts", "CartAbandonment"),
    "cart_recovery": ("things.carts", "CartRecovery"),
    "drop_off": ("paths.stages", "DropOff"),
    "exit_rate": ("sessions.shares", "ExitRate"),
    "redemption": ("things.redemption", "Redemption"),
    "revisit": ("sessions.revisit", "Revisit"),
    "stage_exit": ("paths.stages", "StageExitRate"),
    "margin": ("money.margin", "Margin"),
    "cost": ("money.message_cost", "MessageCost"),
    "realised_value": ("money.realised_value", "RealisedValue"),
    "return_on_messages": ("money.return_on_messages", "ReturnOnMessages"),
}
# Classes that a kind chooses for some of what is written under its key.
_CHOSEN = (
    ("contract_churn", "ContractChurn"),
    ("money.message_cost", "CostPerEvent"),
    ("paths.conversions", "EntryConversion"),
    ("paths.conversions", "PathConversion"),
)
KINDS = OnDemand({key: partial(_loaded, *home) for key, home in _HOMES.items()})


def forms() -> tuple[type[Metric], ...]:
    """Every class a file may be read as: all kinds, and those that a kind chooses.

    Returns:
        Classes; all of them are loaded.
    """
    return (*KINDS.values(), *(_loaded(*home) for home in _CHOSEN))
