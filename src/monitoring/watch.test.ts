import { beforeEach, describe, expect, test } from "vitest";
import { createRandom } from "../core/index.js";
import { type Table, tableFromRecords } from "../learn/index.js";
import { createMemoryStore, type Store } from "../store/index.js";
import { type Baseline, drift, fitReference, performance, startWatch, stepWatch, type WatchContext } from "./index.js";

const DAY = 86_400_000;
const MONITORS = [
  drift({ every: "1d", window: "7d", delta: 0.2 }),
  performance({ metric: "rocAuc", every: "2d", window: "14d", tolerance: 0.05 }),
];

function wind(rows: number, shift: number, seed: string): Table {
  const random = createRandom(seed);
  return tableFromRecords(Array.from({ length: rows }, () => ({ wind: random.next() + shift })));
}

const baselineOf = (shift: number): Baseline => ({
  features: fitReference(wind(1000, shift, "baseline")),
  metrics: { rocAuc: 0.95, logLoss: 0.3, brier: 0.1 },
  importance: [],
});

let store: Store;
let asked: (readonly [what: string, from: number, to: number])[];
let shift: number;
let context: WatchContext;

beforeEach(() => {
  store = createMemoryStore();
  asked = [];
  shift = 0;
  context = {
    findings: store.findings,
    alerts: store.alerts,
    async features(from, to) {
      asked.push(["features", from / DAY, to / DAY]);
      return wind(500, shift, `window ${to}`);
    },
    async outcomes(from, to) {
      asked.push(["outcomes", from / DAY, to / DAY]);
      const random = createRandom(to);
      const probabilities = Float64Array.from({ length: 300 }, () => random.next());
      return { probabilities, labels: probabilities.map((probability) => (random.next() < probability ? 1 : 0)) };
    },
  };
});

/** Steps a watch at these days; gives the kinds of findings and the alerts of each. */
async function watched(days: readonly number[], watch = startWatch(MONITORS, baselineOf(0), 0)) {
  const seen: (readonly [day: number, findings: string, alerts: number])[] = [];
  for (const day of days) {
    const step = await stepWatch(context, watch, day * DAY);
    watch = step.watch;
    seen.push([day, step.findings.map(({ kind }) => kind).join(" "), step.alerts.length]);
  }
  return { watch, seen };
}

describe("a watch", () => {
  test("lets each monitor look when it is due, over its own window", async () => {
    const { seen } = await watched([0.5, 1, 1.2, 2, 3.5, 4, 4.5]);
    expect(seen.map(([day, findings]) => [day, findings])).toEqual([
      [0.5, ""],
      [1, "drift"],
      [1.2, ""],
      [2, "drift performance"],
      [3.5, "drift"],
      [4, "performance"],
      [4.5, "drift"],
    ]);
    expect(asked).toEqual([
      ["features", -6, 1],
      ["features", -5, 2],
      ["outcomes", -12, 2],
      ["features", -3.5, 3.5],
      ["outcomes", -10, 4],
      ["features", -2.5, 4.5],
    ]);
  });

  test("looks once after a long pause, not once for each time it missed", async () => {
    const { seen } = await watched([30, 30.1]);
    expect(seen.map(([, findings]) => findings)).toEqual(["drift performance", ""]);
  });

  test("records every finding and each alert once, as it starts", async () => {
    shift = 0.5;
    const { seen } = await watched([1, 2, 3, 4]);
    const findings = await store.findings.list({});
    const kindsAt = (day: number) => findings.filter(({ at }) => at === day * DAY).map(({ kind }) => kind);
    expect([1, 2, 3, 4].map((day) => kindsAt(day).sort().join(" "))).toEqual(seen.map(([, kinds]) => kinds));
    expect(findings).toHaveLength(6);
    expect(seen.map(([, , alerts]) => alerts)).toEqual([0, 1, 0, 1]);
    const alerts = await store.alerts.list({});
    expect(alerts.map(({ kind, at, feature }) => [kind, at / DAY, feature])).toEqual([
      ["drift", 2, "wind"],
      ["performance", 4, undefined],
    ]);
  });

  test("that begins anew compares with the new baseline and remembers nothing of the old one", async () => {
    shift = 0.5;
    const { watch: firing } = await watched([1, 2]);
    expect(firing.states[0].state).toMatchObject({ signals: [{ signal: { firing: true } }] });
    const { seen, watch } = await watched([3, 4, 5], startWatch(MONITORS, baselineOf(0.5), 2 * DAY));
    expect(seen.map(([, findings]) => findings)).toEqual(["drift", "drift performance", "drift"]);
    expect(watch.states[0].state).toMatchObject({ signals: [{ signal: { firing: false } }] });
    expect((await store.alerts.list({ kind: "drift" })).map(({ at }) => at / DAY)).toEqual([2]);
  });

  test("of a deployment without monitors sees nothing", async () => {
    expect((await watched([1, 2], startWatch([], baselineOf(0), 0))).seen).toEqual([
      [1, "", 0],
      [2, "", 0],
    ]);
  });
});
