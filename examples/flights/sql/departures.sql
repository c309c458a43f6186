-- Events: one row per flight, at the moment it left, or at its scheduled departure when it was cancelled. Times are UTC.
--
-- The actual moment is the scheduled one plus the delay: `dep_time` is a local clock without a date, and a delay may
-- reach into the next day.
SELECT
  make_date(year, month, day) || '-' || carrier || flight || '-' || origin AS flight_id,
  carrier,
  origin,
  dest,
  tailnum,
  time_hour + to_minutes(minute) + to_minutes(coalesce(dep_delay, 0)) AS happened_at,
  dep_delay,
  dep_time IS NULL AS cancelled
FROM flights
