"""Looking more than once: what each look may say, and what each rule for looking costs.

`sequence` serves looks at any time; `plan` reads planned weekly looks (`course` takes them one by
one, `reading` is what comes out) from `spending`, `boundaries`, `futility`, `repeated` and
`stagewise`, all on the probabilities of `integration`; `classic` has the boundaries of Pocock and
of O'Brien & Fleming. `gate` says whether a look may be read, `cost` what each rule needs in units,
and `choice` which rule an enrolment asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.on_demand import names_on_demand
from stagelift.statistics.looks.boundaries import boundaries
from stagelift.statistics.looks.gate import gate
from stagelift.statistics.looks.stagewise import stagewise

if TYPE_CHECKING:
    from stagelift.statistics.looks.boundaries import Exits, equal_looks, exit_probabilities
    from stagelift.statistics.looks.choice import Choice, chosen_looks
    from stagelift.statistics.looks.classic import classic_boundaries, classic_constant
    from stagelift.statistics.looks.cost import (
        Looking,
        RuleCost,
        costs,
        inflation,
        needed_drift,
        needed_n,
        power_at,
    )
    from stagelift.statistics.looks.futility import Futility, futility_bounds, futility_drift
    from stagelift.statistics.looks.gate import (
        LARGEST_SKEWNESS,
        LEAST_EVENTS,
        Gate,
        effect_skewness,
        expected_events,
    )
    from stagelift.statistics.looks.plan import GroupSequential
    from stagelift.statistics.looks.reading import GroupReading, Look, LookReading
    from stagelift.statistics.looks.repeated import repeated_interval, repeated_p
    from stagelift.statistics.looks.sequence import (
        asymptotic_sequence,
        one_sided_critical,
        one_sided_sequence,
        sequence_critical,
        tuning,
    )
    from stagelift.statistics.looks.spending import OBRIEN_FLEMING, POCOCK, Spending
    from stagelift.statistics.looks.stagewise import Path, stagewise_overrun

_MODULES = {
    "boundaries": ("Exits", "equal_looks", "exit_probabilities"),
    "choice": ("Choice", "chosen_looks"),
    "classic": ("classic_boundaries", "classic_constant"),
    "cost": ("Looking", "RuleCost", "costs", "inflation", "needed_drift", "needed_n", "power_at"),
    "futility": ("Futility", "futility_bounds", "futility_drift"),
    "gate": ("LARGEST_SKEWNESS", "LEAST_EVENTS", "Gate", "effect_skewness", "expected_events"),
    "plan": ("GroupSequential",),
    "reading": ("GroupReading", "Look", "LookReading"),
    "repeated": ("repeated_interval", "repeated_p"),
    "sequence": (
        "asymptotic_sequence",
        "one_sided_critical",
        "one_sided_sequence",
        "sequence_critical",
        "tuning",
    ),
    "spending": ("OBRIEN_FLEMING", "POCOCK", "Spending"),
    "stagewise": ("Path", "stagewise_overrun"),
}

__all__ = [
    "LARGEST_SKEWNESS",
    "LEAST_EVENTS",
    "OBRIEN_FLEMING",
    "POCOCK",
    "Choice",
    "Exits",
    "Futility",
    "Gate",
    "GroupReading",
    "GroupSequential",
    "Look",
    "LookReading",
    "Looking",
    "Path",
    "RuleCost",
    "Spending",
    "asymptotic_sequence",
    "boundaries",
    "chosen_looks",
    "classic_boundaries",
    "classic_constant",
    "costs",
    "effect_skewness",
    "equal_looks",
    "exit_probabilities",
    "expected_events",
    "futility_bounds",
    "futility_drift",
    "gate",
    "inflation",
    "needed_drift",
    "needed_n",
    "one_sided_critical",
    "one_sided_sequence",
    "power_at",
    "repeated_interval",
    "repeated_p",
    "sequence_critical",
    "stagewise",
    "stagewise_overrun",
    "tuning",
]

__getattr__, __dir__ = names_on_demand(__name__, _MODULES)
