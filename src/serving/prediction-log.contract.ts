import { describe, expect, it } from "vitest";
import type { Table } from "../learn/index.js";
import type { PredictionBatch, PredictionLog } from "./index.js";

type Column = Table["columns"][number];
type Cells = Readonly<Record<string, readonly (number | string | null)[]>>;

/** A table from cells by column: text makes a category column, everything else a number column; null is missing. */
export function tableOf(cells: Cells): Table {
  const names = Object.keys(cells);
  const columns = names.map((name): Column => {
    const values = cells[name];
    if (!values.some((value) => typeof value === "string"))
      return {
        kind: "number",
        values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
      };
    const categories = [...new Set(values.filter((value) => value !== null).map(String))];
    const codes = Int32Array.from(values, (value) => (value === null ? -1 : categories.indexOf(String(value))));
    return { kind: "category", codes, categories };
  });
  return { rows: names.length === 0 ? 0 : cells[names[0]].length, names, columns };
}

/** The cells of a table, missing as null: what {@link tableOf} was made from. */
export function cellsOf(table: Table): Cells {
  const cells = (column: Column): (number | string | null)[] =>
    column.kind === "number"
      ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
      : Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code]));
  return Object.fromEntries(table.names.map((name, i) => [name, cells(table.columns[i])]));
}

/** Predictions `<prefix>1` … `<prefix>n` at 1000, 2000, …; `change` replaces what a test cares about. */
export function sampleBatch(rows: number, change: Partial<PredictionBatch> & { readonly prefix?: string } = {}) {
  const { prefix = "p", ...rest } = change;
  const upTo = Array.from({ length: rows }, (_, i) => i + 1);
  return {
    deployment: "late",
    ids: upTo.map((i) => `${prefix}${i}`),
    at: Float64Array.from(upTo, (i) => 1000 * i),
    versionIds: upTo.map((i) => (i % 2 ? "mv_1" : "mv_2")),
    arms: upTo.map((i) => (i % 2 ? ("champion" as const) : ("candidate" as const))),
    units: upTo.map((i) => `unit-${i}`),
    requests: tableOf({ flight: upTo.map((i) => `UA${i}`), distance: upTo.map((i) => i * 100.5) }),
    features: tableOf({
      carrier: upTo.map((i) => (i % 3 === 0 ? null : `é${i % 2}`)),
      delay: upTo.map((i) => (i % 4 === 0 ? null : i / 7)),
    }),
    probabilities: Float64Array.from(upTo, (i) => i / (rows + 1)),
    ...rest,
  } satisfies PredictionBatch;
}

const outcomes = (entries: readonly (readonly [id: string, label: number, knownAt: number])[]) => ({
  predictionIds: entries.map(([id]) => id),
  labels: Float64Array.from(entries, ([, label]) => label),
  knownAt: Float64Array.from(entries, ([, , at]) => at),
});

/** What every {@link PredictionLog} must do; `open` gives an empty one. */
export function predictionLogContract(open: () => Promise<PredictionLog>): void {
  describe("predictions", () => {
    predictionTests(open);
  });
  describe("outcomes", () => {
    outcomeTests(open);
  });
  describe("features", () => {
    featureTests(open);
  });
}

