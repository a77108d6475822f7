-- Raw events of one time slice as an event log holds them: roughly in the order of arrival, a few
-- sent twice, some late, some not known yet as of the instant of the readout.
-- Chance is a hash of the row's number and the seed, so that threads and order change nothing.
WITH drawn AS (
  SELECT
    i,
    hash(i, 'customer', $seed) / 18446744073709551616.0 AS who,
    hash(i, 'event', $seed) / 18446744073709551616.0 AS what,
    hash(i, 'moment', $seed) / 18446744073709551616.0 AS moment,
    hash(i, 'delay', $seed) / 18446744073709551616.0 AS delay,
    hash(i, 'late', $seed) / 18446744073709551616.0 AS late,
    hash(i, 'value', $seed) / 18446744073709551616.0 AS amount,
    hash(i, 'copy', $seed) / 18446744073709551616.0 AS copied
  FROM range(CAST($first AS BIGINT), CAST($last AS BIGINT)) AS numbers(i)
),
named AS (
  SELECT
    printf('e%016x', hash(i, 'id', $seed)) AS event_id,
    -- a few customers do a lot: the square root of a uniform number, turned around
    CAST(floor($customers * (1 - sqrt(1 - who))) AS BIGINT) AS customer_id,
    CASE
      WHEN what < 0.55 THEN 'visited'
      WHEN what < 0.75 THEN 'cart_added'
      WHEN what < 0.85 THEN 'ordered'
      WHEN what < 0.87 THEN 'returned'
      WHEN what < 0.90 THEN 'review_written'
      ELSE 'message_opened'
    END AS event,
    TIMESTAMPTZ '2026-01-05 00:00:00+00'
      + to_microseconds(CAST((i + 1000 * moment) / $events * $seconds * 1e6 AS BIGINT)) AS happened,
    to_microseconds(
      CAST(delay * 7200e6 + CASE WHEN late < 0.01 THEN late * 100 * 259200e6 ELSE 0 END AS BIGINT)
    ) AS wait,
    CASE WHEN what >= 0.75 AND what < 0.85 THEN CAST(5 + 95 * amount AS DECIMAL(10, 2)) END AS value,
    copied
  FROM drawn
)
SELECT event_id, customer_id, event, happened, happened + wait AS ingested, value FROM named
UNION ALL
-- sent twice: the copy arrives later, and one in ten carries another value
SELECT
  event_id, customer_id, event, happened, happened + wait + to_hours(3),
  CASE WHEN copied < 0.0002 THEN value + 1 ELSE value END
FROM named
WHERE copied < 0.002
