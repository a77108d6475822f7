"""spotify-confidence on sums from DuckDB; it has no ratio, which is left out."""

from __future__ import annotations

import json
import sys

import duckdb
import pandas as pd
import spotify_confidence as confidence

MEANS = {"order_week": "ordered", "second_week": "returned", "order_value": "spent"}
columns = ", ".join(f"sum({c}), sum({c} * {c}), sum({c} * spent_before)" for c in MEANS.values())
statement = f"""
SELECT variant, count(*), sum(spent_before), sum(spent_before * spent_before), {columns},
  sum(visits), sum(visits * visits), sum(spent * visits)
FROM '{sys.argv[1]}/units/*.parquet' GROUP BY variant ORDER BY variant
"""  # noqa: S608 - the folder is the benchmark's own
rows = []
for arm, *sums in duckdb.sql(statement).fetchall():
    n, before, squares, *rest = (float(x) for x in sums)
    for place, name in enumerate(MEANS):
        total, own, both = rest[3 * place : 3 * place + 3]
        rows.append((name, arm, n, total, own, before, squares, both, "z-test-linreg"))
names = ["metric", "arm", "n", "sum", "squares", "before", "before_squares", "both", "method"]
table = pd.DataFrame(rows, columns=names)
found = {}
for name, own in table.groupby("metric"):  # one at a time: several would be corrected together
    test = confidence.Experiment(
        own,
        numerator_column="sum",
        numerator_sum_squares_column="squares",
        denominator_column="n",
        categorical_group_columns=["arm"],
        method_column="method",
        feature_column="before",
        feature_sum_squares_column="before_squares",
        feature_cross_sum_column="both",
    )
    row = test.difference(level_1="email", level_2="push", absolute=True).iloc[0]
    found[name] = (row["difference"], (row["ci_upper"] - row["ci_lower"]) / 2)
json.dump(found, sys.stdout)
