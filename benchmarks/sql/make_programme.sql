-- Every customer is in one of the tests that run at the same time, and in the trial of everyone:
-- each draws its variant and its moment of the 21 days from 2 March 2026 for itself.
WITH entered AS (
  SELECT customer_id, printf('test_%02d', hash(customer_id, 'test', $seed) % $tests) AS experiment
  FROM range(CAST($customers AS BIGINT)) AS numbers(customer_id)
  UNION ALL
  SELECT customer_id, 'trial' FROM range(CAST($customers AS BIGINT)) AS numbers(customer_id)
)
SELECT
  customer_id,
  experiment,
  CASE WHEN hash(customer_id, experiment, 'variant', $seed) % 2 = 0 THEN 'email' ELSE 'push' END
    AS variant,
  TIMESTAMPTZ '2026-03-01 15:00:00+00' + to_microseconds(
    CAST(hash(customer_id, experiment, 'enters', $seed) % 1814400000000 AS BIGINT)
  ) AS assigned
FROM entered
