"""Sample ratio mismatch: do the sizes of the arms fit the planned shares?

`ratio` holds the χ² test and the always-valid one that decides; `exact` the multinomial test of
small counts; `segments` the overall test with those of segments or of epochs; `limits` the shares
that the counts still allow. Many experiments of equal shares at once: `statistics.splits`.
"""

from stagelift.statistics.srm.ratio import (
    CONCENTRATION,
    SampleRatio,
    log_bayes_factor,
    planned_shares,
    sample_ratio,
)

__all__ = ["CONCENTRATION", "SampleRatio", "log_bayes_factor", "planned_shares", "sample_ratio"]
