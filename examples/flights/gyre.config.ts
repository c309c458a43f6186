import {
  ageMinutes,
  allOf,
  atLeast,
  atMost,
  betterThanChampion,
  canary,
  defineProject,
  deployment,
  drift,
  entity,
  examples,
  featureSet,
  field,
  gbdt,
  hourOf,
  latest,
  logistic,
  mean,
  minutesBetween,
  model,
  never,
  onAlert,
  onSchedule,
  parquet,
  performance,
  query,
  rate,
  weekdayOf,
  windows,
} from "gyre";
import * as schema from "./gyre.schema.js";
import arrivalsSql from "./sql/arrivals.sql";
import departuresSql from "./sql/departures.sql";
import legsSql from "./sql/legs.sql";
import timetableSql from "./sql/timetable.sql";
import weatherSql from "./sql/weather_hours.sql";

// What we have: the flights that left New York in 2013, the weather there, the aircraft and the airports.
const flights = parquet("flights", "data/flights.parquet", schema.flights);
const weather = parquet("weather", "data/weather.parquet", schema.weather);
const planes = parquet("planes", "data/planes.parquet", schema.planes);
const airports = parquet("airports", "data/airports.parquet", schema.airports);
const airlines = parquet("airlines", "data/airlines.parquet", schema.airlines);

// What happened, and when it became known. Each flight leaves (or is cancelled), then arrives (or is diverted).
const timetable = query("timetable", timetableSql, { from: [flights, airports], schema: schema.timetable });
const legs = query("legs", legsSql, { from: [timetable], schema: schema.legs });
const departures = query("departures", departuresSql, { from: [timetable], schema: schema.departures });
const arrivals = query("arrivals", arrivalsSql, { from: [timetable], schema: schema.arrivals });
const weatherHours = query("weather_hours", weatherSql, { from: [weather], schema: schema.weather_hours });

// Who it happened to.
const carrier = entity("carrier", ["carrier"]);
const origin = entity("origin", ["origin"]);
const destination = entity("destination", ["dest"]);
const route = entity("route", ["origin", "dest"]);
const carrierAtOrigin = entity("carrier_at_origin", ["carrier", "origin"]);
const flightNumber = entity("flight_number", ["carrier", "flight"]);
const aircraft = entity("aircraft", ["tailnum"]);

const whenItHappened = { event: "happened_at", available: "happened_at", id: "flight_id" } as const;

// How things go at the airport, for the carrier, on the route.
const originNow = windows("origin_now", {
  entity: origin,
  source: departures,
  ...whenItHappened,
  over: ["1h", "3h", "24h"],
  aggregate: { delay: mean("dep_delay"), late: rate("dep_delay", ">=", 15), cancelled: rate("cancelled", "=", true) },
});
const carrierNow = windows("carrier_now", {
  entity: carrier,
  source: departures,
  ...whenItHappened,
  over: ["3h", "24h", "7d"],
  aggregate: { delay: mean("dep_delay"), cancelled: rate("cancelled", "=", true) },
});
const carrierHere = windows("carrier_here", {
  entity: carrierAtOrigin,
  source: departures,
  ...whenItHappened,
  over: ["3h", "24h", "7d"],
  aggregate: { delay: mean("dep_delay"), late: rate("dep_delay", ">=", 15) },
});
const destinationNow = windows("destination_now", {
  entity: destination,
  source: arrivals,
  ...whenItHappened,
  over: ["3h", "24h", "7d"],
  aggregate: { delay: mean("arr_delay"), late: rate("late", "=", 1) },
});
const routeNow = windows("route_now", {
  entity: route,
  source: arrivals,
  ...whenItHappened,
  over: ["24h", "7d"],
  aggregate: { delay: mean("arr_delay"), late: rate("late", "=", 1) },
});

const flightPast = windows("flight_past", {
  entity: flightNumber,
  source: arrivals,
  ...whenItHappened,
  over: ["28d"],
  aggregate: { delay: mean("arr_delay"), late: rate("late", "=", 1) },
});

