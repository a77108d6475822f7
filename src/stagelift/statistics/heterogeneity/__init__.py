"""Effects of one treatment in several groups: whether they differ, by how much, and each shrunk."""

from stagelift.statistics.heterogeneity.between import paule_mandel
from stagelift.statistics.heterogeneity.interaction import Interaction, interaction
from stagelift.statistics.heterogeneity.shrunk import LEAST_GROUPS, ShrunkEffects, shrink_effects

__all__ = [
    "LEAST_GROUPS",
    "Interaction",
    "ShrunkEffects",
    "interaction",
    "paule_mandel",
    "shrink_effects",
]
