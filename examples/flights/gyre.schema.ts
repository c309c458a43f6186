// The locked schemas of the sources. `gyre validate --lock` writes this file; review its changes before you commit them.
import { boolean, double, integer, tableSchema, text, timestamp } from "gyre";

export const flights = tableSchema({
  key: ["carrier", "flight", "time_hour"],
  columns: {
    year: integer({ min: 2013, max: 2013 }),
    month: integer({ min: 1, max: 12 }),
    day: integer({ min: 1, max: 31 }),
    dep_time: integer({ nullable: true, min: 1, max: 2400 }),
    sched_dep_time: integer({ min: 0, max: 2400 }),
    dep_delay: integer({ nullable: true, min: -120, max: 2880 }),
    arr_time: integer({ nullable: true, min: 1, max: 2400 }),
    sched_arr_time: integer({ min: 0, max: 2400 }),
    arr_delay: integer({ nullable: true, min: -180, max: 2880 }),
    carrier: text({
      domain: ["9E", "AA", "AS", "B6", "DL", "EV", "F9", "FL", "HA", "MQ", "OO", "UA", "US", "VX", "WN", "YV"],
    }),
    flight: integer({ min: 1, max: 9999 }),
    tailnum: text({ nullable: true }),
    origin: text({ domain: ["EWR", "JFK", "LGA"] }),
    dest: text(),
    air_time: integer({ nullable: true, min: 10, max: 1200 }),
    distance: integer({ min: 1, max: 12000 }),
    hour: integer({ min: 0, max: 23 }),
    minute: integer({ min: 0, max: 59 }),
    time_hour: timestamp(),
  },
});

export const weather = tableSchema({
  key: ["origin", "time_hour"],
  columns: {
    origin: text({ domain: ["EWR", "JFK", "LGA"] }),
    year: integer({ min: 2013, max: 2013 }),
    month: integer({ min: 1, max: 12 }),
    day: integer({ min: 1, max: 31 }),
    hour: integer({ min: 0, max: 23 }),
    temp: double({ nullable: true, min: -60, max: 140 }),
    dewp: double({ nullable: true, min: -90, max: 100 }),
    humid: double({ nullable: true, min: 0, max: 100 }),
    wind_dir: integer({ nullable: true, min: 0, max: 360 }),
    wind_speed: double({ nullable: true, min: 0, max: 2097 }),
    wind_gust: double({ nullable: true, min: 0, max: 134 }),
    precip: double({ min: 0, max: 3 }),
    pressure: double({ nullable: true, min: 870, max: 1085 }),
    visib: double({ min: 0, max: 100 }),
    time_hour: timestamp(),
  },
});

export const planes = tableSchema({
  key: ["tailnum"],
  columns: {
    tailnum: text(),
    year: integer({ nullable: true, min: 1903, max: 2013 }),
    type: text({ domain: ["Fixed wing multi engine", "Fixed wing single engine", "Rotorcraft"] }),
    manufacturer: text(),
    model: text(),
    engines: integer({ min: 0, max: 8 }),
    seats: integer({ min: 0, max: 900 }),
    speed: integer({ nullable: true, min: 0, max: 864 }),
    engine: text({ domain: ["4 Cycle", "Reciprocating", "Turbo-fan", "Turbo-jet", "Turbo-prop", "Turbo-shaft"] }),
  },
});

export const airports = tableSchema({
  key: ["faa"],
  columns: {
    faa: text(),
    name: text(),
    lat: double({ min: -90, max: 90 }),
    lon: double({ min: -180, max: 180 }),
    alt: integer({ min: -1500, max: 30000 }),
    tz: integer({ min: -12, max: 14 }),
    dst: text({ domain: ["A", "N", "U"] }),
    tzone: text({
      nullable: true,
      domain: [
        "America/Anchorage",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "America/New_York",
        "America/Phoenix",
        "America/Vancouver",
        "Asia/Chongqing",
        "Pacific/Honolulu",
      ],
    }),
  },
});

