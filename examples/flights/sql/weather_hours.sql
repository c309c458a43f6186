-- Hourly weather at the three origins; 75 hours are missing in 45 gaps.
--
-- `time_hour` is UTC and unique within an origin. The local columns are not a key: on 3 November 2013 the hour from
-- 1 to 2 o'clock comes twice.
SELECT
  origin,
  time_hour AS observed_at,
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
