"""Quantiles from distinct values and their counts, by ranks alone.

`values` holds the table, `quantile` one quantile at one look, `difference` effects at one look by
the test in `ranks`, `sequence` one quantile and effects at any number of looks, by `inversion`.
"""

from __future__ import annotations

from stagelift.statistics.order_statistics.difference import (
    difference_of_medians,
    difference_of_quantiles,
    median_error,
    ratio_of_quantiles,
)
from stagelift.statistics.order_statistics.quantile import clustered_quantile, quantile
from stagelift.statistics.order_statistics.sequence import (
    difference_of_quantiles_sequence,
    quantile_sequence,
)
from stagelift.statistics.order_statistics.values import ValueCounts

__all__ = [
    "ValueCounts",
    "clustered_quantile",
    "difference_of_medians",
    "difference_of_quantiles",
    "difference_of_quantiles_sequence",
    "median_error",
    "quantile",
    "quantile_sequence",
    "ratio_of_quantiles",
]
