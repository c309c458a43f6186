import { access, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type DuckDb, openDuckDb } from "../../src/compute/duckdb/connection.js";
import { markupProblems } from "../../src/report/well-formed.fixture.js";
import { type Finished, gyre, gyreJson, start, temporaryFolder } from "./gyre.js";
import { here, hereJson } from "./in-process.js";
import { ROWS, TABLE } from "./learn-table.js";

/** Fits of a moment. */
const SMALL = ["--set", "trees=5", "--set", "leaves=6"];
const QUICK = [...SMALL, "--folds", "0"];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let db: DuckDb;
const at = (name: string): string => join(folder.path, name);

async function made(name: string, sql: string): Promise<string> {
  const format = name.endsWith(".csv") ? "FORMAT csv, HEADER true" : "FORMAT parquet";
  await db.run(`COPY (${sql}) TO '${at(name)}' (${format})`);
  return at(name);
}

beforeAll(async () => {
  [folder, db] = await Promise.all([temporaryFolder(), openDuckDb()]);
  await made("all.parquet", TABLE);
  await made("all.csv", TABLE);
  const inputs = "x, z, city, flag, code";
  for (const target of ["good", "class", "amount"]) {
    await made(`${target}.parquet`, `SELECT ${inputs}, ${target} FROM (${TABLE})`);
    await made(`${target}.csv`, `SELECT ${inputs}, ${target} FROM (${TABLE})`);
  }
});
afterAll(async () => {
  await db.close();
  await folder.remove();
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function cells(path: string, columns: string): Promise<unknown[][]> {
  const { columns: found } = await db.readColumns(`SELECT ${columns} FROM '${path}'`);
  return found.map((column) =>
    column.kind === "text" ? Array.from(column.codes, (code) => column.dictionary[code]) : [...column.values],
  );
}

describe("gyre fit", () => {
  it("learns the same model from Parquet and from CSV, and the seed decides its bytes", async () => {
    const sampled = [...QUICK, "--set", "rowFraction=0.5"];
    const fitted = async (data: string, seed: string, out: string): Promise<Buffer> => {
      await gyreJson("fit", data, "--target", "good", ...sampled, "--seed", seed, "--out", at(out));
      return readFile(at(out));
    };
    const [parquet, again, csv, other] = await Promise.all([
      fitted(at("good.parquet"), "1", "a.onnx"),
      fitted(at("good.parquet"), "1", "b.onnx"),
      fitted(at("good.csv"), "1", "c.onnx"),
      fitted(at("good.parquet"), "2", "d.onnx"),
    ]);
    expect(parquet.equals(again)).toBe(true);
    expect(parquet.equals(csv)).toBe(true);
    expect(parquet.equals(other)).toBe(false);
  });

  it("says in JSON what was learned from what, how well, and what it cost", async () => {
    const said = await gyreJson("fit", at("class.parquet"), "--target", "class", ...SMALL, "--folds", "3");
    expect(said).toMatchObject({ rows: ROWS, columns: 5, task: "class", classes: ["high", "low", "mid"], folds: 3 });
    expect(said).toMatchObject({ estimator: { kind: "gbdt", trees: 5 }, out: null, plots: [] });
    expect(said.binCpuSeconds).toBeGreaterThan(0);
    expect(said.fitCpuSeconds).toBeGreaterThan(0);
    expect(Object.keys(said.metrics)).toContain("logLoss");
    const { value, low, high, method } = said.metrics.accuracy;
    expect([value > 0.6, low < value, value < high, method]).toEqual([true, true, true, "Wilson"]);
    expect(said.importance[0].name).toBe("x");
  });

  it("without folds has no metrics, and says that a model was not kept", async () => {
    const { code, stdout, stderr } = await gyre("fit", at("amount.csv"), "--target", "amount", ...QUICK);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/300 rows, 5 columns; gbdt learns a number\n$/);
    expect(stdout).not.toContain("95 %");
    expect(stdout).toMatch(/importance in the fit/);
    expect(stdout).toContain("The model was not kept");
  });

  it("learns from times, texts, weights, groups and queries, and from a pipeline in a file", async () => {
    const config = at("pipeline.json");
    const ridge = { kind: "pipeline", steps: [{ kind: "impute" }, { kind: "scale" }], estimator: { kind: "ridge" } };
    await writeFile(config, JSON.stringify(ridge));
    const numbers = ["--drop", "ordered_at,words", "--target"];
    const [times, grouped, ranked, piped, quantile] = await Promise.all([
      gyreJson(
        "fit",
        at("all.csv"),
        "--target",
        "class",
        "--text",
        "words",
        ...SMALL,
        "--folds",
        "2",
        "--out",
        at("t.onnx"),
      ),
      gyreJson(
        "fit",
        at("all.parquet"),
        ...numbers,
        "good",
        "--weight",
        "weight",
        "--group",
        "team",
        ...SMALL,
        "--folds",
        "2",
      ),
      gyreJson("fit", at("all.parquet"), ...numbers, "grade", "--query", "query", ...SMALL, "--folds", "2"),
      gyreJson("fit", at("all.csv"), ...numbers, "amount", "--config", config, "--folds", "2"),
      gyreJson("fit", at("all.csv"), ...numbers, "amount", "--set", "loss=quantile", "--set", "quantile=0.9", ...QUICK),
    ]);
    expect(times.estimator.steps.map(({ kind }: { kind: string }) => kind)).toEqual(["dates", "ngrams"]);
    expect(grouped).toMatchObject({ columns: 9, task: "class" });
    expect(ranked).toMatchObject({ columns: 10, task: "relevance" });
    expect(ranked.metrics.ndcg.value).toBeGreaterThan(0.5);
    expect(piped).toMatchObject({ task: "number", estimator: { estimator: { kind: "ridge", alpha: 1 } } });
    expect(piped.metrics.r2.value).toBeGreaterThan(0.9);
    expect(quantile.estimator).toMatchObject({ loss: "quantile", quantile: 0.9 });
    expect(await here("score", at("t.onnx"), at("all.parquet"), "--out", at("t.parquet"))).toMatchObject({ code: 0 });
  });

  it("copes with constant, empty and copied columns and with infinities; linear models name the infinite row", async () => {
    const odd = `SELECT x, x AS copy, 1.0 AS constant, NULL::DOUBLE AS empty, NULL::VARCHAR AS none,
      CASE WHEN code = 3 THEN 'infinity'::DOUBLE WHEN code = 4 THEN '-infinity' ELSE z END AS wild,
      CASE WHEN code = 2 THEN 1e308 WHEN code = 1 THEN -1e308 ELSE z END AS huge, amount FROM (${TABLE})`;
    await Promise.all([made("odd.parquet", odd), made("odd.csv", odd)]);
    const sample = ["--target", "amount", ...SMALL, "--folds", "2", "--out"];
    const [parquet, csv, linear] = await Promise.all([
      gyreJson("fit", at("odd.parquet"), ...sample, at("odd.onnx")),
      gyreJson("fit", at("odd.csv"), ...sample, at("odd-csv.onnx")),
      gyre("fit", at("odd.parquet"), "--target", "amount", "--estimator", "ridge"),
    ]);
    expect(parquet.metrics.r2.value).toBeGreaterThan(0);
    expect(csv.metrics).toEqual(parquet.metrics);
    for (const [model, file] of [
      ["odd.onnx", "odd.parquet"],
      ["odd-csv.onnx", "odd.csv"],
    ]) {
      expect(await here("score", at(model), at(file), "--out", at("scored.csv"))).toMatchObject({ code: 0 });
    }
    expect(linear).toMatchObject({ code: 6, stderr: expect.stringMatching(/learn\.bad_table: .*wild.*row 3/) });
  });

  it("writes plots that are well formed, and only where asked to", async () => {
    const plots = at("plots/deep");
    const { plots: paths } = await gyreJson(
      ...["fit", at("class.parquet"), "--target", "class", ...SMALL, "--folds", "2", "--plot", plots],
    );
    const names = ["roc.svg", "precision-recall.svg", "reliability.svg", "confusion.svg", "importance.svg"];
    expect(paths).toEqual(names.map((name) => join(plots, name)));
    expect((await readdir(plots)).sort()).toEqual([...names].sort());
    for (const path of paths) expect(markupProblems(await readFile(path, "utf8"))).toEqual([]);
  });

  it("ends at once when it is interrupted in a long fit or in its folds, and leaves no file", async () => {
    const long = [
      "--set",
      "trees=100000",
      "--set",
      "leaves=200",
      "--set",
      "learningRate=0.0001",
      "--out",
      at("never.onnx"),
    ];
    const stopped = async (folds: string): Promise<Finished & { readonly ms: number }> => {
      const running = start(["fit", at("amount.parquet"), "--target", "amount", ...long, "--folds", folds]);
      await new Promise<void>((begun) => {
        running.process.stderr?.on("data", (chunk) => String(chunk).includes("learns") && begun());
      });
      await sleep(700);
      const asked = performance.now();
      running.process.kill("SIGINT");
      return { ...(await running.ended), ms: performance.now() - asked };
    };
    for (const { ms, ...ended } of await Promise.all([stopped("0"), stopped("2")])) {
      const stderr = expect.stringContaining("core.cancelled: stopped by SIGINT");
      expect(ended).toMatchObject({ code: 130, stdout: "", stderr });
      expect(ms).toBeLessThan(1000);
    }
    expect((await readdir(folder.path)).filter((name) => name.startsWith("never"))).toEqual([]);
  });
});

describe("gyre score", () => {
  beforeAll(async () => {
    await Promise.all(
      ["good", "class", "amount"].map((target) =>
        gyreJson("fit", at(`${target}.parquet`), "--target", target, ...QUICK, "--out", at(`${target}.onnx`)),
      ),
    );
  });

  it.each([
    ["good", "label, list_extract(probabilities, 1) AS a, list_extract(probabilities, 2) AS b"],
    ["class", "label, list_extract(probabilities, 1) AS a, list_extract(probabilities, 3) AS b"],
    ["amount", "prediction"],
  ])("appends to %s what ONNX Runtime says, to Parquet and to CSV", async (target, columns) => {
    const model = at(`${target}.onnx`);
    for (const format of ["parquet", "csv"]) {
      await hereJson("score", model, at(`${target}.${format}`), "--out", at(`${target}-scored.${format}`));
    }
    const scored = await cells(at(`${target}-scored.parquet`), columns);
    const answered = await answers(model, target);
    expect(scored).toEqual(answered);
    const fromText = columns
      .replaceAll("probabilities,", "probabilities::DOUBLE[],")
      .replace("label", "label::VARCHAR AS label");
    const inText = await cells(at(`${target}-scored.csv`), fromText);
    expect(inText.map((column) => column.map(String))).toEqual(answered.map((column) => column.map(String)));
    const kept = await cells(at(`${target}-scored.parquet`), "x, city, flag");
    expect(kept).toEqual(await cells(at(`${target}.parquet`), "x, city, flag"));
  });

  /** The model's answers on its own data from ONNX Runtime alone, missing texts as the empty text. */
  async function answers(model: string, target: string): Promise<unknown[][]> {
    const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
    const [x, z, flag, code] = (await cells(
      at(`${target}.parquet`),
      "x, z, flag::INT::DOUBLE AS flag, code",
    )) as number[][];
    const [city] = await cells(at(`${target}.parquet`), "coalesce(city, '') AS city");
    const numbers = Object.entries({ x, z, flag, code }).map(
      ([name, values]) => [name, new Tensor("float64", Float64Array.from(values), [ROWS, 1])] as const,
    );
    const texts = new Tensor("string", city as string[], [ROWS, 1]);
    const said = await session.run({ ...Object.fromEntries(numbers), city: texts });
    await session.release();
    if (target === "amount") return [[...(said.prediction.data as Float64Array)]];
    const { data, dims } = said.probabilities;
    const probability = (c: number): number[] =>
      Array.from({ length: ROWS }, (_, row) => (data as Float64Array)[row * dims[1] + c]);
    const label = [...(said.label.data as unknown as (string | bigint)[])];
    const plain = label.map((one) => (typeof one === "bigint" ? Number(one) : one));
    return [plain, probability(0), probability(dims[1] - 1)];
  }

  it("refuses a column that is there already, a column that is missing, and a place that cannot be written", async () => {
    const model = at("good.onnx");
    await made("said.parquet", `SELECT *, 1 AS label FROM '${at("good.parquet")}'`);
    const to = ["--out", at("x.parquet")];
    const cases: [string[], number, RegExp][] = [
      [[model, at("said.parquet"), ...to], 2, /cli\.bad_usage: .* has a column label already\n.*--prefix/],
      [[model, at("amount.csv"), "--out", at("none/x.csv")], 2, /cli\.bad_usage: .*there is no folder/],
      [[model, at("amount.csv"), "--out", at("x.txt")], 2, /cli\.bad_usage: .*neither \.parquet nor \.csv/],
      [[at("odd.onnx"), at("amount.csv"), ...to], 6, /data\.column_missing: there is no column (copy|constant)/],
      [[at("good.csv"), at("good.csv"), ...to], 6, /serving\.model_unreadable/],
      [[at("no.onnx"), at("good.csv"), ...to], 3, /data\.file_missing/],
    ];
    for (const [args, code, stderr] of cases) {
      expect(await here("score", ...args)).toMatchObject({ code, stderr: expect.stringMatching(stderr) });
    }
    await expect(access(at("x.parquet"))).rejects.toThrow();
    expect(await hereJson("score", model, at("said.parquet"), ...to, "--prefix", "m_")).toMatchObject({
      columns: ["m_label", "m_probabilities"],
    });
  });

  it("gives unknown and missing categories their probabilities too", async () => {
    const odd = `SELECT * REPLACE (CASE WHEN code < 3 THEN 'Nowhere' WHEN code < 5 THEN NULL ELSE city END AS city) FROM '${at("good.parquet")}'`;
    await made("unknown.parquet", odd);
    await hereJson("score", at("good.onnx"), at("unknown.parquet"), "--out", at("unknown-scored.parquet"));
    const [sums] = await cells(at("unknown-scored.parquet"), "list_sum(probabilities) AS s");
    for (const sum of sums) expect(sum).toBeCloseTo(1, 12);
  });
});

describe("gyre evaluate", () => {
  it("judges a model on rows with their target, which it knows by name, and draws what it found", async () => {
    const plots = at("judged");
    const plain = await hereJson("evaluate", at("good.onnx"), at("good.csv"), "--plot", plots);
    const weighted = ["--target", "good", "--weight", "weight"];
    const named = await hereJson("evaluate", at("good.onnx"), at("all.parquet"), ...weighted);
    const amounts = await hereJson("evaluate", at("amount.onnx"), at("amount.parquet"));
    expect(plain.metrics.rocAuc.value).toBeGreaterThan(0.9);
    expect(plain.importance[0]).toMatchObject({ name: expect.stringMatching(/^[xz]$/) });
    expect(plain.plots.map((path: string) => path.slice(plots.length + 1))).toContain("learning-curve.svg");
    for (const path of plain.plots) expect(markupProblems(await readFile(path, "utf8"))).toEqual([]);
    expect(named.metrics.rocAuc.value).not.toBe(plain.metrics.rocAuc.value);
    expect(amounts.metrics.r2.value).toBeGreaterThan(0.5);
  });

  it("refuses a target that is not there", async () => {
    expect(await here("evaluate", at("good.onnx"), at("good.csv"), "--target", "goood")).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/data\.column_missing: there is no column goood[\s\S]*did you mean good\?/),
    });
  });
});
