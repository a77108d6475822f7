"""How alike the members of a cluster are, from sums by size of cluster."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stagelift.statistics import checks

if TYPE_CHECKING:
    from stagelift.statistics.clusters.sums import ClusterSums
    from stagelift.statistics.design.setting import Clusters


def clusters_of(arm: ClusterSums) -> Clusters | None:
    """Mean size, spread of sizes and intra-cluster correlation of clusters seen before a test.

    The correlation is that of the analysis of variance; one below 0 counts as 0, because clusters
    that are less alike than strangers would promise more than drawing one by one.

    Args:
        arm: The clusters, with the squares of their members' values.

    Returns:
        What a plan needs; None below two clusters, or where no cluster has two members and nothing
        tells how alike they are.

    Raises:
        ArgumentError: When the members' squares are smaller than the clusters' sums allow.

    Reference:
        Donner 1986, A review of inference procedures for the intraclass correlation coefficient in
        the one-way random effects model.

    Example:
        >>> from stagelift.statistics.clusters.sums import ClusterSums, SizeSums
        >>> pairs = SizeSums(size=2, clusters=4, x=4, xx=8, squares=4)  # 0 0, 0 0, 1 1 and 1 1
        >>> clusters_of(ClusterSums.of([pairs], scale=1))
        Clusters(size=2.0, correlation=1.0, size_cv=0.0)
    """
    from stagelift.statistics.design.setting import Clusters  # only a plan needs it: 32 modules

    groups, members = arm.clusters, arm.members
    if groups < 2 or members <= groups:
        return None
    unit = float(arm.scale) ** 2
    per_cluster = math.fsum(float(one.xx) / one.size for one in arm.sizes)
    within = math.fsum(float(one.squares) for one in arm.sizes) - per_cluster
    if within < -1e-9 * per_cluster:
        raise checks.refused("squares", within, "members' squares must reach their clusters'")
    total = float(arm.exact_mean) ** 2 * members
    between = (per_cluster - total) / unit / (groups - 1)
    inside = max(within, 0.0) / unit / (members - groups)
    spread = math.fsum(float(s.size) ** 2 * s.clusters for s in arm.sizes)
    typical = (members - spread / members) / (groups - 1)
    whole = between + (typical - 1.0) * inside
    found = (between - inside) / whole if whole > 0.0 else 0.0
    size = members / groups
    variance = max(spread / groups - size**2, 0.0)
    return Clusters(
        size=size,
        correlation=min(max(found, 0.0), 1.0),
        size_cv=math.sqrt(variance) / size,
    )
