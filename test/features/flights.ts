import { boolean, double, integer, parquet, query, tableSchema, text, timestamp } from "../../src/data/index.js";
import {
  ageMinutes,
  allOf,
  count,
  entity,
  examples,
  featureSet,
  field,
  hourOf,
  last,
  latest,
  max,
  mean,
  minutesBetween,
  pick,
  rate,
  sum,
  weekdayOf,
  windows,
} from "../../src/features/index.js";

const legsSource = query("legs", "", {
  from: [],
  schema: tableSchema({
    key: ["flight_id"],
    columns: {
      flight_id: text(),
      carrier: text(),
      flight: integer(),
      tailnum: text({ nullable: true }),
      origin: text(),
      dest: text(),
      scheduled_departure: timestamp(),
      scheduled_arrival: timestamp(),
      distance: double(),
      decided_at: timestamp(),
      late: integer(),
      outcome_known_at: timestamp(),
    },
  }),
});

const departures = query("departures", "", {
  from: [],
  schema: tableSchema({
    key: ["flight_id"],
    columns: {
      flight_id: text(),
      carrier: text(),
      origin: text(),
      dest: text(),
      tailnum: text({ nullable: true }),
      happened_at: timestamp(),
      dep_delay: integer({ nullable: true }),
      cancelled: boolean(),
    },
  }),
});

const arrivals = query("arrivals", "", {
  from: [],
  schema: tableSchema({
    key: ["flight_id"],
    columns: {
      flight_id: text(),
      carrier: text(),
      origin: text(),
      dest: text(),
      tailnum: text({ nullable: true }),
      happened_at: timestamp(),
      arr_delay: integer({ nullable: true }),
      diverted: boolean(),
      late: integer(),
    },
  }),
});

const weatherHours = query("weather_hours", "", {
  from: [],
  schema: tableSchema({
    key: ["origin", "observed_at"],
    columns: {
      origin: text(),
      observed_at: timestamp(),
      temp: double({ nullable: true }),
      dewp: double({ nullable: true }),
      humid: double({ nullable: true }),
      wind_dir: integer({ nullable: true }),
      wind_speed: double({ nullable: true }),
      wind_gust: double({ nullable: true }),
      precip: double({ nullable: true }),
      pressure: double({ nullable: true }),
      visib: double({ nullable: true }),
    },
  }),
});

const planes = parquet(
  "planes",
  "data/planes.parquet",
  tableSchema({
    key: ["tailnum"],
    columns: { tailnum: text(), year: integer({ nullable: true }), seats: integer(), engine: text() },
  }),
);

export const flightSources = [legsSource, departures, arrivals, weatherHours, planes];

const carrier = entity("carrier", ["carrier"]);
const origin = entity("origin", ["origin"]);
const destination = entity("destination", ["dest"]);
const route = entity("route", ["origin", "dest"]);
const carrierAtOrigin = entity("carrier_at_origin", ["carrier", "origin"]);
const aircraft = entity("aircraft", ["tailnum"]);

const departed = { source: departures, event: "happened_at", available: "happened_at", id: "flight_id" } as const;
const arrived = { source: arrivals, event: "happened_at", available: "happened_at", id: "flight_id" } as const;

const originTraffic = windows("origin_traffic", {
  ...departed,
  entity: origin,
  over: ["1h", "3h", "24h"],
  aggregate: {
    delay: mean("dep_delay"),
    late: rate("dep_delay", ">=", 15),
    cancelled: rate("cancelled", "=", true),
    flights: count(),
  },
});
const carrierTraffic = windows("carrier_traffic", {
  ...departed,
  entity: carrier,
  over: ["3h", "24h", "7d"],
  aggregate: { delay: mean("dep_delay"), late: rate("dep_delay", ">=", 15) },
});
const carrierHere = windows("carrier_here", {
  ...departed,
  entity: carrierAtOrigin,
  over: ["3h", "7d"],
  aggregate: { delay: mean("dep_delay"), worst: max("dep_delay"), cancelled: rate("cancelled", "=", true) },
});
const destinationTraffic = windows("destination_traffic", {
  ...arrived,
  entity: destination,
  over: ["3h", "24h"],
  aggregate: { delay: mean("arr_delay"), late: mean("late"), diverted: sum("diverted"), flights: count("arr_delay") },
});
const routeHistory = windows("route_history", {
  ...arrived,
  entity: route,
  over: ["24h", "7d", "30d"],
  aggregate: { delay: mean("arr_delay"), late: mean("late") },
});
const aircraftDay = windows("aircraft_day", {
  ...arrived,
  entity: aircraft,
  over: ["24h"],
  aggregate: { legs: count(), delay: last("arr_delay"), from: last("origin") },
});
const weather = latest("weather", {
  entity: origin,
  source: weatherHours,
  event: "observed_at",
  available: "observed_at",
  maxAge: "6h",
  fields: {
    temp: "temp",
    humid: "humid",
    wind: "wind_speed",
    gust: "wind_gust",
    precip: "precip",
    pressure: "pressure",
    visibility: "visib",
    age: ageMinutes(),
  },
});
const plane = latest("plane", {
  entity: aircraft,
  source: planes,
  fields: { year: "year", seats: "seats", engine: "engine" },
});

const views = [
  originTraffic,
  carrierTraffic,
  carrierHere,
  destinationTraffic,
  routeHistory,
  aircraftDay,
  weather,
  plane,
];

export const flightDefinitions = {
  entities: [carrier, origin, destination, route, carrierAtOrigin, aircraft],
  views,
};

const zone = "America/New_York";

export const flightSet = featureSet("arrival", {
  source: legsSource,
  fields: ["carrier", "origin", "dest", "tailnum", "distance", "scheduled_departure", "scheduled_arrival"],
  request: {
    carrier: field("carrier"),
    origin: field("origin"),
    dest: field("dest"),
    distance: field("distance"),
    hour: hourOf("scheduled_departure", zone),
    weekday: weekdayOf("scheduled_departure", zone),
    duration: minutesBetween("scheduled_departure", "scheduled_arrival"),
  },
  features: [
    ...allOf(originTraffic),
    ...pick(carrierTraffic, "delay_3h", "late_24h", "delay_7d", "late_7d"),
    ...[carrierHere, destinationTraffic, routeHistory, aircraftDay, weather, plane].flatMap((view) => allOf(view)),
  ],
});

export const flightExamples = examples(legsSource, {
  id: "flight_id",
  at: "decided_at",
  label: "late",
  labelKnownAt: "outcome_known_at",
});