function predictionTests(open: () => Promise<PredictionLog>): void {
  it("gives a prediction back as it was made, missing cells as null", async () => {
    const log = await open();
    await log.append(sampleBatch(3));
    expect(await log.get("p3")).toEqual({
      prediction: {
        id: "p3",
        deployment: "late",
        at: 3000,
        versionId: "mv_1",
        arm: "champion",
        unit: "unit-3",
        request: { flight: "UA3", distance: 301.5 },
        features: { carrier: null, delay: 3 / 7 },
        probability: 0.75,
      },
      outcome: null,
    });
    expect(await log.get("p4")).toBeNull();
  });

  it("takes an id once: the first prediction stays, also within one batch", async () => {
    const log = await open();
    await log.append(sampleBatch(2));
    const again = sampleBatch(3, { probabilities: Float64Array.of(0.9, 0.9, 0.9) });
    await Promise.all([log.append(again), log.append(again)]);
    await log.append(sampleBatch(2, { ids: ["q", "q"] }));
    expect(await log.count("late")).toBe(4);
    expect((await log.get("p1"))?.prediction.probability).toBeCloseTo(1 / 3, 15);
    expect((await log.get("p3"))?.prediction.probability).toBe(0.9);
    expect((await log.get("q"))?.prediction.unit).toBe("unit-1");
  });

  it("lists newest first by id, a page at a time, of one deployment", async () => {
    const log = await open();
    await log.append(sampleBatch(2, { ids: ["p4", "p1"] }));
    await log.append(sampleBatch(2, { ids: ["p3", "p5"] }));
    await log.append(sampleBatch(1, { ids: ["p2"], deployment: "early" }));
    const ids = async (limit: number, before?: string) =>
      (await log.list("late", { limit, ...(before ? { before } : {}) })).map((one) => one.id);
    expect(await ids(10)).toEqual(["p5", "p4", "p3", "p1"]);
    expect(await ids(2, "p4")).toEqual(["p3", "p1"]);
    expect(await ids(1, "p2")).toEqual(["p1"]);
    await log.append(sampleBatch(1, { ids: ["p45"] }));
    expect(await ids(3)).toEqual(["p5", "p45", "p4"]);
    expect([await log.count("late"), await log.count("early"), await log.count("none")]).toEqual([5, 1, 0]);
  });

  it("keeps every double and text exactly", async () => {
    const log = await open();
    const numbers = [Math.PI, -0, Number.MAX_VALUE, 5e-324, Number.NEGATIVE_INFINITY, 2 ** 53 + 2];
    const texts = ["", "𝄞", '{"$gyre":"NaN"}', "a'b\"c\n", " ", "null"];
    await log.append(sampleBatch(6, { features: tableOf({ numbers, texts }) }));
    for (let i = 0; i < 6; i++)
      expect((await log.get(`p${i + 1}`))?.prediction.features).toEqual({ numbers: numbers[i], texts: texts[i] });
  });

  it("takes an empty batch and many batches at once", async () => {
    const log = await open();
    await log.append(sampleBatch(0));
    await Promise.all(Array.from({ length: 40 }, (_, i) => log.append(sampleBatch(3, { prefix: `b${i}-` }))));
    expect(await log.count("late")).toBe(120);
  });
}

