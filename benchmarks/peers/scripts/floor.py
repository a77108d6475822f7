"""Sums written by hand in DuckDB, effects and intervals in plain Python: the least one can do."""

from __future__ import annotations

import json
import math
import sys

import duckdb

Z = 1.959963984540054
MEANS = {"order_week": "ordered", "second_week": "returned", "order_value": "spent"}
columns = ", ".join(f"sum({c}), sum({c} * {c}), sum({c} * spent_before)" for c in MEANS.values())
STATEMENT = f"""
SELECT variant, count(*), sum(spent_before), sum(spent_before * spent_before), {columns},
  sum(visits), sum(visits * visits), sum(spent * visits)
FROM '{sys.argv[1]}/units/*.parquet' GROUP BY variant ORDER BY variant
"""  # noqa: S608 - the folder is the benchmark's own
control, treatment = ([float(x) for x in row[1:]] for row in duckdb.sql(STATEMENT).fetchall())


def moments(row: list[float], at: int) -> tuple[float, float, float, float, float]:
    """Means, variances and the covariance of an outcome with what was before."""
    n, before, squares = row[:3]
    total, own, both = row[at : at + 3]
    mean, mean_before = total / n, before / n
    return (
        mean,
        mean_before,
        (own - n * mean**2) / (n - 1),
        (squares - n * mean_before**2) / (n - 1),
        (both - n * mean * mean_before) / (n - 1),
    )


def ratio(row: list[float]) -> tuple[float, float]:
    """A ratio of sums with its variance by the delta method."""
    n, (top, tops, _), (bottom, bottoms, both) = row[0], row[9:12], row[12:15]
    value = top / bottom
    spread = tops - 2 * value * both + value**2 * bottoms
    return value, spread / (n - 1) * n / bottom**2


found = {}
for place, name in enumerate(MEANS):
    one, zero = (moments(row, 3 + 3 * place) for row in (treatment, control))
    theta = (one[4] + zero[4]) / (one[3] + zero[3])
    value = one[0] - zero[0] - theta * (one[1] - zero[1])
    variance = sum(
        (m[2] + theta**2 * m[3] - 2 * theta * m[4]) / row[0]
        for m, row in ((one, treatment), (zero, control))
    )
    found[name] = (value, Z * math.sqrt(variance))
(one_ratio, one_variance), (zero_ratio, zero_variance) = ratio(treatment), ratio(control)
found["basket"] = (one_ratio - zero_ratio, Z * math.sqrt(one_variance + zero_variance))
json.dump(found, sys.stdout)
