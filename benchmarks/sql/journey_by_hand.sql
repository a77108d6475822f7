-- One aggregation over raw events as an analyst would write it for a weekly chart: rows known before
-- the instant, of copies the first that arrived, and per week, kind of event, platform and region
-- how many rows, how many customers and what they spent. It has no windows, no cohorts, no order of
-- events: it is the yardstick for one pass over the file, not another way to the same answer.
WITH known AS (
  SELECT event_id, customer_id, event, happened, ingested, value
  FROM read_parquet(getvariable('folder') || '/events/*.parquet')
  WHERE happened < TIMESTAMPTZ '2026-07-07 00:00:00+00'
    AND ingested < TIMESTAMPTZ '2026-07-07 00:00:00+00'
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
)
SELECT
  date_trunc('week', happened AT TIME ZONE 'Asia/Seoul') AS week,
  event,
  platform,
  region,
  count(*) AS occurrences,
  count(DISTINCT customer_id) AS customers,
  sum(value) AS spent
FROM events
JOIN read_parquet(getvariable('folder') || '/customers.parquet') USING (customer_id)
GROUP BY ALL
ORDER BY ALL
