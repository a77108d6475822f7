"""Planning a test: units, power, smallest effects and weeks, before anything is sent.

`baselines`, `values` and `ordered` hold what is known of a metric, by kind; `setting` how the test
is run. `designs` and `sizes` solve for one figure; `weeks` turns units into weeks; `curves` lays
several answers side by side; `guardrails` divides the risk; `blinded` plans again on the way;
`pairs` and `exact` serve paired units and small counts. `chance` and `estimated` hold the
probabilities all rest on, `search` the searches, `arguments` the checks.
"""

from stagelift.statistics.design.baselines import Baseline, Count, Promoters, Share, Spread
from stagelift.statistics.design.blinded import blinded_mean, blinded_share, planned_again
from stagelift.statistics.design.curves import (
    LooksCost,
    WeekPoint,
    by_looks,
    by_units,
    by_weeks,
    over_range,
)
from stagelift.statistics.design.designs import Design, power
from stagelift.statistics.design.exact import exact_power
from stagelift.statistics.design.guardrails import (
    Guard,
    Together,
    chance_to_clear,
    each_power,
    together,
)
from stagelift.statistics.design.ordered import of_odds, of_ranks
from stagelift.statistics.design.pairs import (
    PairedMean,
    PairedShare,
    pairs_mde,
    pairs_needed,
    pairs_power,
)
from stagelift.statistics.design.setting import Aim, Clusters, Setting, variance_left
from stagelift.statistics.design.sizes import mde, sample_size, smallest_margin
from stagelift.statistics.design.values import (
    Value,
    of_hazard,
    of_mean,
    of_mean_time,
    of_quantile,
    of_ratio,
    of_scores,
)
from stagelift.statistics.design.weeks import Schedule, Traffic, effect_after, schedule

__all__ = [
    "Aim",
    "Baseline",
    "Clusters",
    "Count",
    "Design",
    "Guard",
    "LooksCost",
    "PairedMean",
    "PairedShare",
    "Promoters",
    "Schedule",
    "Setting",
    "Share",
    "Spread",
    "Together",
    "Traffic",
    "Value",
    "WeekPoint",
    "blinded_mean",
    "blinded_share",
    "by_looks",
    "by_units",
    "by_weeks",
    "chance_to_clear",
    "each_power",
    "effect_after",
    "exact_power",
    "mde",
    "of_hazard",
    "of_mean",
    "of_mean_time",
    "of_odds",
    "of_quantile",
    "of_ranks",
    "of_ratio",
    "of_scores",
    "over_range",
    "pairs_mde",
    "pairs_needed",
    "pairs_power",
    "planned_again",
    "power",
    "sample_size",
    "schedule",
    "smallest_margin",
    "together",
    "variance_left",
]
