"""Looking more than once: what each look may say, and what each rule for looking costs.

`sequence` and `gate` serve looks at any time; `spending`, `boundaries`, `plan`, `stagewise` and
`futility` serve planned weekly looks; `integration` holds the probabilities both rest on; `cost`
compares the rules in units needed, and `choice` names the rule an enrolment asks for.
"""

from __future__ import annotations

from stagelift.statistics.looks.boundaries import Exits, boundaries, exit_probabilities
from stagelift.statistics.looks.cost import (
    Looking,
    RuleCost,
    costs,
    equal_looks,
    inflation,
    needed_drift,
    needed_n,
    power_at,
)
from stagelift.statistics.looks.gate import (
    LARGEST_SKEWNESS,
    LEAST_EVENTS,
    Gate,
    effect_skewness,
    expected_events,
    gate,
)
from stagelift.statistics.looks.sequence import asymptotic_sequence, sequence_critical, tuning
from stagelift.statistics.looks.spending import OBRIEN_FLEMING, POCOCK, Spending

__all__ = [
    "LARGEST_SKEWNESS",
    "LEAST_EVENTS",
    "OBRIEN_FLEMING",
    "POCOCK",
    "Exits",
    "Gate",
    "Looking",
    "RuleCost",
    "Spending",
    "asymptotic_sequence",
    "boundaries",
    "costs",
    "effect_skewness",
    "equal_looks",
    "exit_probabilities",
    "expected_events",
    "gate",
    "inflation",
    "needed_drift",
    "needed_n",
    "power_at",
    "sequence_critical",
    "tuning",
]
