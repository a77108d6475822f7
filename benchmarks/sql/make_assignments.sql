-- Every customer is assigned once, in one of the 21 days from 2 March 2026.
SELECT
  customer_id,
  'trial' AS experiment,
  CASE WHEN hash(customer_id, 'variant', $seed) % 2 = 0 THEN 'email' ELSE 'push' END AS variant,
  TIMESTAMPTZ '2026-03-01 15:00:00+00'
    + to_microseconds(CAST(hash(customer_id, 'enters', $seed) % 1814400000000 AS BIGINT)) AS assigned
FROM range(CAST($customers AS BIGINT)) AS numbers(customer_id)
