-- One row per flight with its times in UTC, scheduled and actual.
--
-- Clock columns are local: departures in New York, arrivals in the destination's zone, and only `time_hour` is UTC.
-- A time such as 2400 is 24 * 60 minutes after midnight, which falls on the next day by itself. Actual times are the
-- scheduled ones plus the delay: `dep_time` and `arr_time` carry no date, and a delay may reach into the next day.
WITH clocks AS (
  SELECT
    f.*,
    -- The carrier's flight number is unique within an airport and a local date, but not within the date alone.
    make_date(f.year, f.month, f.day) || '-' || f.carrier || f.flight || '-' || f.origin AS flight_id,
    f.time_hour + to_minutes(f.minute) AS scheduled_departure,
    make_timestamp(f.year, f.month, f.day, 0, 0, 0)
      + to_minutes(f.sched_arr_time // 100 * 60 + f.sched_arr_time % 100) AS arrival_clock,
    -- Four airports are missing from `airports`; all keep Atlantic time without summer time.
    CASE WHEN f.dest IN ('BQN', 'PSE', 'SJU', 'STT') THEN 'America/Puerto_Rico' ELSE a.tzone END AS arrival_zone
  FROM flights f
  LEFT JOIN airports a ON a.faa = f.dest
),
-- Each hour of a zone's clock is converted once and not for each flight: a third of the time.
clock_hours AS (
  SELECT
    arrival_zone,
    arrival_hour,
    arrival_hour AT TIME ZONE arrival_zone AT TIME ZONE 'UTC' - arrival_hour AS behind_utc
  FROM (SELECT DISTINCT arrival_zone, date_trunc('hour', arrival_clock) AS arrival_hour FROM clocks)
),
-- The date of the scheduled arrival is not given: it is the departure's local date, or the day after when that would
-- arrive before departing. The day is added on the local clock, as the night between may be 23 or 25 hours long.
scheduled AS (
  SELECT
    c.*,
    CASE
      WHEN c.arrival_clock + h.behind_utc > c.scheduled_departure THEN c.arrival_clock + h.behind_utc
      ELSE (c.arrival_clock + to_days(1)) AT TIME ZONE c.arrival_zone AT TIME ZONE 'UTC'
    END AS scheduled_arrival
  FROM clocks c
  LEFT JOIN clock_hours h
    ON h.arrival_zone = c.arrival_zone AND h.arrival_hour = date_trunc('hour', c.arrival_clock)
)
SELECT
  flight_id,
  carrier,
  flight,
  -- Recorded after the fact: every flight without a tail number was cancelled, so its absence tells the answer.
  tailnum,
  origin,
  dest,
  distance,
  scheduled_departure,
  scheduled_arrival,
  dep_delay,
  arr_delay,
  dep_time IS NULL AS cancelled,
  dep_time IS NOT NULL AND arr_delay IS NULL AS diverted,
  CASE WHEN dep_time IS NOT NULL THEN scheduled_departure + to_minutes(dep_delay) END AS departed_at,
  -- A diversion is known at the scheduled arrival, but never before the departure: 91 diverted flights left after it.
  CASE
    WHEN dep_time IS NOT NULL
    THEN greatest(scheduled_departure + to_minutes(dep_delay), scheduled_arrival + to_minutes(coalesce(arr_delay, 0)))
  END AS arrived_at
FROM scheduled
