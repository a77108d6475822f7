-- The readout of four metrics over raw events, as an analyst would write it for DuckDB: rows known
-- before the instant, of copies the first that arrived, windows from each customer's assignment.
-- Beside every value stands the same value over the 28 days before, for customers who were known
-- two weeks before; the ratio has its second amount instead.
WITH known AS (
  SELECT event_id, customer_id, event, happened, ingested, value
  FROM read_parquet(getvariable('folder') || '/events/*.parquet')
  WHERE happened < TIMESTAMPTZ '2026-04-24 00:00:00+00'
    AND ingested < TIMESTAMPTZ '2026-04-24 00:00:00+00'
),
copied AS (
  SELECT event_id FROM known GROUP BY event_id HAVING count(*) > 1
),
events AS NOT MATERIALIZED (
  SELECT customer_id, event, happened, value FROM known ANTI JOIN copied USING (event_id)
  UNION ALL
  SELECT customer_id, event, happened, value FROM (
    SELECT * FROM known SEMI JOIN copied USING (event_id)
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY ingested, happened) = 1
  )
),
assigned AS (
  SELECT customer_id, min_by(variant, (assigned, variant)) AS variant, min(assigned) AS entered
  FROM read_parquet(getvariable('folder') || '/assignments.parquet')
  WHERE experiment = 'trial'
    AND assigned >= TIMESTAMPTZ '2026-03-01 15:00:00+00'
    AND assigned < TIMESTAMPTZ '2026-03-22 15:00:00+00'
    AND assigned < TIMESTAMPTZ '2026-04-24 00:00:00+00'
  GROUP BY customer_id
),
first_seen AS (
  SELECT customer_id, min(happened) AS seen FROM events GROUP BY customer_id
),
units AS (
  SELECT
    u.customer_id,
    any_value(u.variant) AS variant,
    any_value(u.entered) AS entered,
    coalesce(max(CASE WHEN event = 'ordered' AND happened >= entered
      AND happened < entered + INTERVAL 7 DAY THEN 1 ELSE 0 END), 0) AS order_week,
    coalesce(max(CASE WHEN event = 'ordered' AND happened < entered THEN 1 ELSE 0 END), 0)
      AS order_before,
    coalesce(sum(CASE WHEN event = 'ordered' AND happened >= entered THEN value ELSE 0 END), 0)
      AS order_value,
    coalesce(sum(CASE WHEN event = 'ordered' AND happened < entered THEN value ELSE 0 END), 0)
      AS value_before,
    coalesce(max(CASE WHEN event = 'visited' AND happened >= entered
      AND (happened AT TIME ZONE 'Asia/Seoul')::DATE - (entered AT TIME ZONE 'Asia/Seoul')::DATE
        BETWEEN 7 AND 13 THEN 1 ELSE 0 END), 0) AS second_week,
    coalesce(max(CASE WHEN event = 'visited' AND happened < entered THEN 1 ELSE 0 END), 0)
      AS visited_before,
    count(CASE WHEN event = 'returned' AND happened >= entered THEN 1 END) AS returned,
    count(CASE WHEN event = 'ordered' AND happened >= entered THEN 1 END) AS ordered
  FROM assigned AS u
  LEFT JOIN events AS e
    ON e.customer_id = u.customer_id
    AND event IN ('visited', 'ordered', 'returned')
    AND happened >= entered - INTERVAL 28 DAY
    AND happened < entered + INTERVAL 30 DAY
  GROUP BY u.customer_id
),
known_units AS (
  SELECT units.*, coalesce(seen <= entered - INTERVAL 14 DAY, false) AS has_before
  FROM units LEFT JOIN first_seen USING (customer_id)
)
SELECT
  variant,
  count(*) AS n,
  sum(order_week) AS order_week,
  sum(order_value) AS order_value,
  sum(order_value * order_value) AS order_value_squares,
  sum(second_week) AS second_week,
  sum(returned) AS returned,
  sum(ordered) AS ordered,
  sum(returned * returned) AS returned_squares,
  sum(ordered * ordered) AS ordered_squares,
  sum(returned * ordered) AS returned_ordered,
  count(*) FILTER (has_before) AS known,
  sum(order_week) FILTER (has_before) AS known_order_week,
  sum(order_before) FILTER (has_before) AS order_week_before,
  sum(order_before * order_week) FILTER (has_before) AS order_week_products,
  sum(order_value) FILTER (has_before) AS known_order_value,
  sum(order_value * order_value) FILTER (has_before) AS known_order_value_squares,
  sum(value_before) FILTER (has_before) AS order_value_before,
  sum(value_before * value_before) FILTER (has_before) AS order_value_before_squares,
  sum(value_before * order_value) FILTER (has_before) AS order_value_products,
  sum(second_week) FILTER (has_before) AS known_second_week,
  sum(visited_before) FILTER (has_before) AS second_week_before,
  sum(visited_before * second_week) FILTER (has_before) AS second_week_products
FROM known_units
GROUP BY variant
ORDER BY variant
