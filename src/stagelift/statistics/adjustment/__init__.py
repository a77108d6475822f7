"""Effects with what is known from before assignment taken out: less noise, the same question.

`strata` serves one covariate; it may be missing for a stratum of units.
"""

from stagelift.statistics.adjustment.adjusted import AdjustedMeans
from stagelift.statistics.adjustment.strata import (
    CONSTANT,
    JOINED,
    adjusted_effect,
    adjusted_lift,
    adjusted_means,
)

__all__ = [
    "CONSTANT",
    "JOINED",
    "AdjustedMeans",
    "adjusted_effect",
    "adjusted_lift",
    "adjusted_means",
]
