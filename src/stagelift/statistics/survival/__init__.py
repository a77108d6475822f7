"""Time to an exit from grouped counts: how long units stay, and how they leave.

`table` holds the counts, `curve` a step curve and how far it is known, `product_limit`
Kaplan–Meier and quantiles of time, `fixed_time` two curves at one time, `restricted` mean times up
to a horizon, `rank_tests` tests of equal rates, `competing` the share that leaves for each cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.on_demand import names_on_demand
from stagelift.statistics.survival.product_limit import product_limit

if TYPE_CHECKING:
    from stagelift.statistics.survival.competing import cumulative_incidence, time_lost
    from stagelift.statistics.survival.curve import Curve
    from stagelift.statistics.survival.fixed_time import difference_of_survival
    from stagelift.statistics.survival.product_limit import kaplan_meier, median_time, quantile_time
    from stagelift.statistics.survival.rank_tests import (
        LogRank,
        log_rank,
        peto_hazard_ratio,
        stratified_log_rank,
    )
    from stagelift.statistics.survival.restricted import (
        difference_of_restricted_means,
        ratio_of_restricted_means,
        restricted_mean,
        restricted_moments,
    )
    from stagelift.statistics.survival.table import EventTable

_MODULES = {
    "competing": ("cumulative_incidence", "time_lost"),
    "curve": ("Curve",),
    "fixed_time": ("difference_of_survival",),
    "product_limit": ("kaplan_meier", "median_time", "quantile_time"),
    "rank_tests": ("LogRank", "log_rank", "peto_hazard_ratio", "stratified_log_rank"),
    "restricted": (
        "difference_of_restricted_means",
        "ratio_of_restricted_means",
        "restricted_mean",
        "restricted_moments",
    ),
    "table": ("EventTable",),
}

__all__ = [
    "Curve",
    "EventTable",
    "LogRank",
    "cumulative_incidence",
    "difference_of_restricted_means",
    "difference_of_survival",
    "kaplan_meier",
    "log_rank",
    "median_time",
    "peto_hazard_ratio",
    "product_limit",
    "quantile_time",
    "ratio_of_restricted_means",
    "restricted_mean",
    "restricted_moments",
    "stratified_log_rank",
    "time_lost",
]

__getattr__, __dir__ = names_on_demand(__name__, _MODULES)
