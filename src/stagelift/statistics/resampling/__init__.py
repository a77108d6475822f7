"""Resampling of two arms from counts alone: no row and no customer is needed.

`tables` holds what is taken: how many units have each value, or sums by hashed group of customers;
`draws` the bootstrap's draws of either; `effects` the effect with its interval from them;
`permutation` and `ranks` the tests that every unit would have done the same in both arms.
"""

from stagelift.statistics.resampling.draws import Drawn, draw_groups, draw_tables
from stagelift.statistics.resampling.effects import bootstrap_effect
from stagelift.statistics.resampling.permutation import PermutationTest, permutation_test
from stagelift.statistics.resampling.ranks import better_in, ranks_compared
from stagelift.statistics.resampling.tables import MOST, ValueTable

__all__ = [
    "MOST",
    "Drawn",
    "PermutationTest",
    "ValueTable",
    "better_in",
    "bootstrap_effect",
    "draw_groups",
    "draw_tables",
    "permutation_test",
    "ranks_compared",
]
