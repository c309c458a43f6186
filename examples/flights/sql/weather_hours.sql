-- Hourly weather at the three origins, at the moment it is known for certain; 75 hours are missing in 45 gaps. UTC.
--
-- `time_hour` is the hour a report was made in, rounded down, and the routine report is made at minute 51: used as it
-- stands it would tell the weather up to an hour before anyone could know it. So a row counts from the hour's end.
-- It is unique within an origin; the local columns are not, as 1 o'clock comes twice on 3 November 2013.
SELECT
  origin,
  time_hour + to_hours(1) AS observed_at,
  temp,
  dewp,
  humid,
  wind_dir,
  wind_speed,
  wind_gust,
  precip,
  pressure,
  visib
FROM weather
