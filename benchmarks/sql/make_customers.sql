-- One row a customer with two attributes.
SELECT
  customer_id,
  CASE WHEN hash(customer_id, 'platform', $seed) % 10 < 6 THEN 'android' ELSE 'ios' END AS platform,
  ['north', 'south', 'east'][CAST(hash(customer_id, 'region', $seed) % 3 AS INTEGER) + 1] AS region
FROM range(CAST($customers AS BIGINT)) AS numbers(customer_id)
