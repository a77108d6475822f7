"""What must hold before a result is read: red hides every figure, amber is said beside it.

One file a check. Red: `split` (with segments decided before assignment), `crossovers`, `strangers`,
`freshness`, `manifest`, `registered` (a plan that was changed), and households in two variants
where these were randomised. Amber:
`before`, `households`, `independence` (with interaction and carry-over), `pressure`, `late`,
`surprise` (Twyman and novelty), `looks`. `around` asks the data what the amber ones need.
"""

from stagelift.experiments.health.check import Check, is_red
from stagelift.experiments.health.crossovers import CROSSOVER_LIMIT, crossover_check
from stagelift.experiments.health.freshness import STALE_AFTER, freshness_check
from stagelift.experiments.health.split import (
    SPLIT_ALPHA,
    as_parts,
    has_small,
    segment_check,
    split_check,
)
from stagelift.experiments.health.strangers import stranger_check

__all__ = [
    "CROSSOVER_LIMIT",
    "SPLIT_ALPHA",
    "STALE_AFTER",
    "Check",
    "as_parts",
    "crossover_check",
    "freshness_check",
    "has_small",
    "is_red",
    "segment_check",
    "split_check",
    "stranger_check",
]
