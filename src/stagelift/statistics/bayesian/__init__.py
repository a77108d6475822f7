"""A Bayesian view of one test under a proper prior: how likely it is better, what a choice costs.

`belief` is the prior and what is concluded; `shares` counts events (Beta–binomial), `values` means.
"""

from stagelift.statistics.bayesian.belief import Concluded, EffectPrior, Worth
from stagelift.statistics.bayesian.shares import conclude_shares
from stagelift.statistics.bayesian.values import conclude_values

__all__ = ["Concluded", "EffectPrior", "Worth", "conclude_shares", "conclude_values"]
