"""gbstats on sums from DuckDB; it adjusts means, and takes the ratio as it is."""

from __future__ import annotations

import json
import sys

import duckdb
from gbstats.frequentist.tests import FrequentistConfig, TwoSidedTTest
from gbstats.models.statistics import (
    RatioStatistic,
    RegressionAdjustedStatistic,
    SampleMeanStatistic,
    compute_theta,
)

MEANS = {"order_week": "ordered", "second_week": "returned", "order_value": "spent"}
columns = ", ".join(f"sum({c}), sum({c} * {c}), sum({c} * spent_before)" for c in MEANS.values())
statement = f"""
SELECT variant, count(*), sum(spent_before), sum(spent_before * spent_before), {columns},
  sum(visits), sum(visits * visits), sum(spent * visits)
FROM '{sys.argv[1]}/units/*.parquet' GROUP BY variant ORDER BY variant
"""  # noqa: S608 - the folder is the benchmark's own
control, treatment = ([float(x) for x in row[1:]] for row in duckdb.sql(statement).fetchall())


def adjusted(row: list[float], at: int) -> RegressionAdjustedStatistic:
    """A mean with what was before."""
    n, before, squares = row[:3]
    total, own, both = row[at : at + 3]
    return RegressionAdjustedStatistic(
        n=int(n),
        post_statistic=SampleMeanStatistic(n=int(n), sum=total, sum_squares=own),
        pre_statistic=SampleMeanStatistic(n=int(n), sum=before, sum_squares=squares),
        post_pre_sum_of_products=both,
        theta=0.0,  # found below, from both arms
    )


def ratio(row: list[float]) -> RatioStatistic:
    """Two sums per customer."""
    n = int(row[0])
    return RatioStatistic(
        n=n,
        m_statistic=SampleMeanStatistic(n=n, sum=row[9], sum_squares=row[10]),
        d_statistic=SampleMeanStatistic(n=n, sum=row[12], sum_squares=row[13]),
        m_d_sum_of_products=row[14],
    )


pairs = {
    name: (adjusted(control, 3 + 3 * place), adjusted(treatment, 3 + 3 * place))
    for place, name in enumerate(MEANS)
}
pairs["basket"] = (ratio(control), ratio(treatment))
found = {}
for name, (zero, one) in pairs.items():
    if name != "basket":
        zero.theta = one.theta = compute_theta(zero, one)
    result = TwoSidedTTest(
        zero, one, FrequentistConfig(difference_type="absolute")
    ).compute_result()
    low, high = result.ci
    found[name] = (result.expected, (high - low) / 2)
json.dump(found, sys.stdout)
