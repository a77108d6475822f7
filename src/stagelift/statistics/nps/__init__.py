"""Net promoter scores: one score, two, the same respondents twice, weighted, and per assigned unit.

`scores` holds one score and the difference of two; `paired` two waves of the same respondents;
`groups` more than two groups; `weighted` weights and strata; `assigned` an experiment's base, all
who were assigned; `trimming` what can be said of respondents when the arms answer unequally often.
"""

from stagelift.statistics.nps.scores import (
    POINTS,
    NpsMethod,
    difference_of_nps,
    nps,
    score_limits,
)

__all__ = ["POINTS", "NpsMethod", "difference_of_nps", "nps", "score_limits"]