function outcomeTests(open: () => Promise<PredictionLog>): void {
  it("joins outcomes that became known in [from, to), ordered by time and id", async () => {
    const log = await open();
    await log.append(sampleBatch(4));
    await log.append(sampleBatch(1, { prefix: "x", deployment: "early" }));
    await log.recordOutcomes(
      outcomes([
        ["p3", 1, 50],
        ["p1", 0, 70],
        ["x1", 1, 60],
      ]),
    );
    await log.recordOutcomes(
      outcomes([
        ["p2", 1, 50],
        ["p4", 0, 90],
      ]),
    );
    const joined = await log.joined("late", 50, 90);
    expect(joined.ids).toEqual(["p2", "p3", "p1"]);
    expect([...joined.knownAt]).toEqual([50, 50, 70]);
    expect([...joined.at]).toEqual([2000, 3000, 1000]);
    expect([...joined.labels]).toEqual([1, 1, 0]);
    expect([...joined.probabilities]).toEqual([0.4, 3 / 5, 0.2]);
    expect(joined.versionIds).toEqual(["mv_2", "mv_1", "mv_1"]);
    expect(joined.arms).toEqual(["candidate", "champion", "champion"]);
    expect((await log.joined("late", 51, 70)).ids).toEqual([]);
    expect((await log.get("p4"))?.outcome).toEqual({ predictionId: "p4", label: 0, knownAt: 90 });
  });

  it("lets the first outcome of a prediction count", async () => {
    const log = await open();
    await log.append(sampleBatch(1));
    await log.recordOutcomes(
      outcomes([
        ["p1", 1, 50],
        ["p1", 0, 40],
      ]),
    );
    await log.recordOutcomes(outcomes([["p1", 0, 60]]));
    expect((await log.get("p1"))?.outcome).toEqual({ predictionId: "p1", label: 1, knownAt: 50 });
    expect((await log.joined("late", 0, 100)).ids).toEqual(["p1"]);
  });

  it("keeps an outcome that comes before its prediction, and joins it when both are there", async () => {
    const log = await open();
    await log.recordOutcomes(outcomes([["p1", 1, 50]]));
    await log.recordOutcomes(
      outcomes([
        ["p1", 0, 50],
        ["p2", 0, 10],
      ]),
    );
    expect(await log.get("p1")).toBeNull();
    expect((await log.joined("late", 0, 100)).ids).toEqual([]);
    await log.append(sampleBatch(2));
    expect((await log.get("p1"))?.outcome).toEqual({ predictionId: "p1", label: 1, knownAt: 50 });
    expect((await log.joined("late", 0, 100)).ids).toEqual(["p2", "p1"]);
  });

  it("loses nothing when predictions and their outcomes come at once", async () => {
    const log = await open();
    const work = Array.from({ length: 20 }, (_, i) => [
      log.append(sampleBatch(1, { ids: [`p${i}`] })),
      log.recordOutcomes(outcomes([[`p${i}`, i % 2, i]])),
    ]);
    await Promise.all(work.flat());
    const joined = await log.joined("late", 0, 20);
    expect([...joined.knownAt]).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect([...joined.labels]).toEqual(Array.from({ length: 20 }, (_, i) => i % 2));
  });
}

function featureTests(open: () => Promise<PredictionLog>): void {
  it("gives the features of predictions made in [from, to), ordered by time and id", async () => {
    const log = await open();
    await log.append(sampleBatch(4, { ids: ["d", "c", "b", "a"], at: Float64Array.of(3000, 2000, 2000, 4000) }));
    await log.append(sampleBatch(1, { prefix: "x", deployment: "early", at: Float64Array.of(2000) }));
    const table = await log.features("late", 2000, 4000);
    expect(table.rows).toBe(3);
    expect(table.names).toEqual(["carrier", "delay"]);
    expect(table.columns.map((column) => column.kind)).toEqual(["category", "number"]);
    expect(cellsOf(table)).toEqual({ carrier: [null, "é0", "é1"], delay: [3 / 7, 2 / 7, 1 / 7] });
    const none = await log.features("late", 5000, 6000);
    expect(none.rows).toBe(0);
  });

  it("keeps the kind of a column in which everything is missing", async () => {
    const log = await open();
    const empty: Table = {
      rows: 1,
      names: ["gate", "wind"],
      columns: [
        { kind: "category", codes: Int32Array.of(-1), categories: ["A", "B"] },
        { kind: "number", values: Float64Array.of(Number.NaN) },
      ],
    };
    await log.append(sampleBatch(1, { features: empty }));
    const table = await log.features("late", 0, 9000);
    expect(table.columns.map((column) => column.kind)).toEqual(["category", "number"]);
    expect(cellsOf(table)).toEqual({ gate: [null], wind: [null] });
  });

  it("gives the columns of all predictions when they changed, missing where one had none", async () => {
    const log = await open();
    await log.append(sampleBatch(1, { ids: ["a"], features: tableOf({ old: [1], kind: [5], both: ["x"] }) }));
    const features = tableOf({ both: ["y", "x"], kind: ["n", null], fresh: [7, 8] });
    await log.append(sampleBatch(2, { ids: ["b", "c"], at: Float64Array.of(2000, 3000), features }));
    expect(cellsOf(await log.features("late", 0, 9000))).toEqual({
      old: [1, null, null],
      kind: [null, "n", null],
      both: ["x", "y", "x"],
      fresh: [null, 7, 8],
    });
  });
}
