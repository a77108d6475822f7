"""Shares of units with an event: one share, two shares compared, tables of counts.

`share` holds one share; `difference` the difference of two with every method for it, `limits` and
`z_statistics` its parts; `risk_ratio` and `odds_ratio` the two relative effects; `tables` χ² and G
of any number of rows and columns; `many` the default comparison and its lift over whole columns.
Fisher's test is in `statistics.exact`, Boschloo's and Barnard's are in `statistics.unconditional`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.on_demand import names_on_demand
from stagelift.statistics.proportions.odds_ratio import odds_ratio
from stagelift.statistics.proportions.risk_ratio import risk_ratio

if TYPE_CHECKING:
    from stagelift.statistics.proportions.difference import (
        BOSCHLOO_CELLS,
        SMALL,
        DifferenceMethod,
        chosen,
        difference_of_proportions,
        smallest_expected,
    )
    from stagelift.statistics.proportions.limits import newcombe_limits, wilson_limits
    from stagelift.statistics.proportions.many import (
        differences_of_proportions,
        lifts_of_proportions,
    )
    from stagelift.statistics.proportions.odds_ratio import OddsMethod
    from stagelift.statistics.proportions.risk_ratio import RiskMethod
    from stagelift.statistics.proportions.share import ShareMethod, proportion
    from stagelift.statistics.proportions.tables import TableTest, chi_square_test, g_test
    from stagelift.statistics.proportions.z_statistics import pooled_z, score_z, unpooled_z

_MODULES = {
    "difference": (
        "BOSCHLOO_CELLS",
        "SMALL",
        "DifferenceMethod",
        "chosen",
        "difference_of_proportions",
        "smallest_expected",
    ),
    "limits": ("newcombe_limits", "wilson_limits"),
    "many": ("differences_of_proportions", "lifts_of_proportions"),
    "odds_ratio": ("OddsMethod",),
    "risk_ratio": ("RiskMethod",),
    "share": ("ShareMethod", "proportion"),
    "tables": ("TableTest", "chi_square_test", "g_test"),
    "z_statistics": ("pooled_z", "score_z", "unpooled_z"),
}

__all__ = [
    "BOSCHLOO_CELLS",
    "SMALL",
    "DifferenceMethod",
    "OddsMethod",
    "RiskMethod",
    "ShareMethod",
    "TableTest",
    "chi_square_test",
    "chosen",
    "difference_of_proportions",
    "differences_of_proportions",
    "g_test",
    "lifts_of_proportions",
    "newcombe_limits",
    "odds_ratio",
    "pooled_z",
    "proportion",
    "risk_ratio",
    "score_z",
    "smallest_expected",
    "unpooled_z",
    "wilson_limits",
]

__getattr__, __dir__ = names_on_demand(__name__, _MODULES)