// The aircraft's last leg, the aircraft itself, and the weather at the airport.
const lastLeg = latest("last_leg", {
  entity: aircraft,
  source: arrivals,
  event: "happened_at",
  available: "happened_at",
  maxAge: "2d",
  fields: { delay: "arr_delay", age: ageMinutes() },
});
const plane = latest("plane", { entity: aircraft, source: planes, fields: { year: "year", seats: "seats" } });
const weatherHere = latest("weather_here", {
  entity: origin,
  source: weatherHours,
  event: "observed_at",
  available: "observed_at",
  maxAge: "6h",
  fields: {
    temp: "temp",
    dewp: "dewp",
    humid: "humid",
    wind_dir: "wind_dir",
    wind_speed: "wind_speed",
    wind_gust: "wind_gust",
    precip: "precip",
    pressure: "pressure",
    visib: "visib",
  },
});

const features = featureSet("flight", {
  source: legs,
  fields: ["carrier", "flight", "origin", "dest", "tailnum", "distance", "scheduled_departure", "scheduled_arrival"],
  request: {
    hour: hourOf("scheduled_departure", "America/New_York"),
    weekday: weekdayOf("scheduled_departure", "America/New_York"),
    scheduled_minutes: minutesBetween("scheduled_departure", "scheduled_arrival"),
    distance: field("distance"),
    carrier: field("carrier"),
    origin: field("origin"),
    dest: field("dest"),
  },
  features: [
    ...allOf(originNow),
    ...allOf(carrierNow),
    ...allOf(carrierHere),
    ...allOf(destinationNow),
    ...allOf(routeNow),
    ...allOf(flightPast),
    ...allOf(lastLeg),
    ...allOf(plane),
    ...allOf(weatherHere),
  ],
});

const late = model("late", {
  predicts: "the flight arrives 15 or more minutes late, or is cancelled or diverted",
  examples: examples(legs, { id: "flight_id", at: "decided_at", label: "late", labelKnownAt: "outcome_known_at" }),
  features,
  estimator: gbdt({ trees: 60, leaves: 31, learningRate: 0.12, minDataInLeaf: 200, l2: 10 }),
  baseline: logistic({ l2: 0.001, standardize: true }),
  holdout: "7d",
  seed: 7,
});

export default defineProject({
  name: "flights",
  // The data are history: the project's clock stands at the end of February 2013, and the rehearsal replays the rest of the year.
  asOf: "2013-03-01T00:00:00Z",
  sources: [flights, weather, planes, airports, airlines, timetable, legs, departures, arrivals, weatherHours],
  entities: [carrier, origin, destination, route, carrierAtOrigin, flightNumber, aircraft],
  views: [originNow, carrierNow, carrierHere, destinationNow, routeNow, flightPast, lastLeg, plane, weatherHere],
  model: late,
  gates: [atLeast("rocAuc", 0.65), atMost("calibrationError", 0.15), betterThanChampion("rocAuc", { confidence: 0.8 })],
  deployment: deployment("late", { model: late }),
  rollout: canary({
    steps: [
      { percent: 10, hold: "12h" },
      { percent: 50, hold: "12h" },
    ],
    minSamples: 50,
    guard: { harm: "error", alpha: 0.05 },
  }),
  monitors: [
    drift({ every: "1d", window: "7d", delta: 0.3, minRows: 5000 }),
    performance({ metric: "rocAuc", every: "1d", window: "7d", tolerance: 0.02 }),
  ],
  retraining: {
    never: never(),
    monthly: onSchedule({ every: "month" }),
    "on-drift": onAlert({ of: ["drift", "performance"], cooldown: "45d" }),
  },
  policy: "monthly",
  rehearsal: { from: "2013-03-01T00:00:00Z", to: "2014-01-01T00:00:00Z" },
});
