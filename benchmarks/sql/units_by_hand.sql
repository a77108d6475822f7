-- The sums of four outcome columns by variant, squares for the standard errors.
SELECT
  variant,
  count(*) AS n,
  sum(ordered) AS order_week,
  sum(returned) AS second_week,
  sum(spent) AS order_value,
  sum(spent * spent) AS order_value_squares,
  sum(visits) AS visits,
  sum(visits * visits) AS visits_squares
FROM read_parquet(getvariable('folder') || '/units/*.parquet')
GROUP BY variant
ORDER BY variant
