"""tea-tasting over a DuckDB relation."""

from __future__ import annotations

import json
import sys

import duckdb
import tea_tasting as tt

experiment = tt.Experiment(
    order_week=tt.Mean("ordered", covariate="spent_before"),
    second_week=tt.Mean("returned", covariate="spent_before"),
    order_value=tt.Mean("spent", covariate="spent_before"),
    basket=tt.RatioOfMeans("spent", "visits"),
)
STATEMENT = f"""
SELECT variant, ordered, returned, CAST(spent AS DOUBLE) AS spent, visits,
  CAST(spent_before AS DOUBLE) AS spent_before
FROM '{sys.argv[1]}/units/*.parquet'
"""  # noqa: S608 - the folder is the benchmark's own
rows = duckdb.sql(STATEMENT)
result = experiment.analyze(rows, control="email")
json.dump(
    {
        name: (
            result[name].effect_size,
            (result[name].effect_size_ci_upper - result[name].effect_size_ci_lower) / 2,
        )
        for name in ("order_week", "second_week", "order_value", "basket")
    },
    sys.stdout,
)
