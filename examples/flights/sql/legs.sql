-- One row per flight, the example to learn from: will it arrive 15 minutes late or worse, as decided one hour before
-- its scheduled departure?
SELECT
  flight_id,
  carrier,
  flight,
  tailnum,
  origin,
  dest,
  scheduled_departure,
  scheduled_arrival,
  distance,
  scheduled_departure - to_hours(1) AS decided_at,
  CAST(cancelled OR diverted OR arr_delay >= 15 AS INTEGER) AS late,
  -- A cancellation is known at the scheduled departure.
  coalesce(arrived_at, scheduled_departure) AS outcome_known_at
FROM timetable
