/** The starter project's definition. */
export const starterConfig = `import {
  allOf, atLeast, canary, count, csv, defineProject, deployment, drift, entity, examples, featureSet, field, gbdt, hourOf, logistic,
  model, never, onAlert, onSchedule, performance, query, rate, weekdayOf, windows,
} from "gyre";
import * as schema from "./gyre.schema.js";

// Orders of a shop. Whether an order comes back is known some days later. The data are made up: from 10 April 2025 on prices
// rise and dear orders come back three times as often, so a model that was trained before no longer holds.
const orders = csv("orders", "data/orders.csv", schema.orders);

// What is known of past orders, from the moment it became known.
const outcomes = query(
  "outcomes",
  "SELECT order_id, customer, product, outcome_at, returned = 1 AS returned FROM orders",
  { from: [orders], schema: schema.outcomes },
);

const customer = entity("customer", ["customer"]);
const product = entity("product", ["product"]);

const customerPast = windows("customer_past", {
  entity: customer,
  source: outcomes,
  event: "outcome_at",
  available: "outcome_at",
  id: "order_id",
  over: ["30d"],
  aggregate: { returned: rate("returned", "=", true), outcomes: count() },
});

const productPast = windows("product_past", {
  entity: product,
  source: outcomes,
  event: "outcome_at",
  available: "outcome_at",
  id: "order_id",
  over: ["30d"],
  aggregate: { returned: rate("returned", "=", true) },
});

const features = featureSet("order", {
  source: orders,
  fields: ["customer", "product", "price", "ordered_at"],
  request: { product: field("product"), price: field("price"), hour: hourOf("ordered_at", "UTC"), weekday: weekdayOf("ordered_at", "UTC") },
  features: [...allOf(customerPast), ...allOf(productPast)],
});

const returned = model("returned", {
  predicts: "the order is sent back",
  examples: examples(orders, { id: "order_id", at: "ordered_at", label: "returned", labelKnownAt: "outcome_at" }),
  features,
  estimator: gbdt({ trees: 40, leaves: 7, learningRate: 0.1, minDataInLeaf: 20, l2: 1 }),
  baseline: logistic({ l2: 1, standardize: true }),
  holdout: "14d",
});

export default defineProject({
  name: "shop",
  // The data are history: the project's clock stands here, and the rehearsal replays what follows. Without asOf it is the real time.
  asOf: "2025-03-01T00:00:00Z",
  sources: [orders, outcomes],
  entities: [customer, product],
  views: [customerPast, productPast],
  model: returned,
  gates: [atLeast("rocAuc", 0.55)],
  deployment: deployment("returns", { model: returned }),
  rollout: canary({ steps: [{ percent: 20, hold: "1d" }, { percent: 50, hold: "1d" }], minSamples: 20, guard: { harm: "error", alpha: 0.05 } }),
  monitors: [drift({ every: "1d", window: "7d", delta: 0.3 }), performance({ metric: "rocAuc", every: "1d", window: "14d", tolerance: 0.05 })],
  retraining: { never: never(), monthly: onSchedule({ every: "month" }), "on-drift": onAlert({ of: ["drift", "performance"], cooldown: "14d" }) },
  policy: "monthly",
  rehearsal: { from: "2025-03-01T00:00:00Z", to: "2025-06-01T00:00:00Z" },
});
`;

/** The starter project's locked schemas. */
export const starterSchema = `// The locked schemas of the sources. \`gyre validate --lock\` writes this file; review its changes before you commit them.
import { boolean, double, integer, tableSchema, text, timestamp } from "gyre";

export const orders = tableSchema({
  key: ["order_id"],
  columns: {
    order_id: text(),
    customer: text(),
    product: text({ domain: ["book", "lamp", "shirt", "shoes"] }),
    price: double({ min: 0, max: 1000 }),
    ordered_at: timestamp(),
    outcome_at: timestamp(),
    returned: integer({ min: 0, max: 1 }),
  },
});

export const outcomes = tableSchema({
  key: ["order_id"],
  columns: {
    order_id: text(),
    customer: text(),
    product: text({ domain: ["book", "lamp", "shirt", "shoes"] }),
    outcome_at: timestamp(),
    returned: boolean(),
  },
});
`;
