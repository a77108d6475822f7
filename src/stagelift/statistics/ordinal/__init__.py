"""Answers on an ordered scale (0 to 10, 1 to 5, 1 to 7), compared as a whole between two arms.

`ranks` holds the probability of a better answer and the Mann–Whitney test; `odds` the proportional
odds of better answers and whether they are proportional; `tables` what both take: answers by
category, worst first.
"""

from stagelift.statistics.ordinal.odds import ProportionalOdds, proportional_odds
from stagelift.statistics.ordinal.ranks import RankTest, mann_whitney, probability_of_better

__all__ = [
    "ProportionalOdds",
    "RankTest",
    "mann_whitney",
    "probability_of_better",
    "proportional_odds",
]
