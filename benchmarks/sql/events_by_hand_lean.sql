-- The readout of four metrics over raw events, as an analyst would write it for DuckDB: rows known
-- before the instant, of copies the first that arrived, windows from each customer's assignment.
-- The least that answers the question: no values of the time before assignment.
WITH known AS (
  SELECT event_id, customer_id, event, happened, ingested, value
  FROM read_parquet(getvariable('folder') || '/events/*.parquet')
  WHERE happened < TIMESTAMPTZ '2026-04-24 00:00:00+00'
    AND ingested < TIMESTAMPTZ '2026-04-24 00:00:00+00'
),
copied AS (
  SELECT event_id FROM known GROUP BY event_id HAVING count(*) > 1
),
events AS (
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
units AS (
  SELECT
    u.customer_id,
    any_value(u.variant) AS variant,
    any_value(u.entered) AS entered,
    coalesce(max(CASE WHEN event = 'ordered'
      AND happened < entered + INTERVAL 7 DAY THEN 1 ELSE 0 END), 0) AS order_week,
    coalesce(sum(CASE WHEN event = 'ordered' THEN value ELSE 0 END), 0)
      AS order_value,
    coalesce(max(CASE WHEN event = 'visited'
      AND (happened AT TIME ZONE 'Asia/Seoul')::DATE - (entered AT TIME ZONE 'Asia/Seoul')::DATE
        BETWEEN 7 AND 13 THEN 1 ELSE 0 END), 0) AS second_week,
    count(CASE WHEN event = 'returned' THEN 1 END) AS returned,
    count(CASE WHEN event = 'ordered' THEN 1 END) AS ordered
  FROM assigned AS u
  LEFT JOIN events AS e
    ON e.customer_id = u.customer_id
    AND event IN ('visited', 'ordered', 'returned')
    AND happened >= entered
    AND happened < entered + INTERVAL 30 DAY
  GROUP BY u.customer_id
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
  sum(returned * ordered) AS returned_ordered
FROM units
GROUP BY variant
ORDER BY variant
