-- One finished row per customer: outcomes after assignment, and what was spent in the time before.
WITH drawn AS (
  SELECT
    customer_id,
    hash(customer_id, 'variant', $seed) % 2 AS arm,
    hash(customer_id, 'ordered', $seed) / 18446744073709551616.0 AS buys,
    hash(customer_id, 'visited', $seed) / 18446744073709551616.0 AS returns,
    hash(customer_id, 'spent', $seed) / 18446744073709551616.0 AS amount,
    hash(customer_id, 'before', $seed) / 18446744073709551616.0 AS earlier
  FROM range(CAST($first AS BIGINT), CAST($last AS BIGINT)) AS numbers(customer_id)
)
SELECT
  customer_id,
  CASE WHEN arm = 0 THEN 'email' ELSE 'push' END AS variant,
  CAST(buys < 0.10 + 0.004 * arm AS INTEGER) AS ordered,
  CAST(returns < 0.35 + 0.002 * arm AS INTEGER) AS returned,
  CASE WHEN buys < 0.10 + 0.004 * arm THEN CAST(5 + 95 * amount AS DECIMAL(10, 2)) ELSE 0 END
    AS spent,
  CAST(floor(-3 * ln(1 - returns)) AS INTEGER) AS visits,
  CAST(CASE WHEN earlier < 0.3 THEN 60 * amount + 20 * earlier ELSE 0 END AS DECIMAL(10, 2))
    AS spent_before
FROM drawn
