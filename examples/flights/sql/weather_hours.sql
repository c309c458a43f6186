-- Hourly weather at the three origins, known at its hour; 75 hours are missing in 45 gaps. UTC.
--
-- `time_hour` is unique within an origin; the local columns are not, as 1 o'clock comes twice on 3 November 2013.
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
