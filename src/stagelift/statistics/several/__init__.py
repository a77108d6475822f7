"""Several comparisons at once: corrected p-values, and intervals that hold together.

`steps` corrects the p-values of one family; `families` goes through many families on two levels;
`simultaneous` gives intervals that fit the correction; `dunnett` compares every treatment with one
control, `tukey` every pair of arms.
"""

from stagelift.statistics.several.steps import (
    benjamini_hochberg,
    benjamini_yekutieli,
    bonferroni,
    hochberg,
    holm,
    holm_sidak,
    sidak,
    simes_p,
)

__all__ = [
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "bonferroni",
    "hochberg",
    "holm",
    "holm_sidak",
    "sidak",
    "simes_p",
]
