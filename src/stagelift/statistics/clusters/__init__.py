"""Effects when whole clusters, such as households, are randomised and their members are measured.

`sums` holds what the engine adds up, one row a size of cluster; `errors` the standard errors that
know of the clusters and their degrees of freedom; `difference` levels, effects and lifts;
`correlation` how alike the members of a cluster are, for planning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.on_demand import names_on_demand

if TYPE_CHECKING:
    from stagelift.statistics.clusters.correlation import clusters_of
    from stagelift.statistics.clusters.difference import (
        CLUSTERS_IN_TABLE,
        clustered_difference,
        clustered_level,
        clustered_lift,
        clustered_moments,
        clustered_ratio_difference,
    )
    from stagelift.statistics.clusters.errors import ArmError, cr2_error
    from stagelift.statistics.clusters.sums import ClusterSums, SizeSums

_MODULES = {
    "correlation": ("clusters_of",),
    "difference": (
        "CLUSTERS_IN_TABLE",
        "clustered_difference",
        "clustered_level",
        "clustered_lift",
        "clustered_moments",
        "clustered_ratio_difference",
    ),
    "errors": ("ArmError", "cr2_error"),
    "sums": ("ClusterSums", "SizeSums"),
}

__all__ = [
    "CLUSTERS_IN_TABLE",
    "ArmError",
    "ClusterSums",
    "SizeSums",
    "clustered_difference",
    "clustered_level",
    "clustered_lift",
    "clustered_moments",
    "clustered_ratio_difference",
    "clusters_of",
    "cr2_error",
]

__getattr__, __dir__ = names_on_demand(__name__, _MODULES)
