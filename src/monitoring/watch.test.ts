import { beforeEach, describe, expect, test } from "vitest";
import { createRandom } from "../core/index.js";
import { type Table, tableFromRecords } from "../learn/index.js";
import { createMemoryStore, type Store } from "../store/index.js";
import {
  type Baseline,
  drift,
  fitReference,
  performance,
  resumeWatch,
  startWatch,
  stepWatch,
  type WatchContext,
} from "./index.js";

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
    states: store.monitorStates,
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

  test("goes on after a restart as if there had been none", async () => {
    shift = 0.5;
    const days = [1, 2, 3, 4, 5, 6];
    const whole = await watched(days);
    const records = [await store.findings.list({}), await store.alerts.list({})];
    for (const restart of [1, 2, 3, 5]) {
      store = createMemoryStore();
      context = { ...context, findings: store.findings, alerts: store.alerts, states: store.monitorStates };
      const first = await watched(days.filter((day) => day <= restart));
      const resumed = await resumeWatch(context, MONITORS, baselineOf(0), 0);
      const rest = await watched(
        days.filter((day) => day > restart),
        resumed,
      );
      expect([...first.seen, ...rest.seen]).toEqual(whole.seen);
      expect(rest.watch.states).toEqual(whole.watch.states);
      expect([await store.findings.list({}), await store.alerts.list({})]).toEqual(records);
    }
  });

  test("does not remember what it saw of the champion before", async () => {
    shift = 0.5;
    await watched([1, 2, 3]);
    const resumed = await resumeWatch(context, MONITORS, baselineOf(0.5), 3 * DAY);
    expect(resumed).toEqual(startWatch(MONITORS, baselineOf(0.5), 3 * DAY));
  });

  test("lets a feature move the further the less the model looks at it, at most ten times", async () => {
    const names = ["most", "half", "hardly", "never", "unknown"];
    const tableOf = (moved: number, seed: string): Table => {
      const random = createRandom(seed);
      const row = () => Object.fromEntries(names.map((name) => [name, random.next() + moved / Math.sqrt(12)]));
      return tableFromRecords(Array.from({ length: 2000 }, row));
    };
    const share = { most: 0.6, half: 0.3, hardly: 0.01, never: 0 };
    const importance = Object.entries(share).map(([name, share]) => ({ name, share }));
    const baseline = { ...baselineOf(0), features: fitReference(tableOf(0, "baseline")), importance };
    const monitor = drift({ every: "1d", window: "7d", delta: 0.5 });
    const drifted = async (moved: number) => {
      const seen = { ...context, features: async () => tableOf(moved, "window") };
      const { findings } = await stepWatch(seen, startWatch([monitor], baseline, 0), DAY);
      return findings
        .flatMap((one) => (one.kind === "drift" ? one.features : []))
        .flatMap((one) => (one.drifted ? [one.feature] : []));
    };
    expect(await drifted(0.4)).toEqual([]);
    expect(await drifted(0.75)).toEqual(["most", "unknown"]);
    expect(await drifted(1.5)).toEqual(["most", "half", "unknown"]);
    expect(await drifted(4.5)).toEqual(["most", "half", "unknown"]);
    expect(await drifted(5.5)).toEqual(names);
  });

  test("of a deployment without monitors sees nothing", async () => {
    expect((await watched([1, 2], startWatch([], baselineOf(0), 0))).seen).toEqual([
      [1, "", 0],
      [2, "", 0],
    ]);
  });
});
