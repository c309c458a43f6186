import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { python } from "./shop.js";

const run = promisify(execFile);
const GYRE = join(import.meta.dirname, "../../bin/gyre.js");
const TARGETS = ["yes", "class", "amount", "visits", "cost"];
const TASKS: Readonly<Record<string, string>> = { yes: "binary", class: "multiclass" };
/** Commands at a time. */
const AT_ONCE = 2;

interface Kind {
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly targets: readonly string[];
  readonly tables?: readonly string[];
  /** Tables on which another program's estimator means the same. */
  readonly peers?: readonly string[];
}

const both = ["yes", "class"];
const all = ["yes", "class", "amount"];
const forest = { trees: 60, minSamplesLeaf: 3 };
const inner = { kind: "decisionTree", maxDepth: 4 };
const KINDS: readonly Kind[] = [
  { kind: "gbdt", settings: { trees: 60, leaves: 15, learningRate: 0.1 }, targets: all },
  { kind: "decisionTree", settings: { maxDepth: 5, minSamplesLeaf: 10 }, targets: all, peers: ["numbers"] },
  { kind: "randomForest", settings: forest, targets: all, peers: ["numbers"] },
  { kind: "extraTrees", settings: forest, targets: all, peers: ["numbers"] },
  { kind: "logistic", settings: { l2: 1e-3 }, targets: both },
  { kind: "leastSquares", settings: {}, targets: ["amount"] },
  { kind: "ridge", settings: { alpha: 2 }, targets: ["amount"] },
  { kind: "lasso", settings: { alpha: 0.1 }, targets: ["amount"] },
  { kind: "elasticNet", settings: { alpha: 0.1, l1Ratio: 0.3 }, targets: ["amount"] },
  { kind: "poisson", settings: { alpha: 0.01 }, targets: ["visits"] },
  { kind: "gamma", settings: { alpha: 0.01 }, targets: ["cost"] },
  { kind: "tweedie", settings: { alpha: 0.01, power: 1.5 }, targets: ["visits"] },
  { kind: "quantileRegression", settings: { quantile: 0.8, alpha: 0.001 }, targets: ["amount"] },
  { kind: "huberRegression", settings: { epsilon: 1.5, alpha: 0 }, targets: ["amount"] },
  { kind: "nearestNeighbours", settings: { neighbours: 7 }, targets: all, peers: ["numbers"] },
  { kind: "gaussianBayes", settings: {}, targets: both, peers: ["numbers"] },
  { kind: "bernoulliBayes", settings: {}, targets: both, peers: ["numbers"] },
  { kind: "multinomialBayes", settings: {}, targets: both, tables: ["counts"], peers: ["counts"] },
  { kind: "bagging", settings: { estimator: inner, members: 5 }, targets: all },
  { kind: "voting", settings: { estimators: [inner, { kind: "gbdt", trees: 10 }] }, targets: all },
  { kind: "stacking", settings: { estimators: [inner], final: { kind: "logistic" } }, targets: both },
  { kind: "calibrated", settings: { estimator: inner }, targets: both },
  {
    kind: "pipeline",
    settings: { steps: [{ kind: "impute" }, { kind: "scale" }], estimator: { kind: "logistic" } },
    targets: both,
  },
];

const cases = KINDS.flatMap(({ kind, settings, targets, tables = ["numbers", "mixed"], peers = tables }) =>
  tables.flatMap((table) =>
    targets.map((target) => {
      const id = `${kind}-${table}-${target}`;
      const task = TASKS[target] ?? "number";
      const files = { model: `${id}.onnx`, scored: `${id}.parquet` };
      return { id, kind, settings, table, target, task, peer: peers.includes(table), ...files };
    }),
  ),
);

interface Found {
  readonly id: string;
  readonly parity: number;
  readonly labels: boolean;
  readonly quality: number;
  readonly peerQuality?: number;
  readonly apart?: number;
}

let folder: string;
const found = new Map<string, Found>();
const failed = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gyre-learn-"));
  await python("learn.py", "make", folder);
  const waiting = [...cases];
  const work = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const { id } = one;
      await fitAndScore(one).catch((cause) => failed.set(id, String(cause.stderr ?? cause)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const done = cases.filter(({ id }) => !failed.has(id));
  await writeFile(join(folder, "cases.json"), JSON.stringify(done));
  const results: readonly Found[] = await python("learn.py", "check", folder);
  for (const one of results) found.set(one.id, one);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fitAndScore({
  kind,
  settings,
  table,
  target,
  model,
  scored,
  id,
}: (typeof cases)[number]): Promise<void> {
  const config = join(folder, `${id}.json`);
  await writeFile(config, JSON.stringify({ kind, ...settings }));
  const others = TARGETS.filter((name) => name !== target).join(",");
  const data = join(folder, `${table}-train.parquet`);
  const what = ["--target", target, "--drop", others, "--config", config, "--folds", "0"];
  await run(process.execPath, [GYRE, "fit", data, ...what, "--out", join(folder, model)]);
  const asked = join(folder, `${table}-test.parquet`);
  await run(process.execPath, [GYRE, "score", join(folder, model), asked, "--out", join(folder, scored)]);
}

describe.each(cases)("$kind on $table for $target", ({ id, task }) => {
  it("says in Python's ONNX Runtime what gyre score wrote, to 1e-12 of it", () => {
    expect(failed.get(id)).toBeUndefined();
    expect(found.get(id)).toMatchObject({ labels: true });
    expect(found.get(id)?.parity).toBeLessThanOrEqual(1e-12);
  });

  it("is as good as elsewhere with the same settings, and the same where there is one optimum", () => {
    const { quality, peerQuality, apart } = found.get(id) ?? { quality: Number.NaN };
    expect(quality).toBeGreaterThan(task === "number" ? 0 : 0.5);
    if (peerQuality !== undefined && task === "number") expect(quality).toBeLessThanOrEqual(1.05 * peerQuality);
    else if (peerQuality !== undefined) expect(quality).toBeGreaterThanOrEqual(peerQuality - 0.02);
    if (apart !== undefined) expect(apart).toBeLessThanOrEqual(1e-6);
  });
});
