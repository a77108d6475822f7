"""Effects with what is known from before assignment taken out: less noise, the same question.

`strata` serves one covariate that may be missing for a stratum of units, the scorecard's default;
`lin` any number of them, with slopes per arm, from the aggregates of `covariates`; `common_slopes`
has ANCOVA and the variants of CUPED; `compressed` exact HC2 errors where covariates are discrete;
`post_strata` compares within strata; `ratios` adjusts ratios of sums. All give the means of
`adjusted`, from which effect and lift follow, and leave out what `usable` finds of no use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.on_demand import names_on_demand

if TYPE_CHECKING:
    from stagelift.statistics.adjustment.adjusted import AdjustedMeans, effect_of, lift_of
    from stagelift.statistics.adjustment.common_slopes import (
        ancova_effect,
        common_slope_means,
        cuped_effect,
    )
    from stagelift.statistics.adjustment.compressed import (
        CovariateCell,
        compressed_effect,
        compressed_means,
        compressed_moments,
    )
    from stagelift.statistics.adjustment.covariates import CovariateMoments, linearised
    from stagelift.statistics.adjustment.lin import lin_effect, lin_lift, lin_means
    from stagelift.statistics.adjustment.post_strata import (
        post_stratified_effect,
        post_stratified_means,
    )
    from stagelift.statistics.adjustment.ratios import adjusted_ratio_effect, adjusted_ratio_lift
    from stagelift.statistics.adjustment.strata import (
        CONSTANT,
        JOINED,
        adjusted_effect,
        adjusted_lift,
        adjusted_means,
    )

_MODULES = {
    "adjusted": ("AdjustedMeans", "effect_of", "lift_of"),
    "common_slopes": ("ancova_effect", "common_slope_means", "cuped_effect"),
    "compressed": ("CovariateCell", "compressed_effect", "compressed_means", "compressed_moments"),
    "covariates": ("CovariateMoments", "linearised"),
    "lin": ("lin_effect", "lin_lift", "lin_means"),
    "post_strata": ("post_stratified_effect", "post_stratified_means"),
    "ratios": ("adjusted_ratio_effect", "adjusted_ratio_lift"),
    "strata": ("CONSTANT", "JOINED", "adjusted_effect", "adjusted_lift", "adjusted_means"),
}

__all__ = [
    "CONSTANT",
    "JOINED",
    "AdjustedMeans",
    "CovariateCell",
    "CovariateMoments",
    "adjusted_effect",
    "adjusted_lift",
    "adjusted_means",
    "adjusted_ratio_effect",
    "adjusted_ratio_lift",
    "ancova_effect",
    "common_slope_means",
    "compressed_effect",
    "compressed_means",
    "compressed_moments",
    "cuped_effect",
    "effect_of",
    "lift_of",
    "lin_effect",
    "lin_lift",
    "lin_means",
    "linearised",
    "post_stratified_effect",
    "post_stratified_means",
]

__getattr__, __dir__ = names_on_demand(__name__, _MODULES)
