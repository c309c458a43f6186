-- Events: one row per flight that left, at the moment it arrived, or, when it was diverted, at its scheduled arrival
-- but never before it left (91 diverted flights left after their scheduled arrival). Times are UTC.
--
-- `scheduled_arrival` is found as in legs.sql, where its traps are explained.
WITH timetable AS (
  SELECT
    f.*,
    f.time_hour + to_minutes(f.minute) AS scheduled_departure,
    make_timestamp(f.year, f.month, f.day, 0, 0, 0)
      + to_minutes(f.sched_arr_time // 100 * 60 + f.sched_arr_time % 100) AS arrival_clock,
    CASE WHEN f.dest IN ('BQN', 'PSE', 'SJU', 'STT') THEN 'America/Puerto_Rico' ELSE a.tzone END AS arrival_zone
  FROM flights f
  LEFT JOIN airports a ON a.faa = f.dest
  WHERE f.dep_time IS NOT NULL
),
clock_hours AS (
  SELECT
    arrival_zone,
    arrival_hour,
    arrival_hour AT TIME ZONE arrival_zone AT TIME ZONE 'UTC' - arrival_hour AS behind_utc
  FROM (SELECT DISTINCT arrival_zone, date_trunc('hour', arrival_clock) AS arrival_hour FROM timetable)
),
scheduled AS (
  SELECT
    t.*,
    CASE
      WHEN t.arrival_clock + h.behind_utc > t.scheduled_departure THEN t.arrival_clock + h.behind_utc
      ELSE (t.arrival_clock + to_days(1)) AT TIME ZONE t.arrival_zone AT TIME ZONE 'UTC'
    END AS scheduled_arrival
  FROM timetable t
  LEFT JOIN clock_hours h
    ON h.arrival_zone = t.arrival_zone AND h.arrival_hour = date_trunc('hour', t.arrival_clock)
)
SELECT
  make_date(year, month, day) || '-' || carrier || flight || '-' || origin AS flight_id,
  carrier,
  origin,
  dest,
  tailnum,
  greatest(
    scheduled_departure + to_minutes(dep_delay),
    scheduled_arrival + to_minutes(coalesce(arr_delay, 0))
  ) AS happened_at,
  arr_delay,
  arr_delay IS NULL AS diverted,
  CAST(coalesce(arr_delay >= 15, true) AS INTEGER) AS late
FROM scheduled
