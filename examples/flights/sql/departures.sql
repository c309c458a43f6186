-- Events: one row per flight, at the moment it left, or at its scheduled departure when it was cancelled.
SELECT
  flight_id,
  carrier,
  origin,
  dest,
  tailnum,
  coalesce(departed_at, scheduled_departure) AS happened_at,
  dep_delay,
  cancelled
FROM timetable
