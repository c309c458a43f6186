-- Events: one row per flight that left, at the moment it arrived, or, when it was diverted, was due to arrive.
SELECT
  flight_id,
  carrier,
  flight,
  origin,
  dest,
  tailnum,
  arrived_at AS happened_at,
  arr_delay,
  diverted,
  CAST(diverted OR arr_delay >= 15 AS INTEGER) AS late
FROM timetable
WHERE NOT cancelled