export const airlines = tableSchema({
  key: ["carrier"],
  columns: {
    carrier: text(),
    name: text(),
  },
});

export const timetable = tableSchema({
  key: ["flight_id"],
  columns: {
    flight_id: text(),
    carrier: text({
      domain: ["9E", "AA", "AS", "B6", "DL", "EV", "F9", "FL", "HA", "MQ", "OO", "UA", "US", "VX", "WN", "YV"],
    }),
    flight: integer({ min: 1, max: 9999 }),
    tailnum: text({ nullable: true }),
    origin: text({ domain: ["EWR", "JFK", "LGA"] }),
    dest: text(),
    distance: integer({ min: 1, max: 12000 }),
    scheduled_departure: timestamp(),
    scheduled_arrival: timestamp(),
    dep_delay: integer({ nullable: true, min: -120, max: 2880 }),
    arr_delay: integer({ nullable: true, min: -180, max: 2880 }),
    cancelled: boolean(),
    diverted: boolean(),
    departed_at: timestamp({ nullable: true }),
    arrived_at: timestamp({ nullable: true }),
  },
});

export const legs = tableSchema({
  key: ["flight_id"],
  columns: {
    flight_id: text(),
    carrier: text({
      domain: ["9E", "AA", "AS", "B6", "DL", "EV", "F9", "FL", "HA", "MQ", "OO", "UA", "US", "VX", "WN", "YV"],
    }),
    flight: integer({ min: 1, max: 9999 }),
    tailnum: text({ nullable: true }),
    origin: text({ domain: ["EWR", "JFK", "LGA"] }),
    dest: text(),
    scheduled_departure: timestamp(),
    scheduled_arrival: timestamp(),
    distance: integer({ min: 1, max: 12000 }),
    decided_at: timestamp(),
    late: integer({ min: 0, max: 1 }),
    outcome_known_at: timestamp(),
  },
});

export const departures = tableSchema({
  key: ["flight_id"],
  columns: {
    flight_id: text(),
    carrier: text({
      domain: ["9E", "AA", "AS", "B6", "DL", "EV", "F9", "FL", "HA", "MQ", "OO", "UA", "US", "VX", "WN", "YV"],
    }),
    origin: text({ domain: ["EWR", "JFK", "LGA"] }),
    dest: text(),
    tailnum: text({ nullable: true }),
    happened_at: timestamp(),
    dep_delay: integer({ nullable: true, min: -120, max: 2880 }),
    cancelled: boolean(),
  },
});

export const arrivals = tableSchema({
  key: ["flight_id"],
  columns: {
    flight_id: text(),
    carrier: text({
      domain: ["9E", "AA", "AS", "B6", "DL", "EV", "F9", "FL", "HA", "MQ", "OO", "UA", "US", "VX", "WN", "YV"],
    }),
    flight: integer({ min: 1, max: 9999 }),
    origin: text({ domain: ["EWR", "JFK", "LGA"] }),
    dest: text(),
    tailnum: text(),
    happened_at: timestamp(),
    arr_delay: integer({ nullable: true, min: -180, max: 2880 }),
    diverted: boolean(),
    late: integer({ min: 0, max: 1 }),
  },
});

export const weather_hours = tableSchema({
  key: ["origin", "observed_at"],
  columns: {
    origin: text({ domain: ["EWR", "JFK", "LGA"] }),
    observed_at: timestamp(),
    temp: double({ nullable: true, min: -60, max: 140 }),
    dewp: double({ nullable: true, min: -90, max: 100 }),
    humid: double({ nullable: true, min: 0, max: 100 }),
    wind_dir: integer({ nullable: true, min: 0, max: 360 }),
    wind_speed: double({ nullable: true, min: 0, max: 2097 }),
    wind_gust: double({ nullable: true, min: 0, max: 134 }),
    precip: double({ min: 0, max: 3 }),
    pressure: double({ nullable: true, min: 870, max: 1085 }),
    visib: double({ min: 0, max: 100 }),
  },
});
