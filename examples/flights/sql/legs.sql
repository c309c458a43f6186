-- One row per flight, the example to learn from: will it arrive 15 minutes late or worse, as decided one hour before
-- its scheduled departure? All times are UTC.
--
-- Clock columns are local: departures in New York, arrivals in the destination's zone, and only `time_hour` is UTC.
-- A time such as 2400 is 24 * 60 minutes after midnight, which falls on the next day by itself.
WITH timetable AS (
  SELECT
    f.*,
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
  FROM (SELECT DISTINCT arrival_zone, date_trunc('hour', arrival_clock) AS arrival_hour FROM timetable)
),
-- The date of the scheduled arrival is not given: it is the departure's local date, or the day after when that would
-- arrive before departing. The day is added on the local clock, as the night between may be 23 or 25 hours long.
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
  -- The carrier's flight number is unique within an airport and a local date, but not within the date alone.
  make_date(year, month, day) || '-' || carrier || flight || '-' || origin AS flight_id,
  carrier,
  flight,
  -- Recorded after the fact: every flight without a tail number was cancelled, so its absence tells the answer.
  tailnum,
  origin,
  dest,
  scheduled_departure,
  scheduled_arrival,
  distance,
  scheduled_departure - to_hours(1) AS decided_at,
  -- No arrival delay means cancelled or diverted, which counts as late.
  CAST(coalesce(arr_delay >= 15, true) AS INTEGER) AS late,
  -- A cancellation is known at the scheduled departure, a diversion at the scheduled arrival, which 91 diverted
  -- flights had passed before they left.
  CASE
    WHEN dep_time IS NULL THEN scheduled_departure
    ELSE greatest(scheduled_departure + to_minutes(dep_delay), scheduled_arrival + to_minutes(coalesce(arr_delay, 0)))
  END AS outcome_known_at
FROM scheduled
