import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { madeTable } from "../../../../test/support/learn-tables.js";
import { encodeJson } from "../../../core/index.js";
import { selectRows, type Table } from "../../table.js";
import { classTarget, numberTarget, type Target } from "../../target.js";
import { type GbdtSettings, gbdt } from "../config.js";
import { fitGbdt } from "../fit.js";
import { sharesOf } from "./crew.js";
import type { TreeWorkers } from "./shared-crew.js";

const entry = fileURLToPath(new URL("worker.ts", import.meta.url));
const [bundle] = buildSync({
  stdin: {
    contents: `import { runTreeWorker } from ${JSON.stringify(entry)};
      import { workerData } from "node:worker_threads";
      runTreeWorker(workerData);`,
    resolveDir: fileURLToPath(new URL(".", import.meta.url)),
  },
  bundle: true,
  write: false,
  platform: "node",
  format: "cjs",
}).outputFiles;

const started: Worker[] = [];
const ended: Promise<unknown>[] = [];
const workers: TreeWorkers = {
  start: (shared) => {
    const worker = new Worker(bundle.text, { eval: true, workerData: shared });
    started.push(worker);
    ended.push(new Promise((resolve) => worker.once("exit", resolve)));
  },
};

const { table: made, y } = madeTable(701, 3);
const repeated = Int32Array.from({ length: 30_001 }, (_, i) => (i * 31) % 701);
const table = selectRows(made, repeated);
const labels = Array.from(repeated, (row, i) => (i % 9 === 0 ? 1 - y[row] : y[row]));

/** Enough columns for searches to be shared out, in one block and in several. */
function widened(copies: number): Table {
  const few = selectRows(
    table,
    Int32Array.from({ length: 5000 }, (_, i) => i),
  );
  const all = Array.from({ length: copies }, () => few.columns).flat();
  return { rows: few.rows, names: all.map((_, i) => `c${i}`), columns: all };
}

describe("a crew", () => {
  afterAll(async () => {
    await Promise.all(ended);
  });

  it("grows the same trees, to the last bit, however many it is", () => {
    const cases: [GbdtSettings, Target][] = [
      [{}, classTarget(labels)],
      [{ rowFraction: 0.6 }, numberTarget(labels)],
      [{ loss: "huber" }, numberTarget(labels)],
    ];
    for (const [settings, target] of cases) {
      const modelOf = (threads: number): string =>
        encodeJson(fitGbdt(gbdt({ trees: 4, leaves: 12, ...settings, threads }), table, target, { workers }));
      const alone = modelOf(1);
      expect(modelOf(2)).toBe(alone);
      expect(modelOf(3)).toBe(alone);
      if (settings.loss === "huber") expect(modelOf(8)).toBe(alone);
    }
    for (const copies of [8, 25]) {
      const modelOf = (threads: number): string =>
        encodeJson(
          fitGbdt(gbdt({ trees: 2, leaves: 8, threads }), widened(copies), classTarget(labels.slice(0, 5000)), {
            workers,
          }),
        );
      expect(modelOf(2)).toBe(modelOf(1));
    }
    expect(started).toHaveLength(18);
  });

  it("lets its helpers go when the fit is cancelled", async () => {
    let looks = 0;
    const signal = {
      get aborted(): boolean {
        return ++looks > 40;
      },
    };
    const config = gbdt({ trees: 50, threads: 2 });
    expect(() => fitGbdt(config, table, classTarget(labels), { workers, signal })).toThrow(/cancelled/);
    await ended.at(-1);
  });

  it("shares rows out without a gap", () => {
    for (const [from, to, size, unit] of [
      [0, 100, 3, 64],
      [5, 5, 2, 2],
      [7, 1000, 4, 64],
    ]) {
      const shares = sharesOf(from, to, size, unit);
      expect(shares).toHaveLength(size);
      expect(shares[0][0]).toBe(from);
      expect(shares.at(-1)?.[1]).toBe(to);
      for (let i = 1; i < size; i++) expect(shares[i][0]).toBe(shares[i - 1][1]);
    }
  });
});
