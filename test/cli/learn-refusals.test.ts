import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openDuckDb } from "../../src/compute/duckdb/connection.js";
import { temporaryFolder } from "./gyre.js";
import { here } from "./in-process.js";
import { TABLE } from "./learn-table.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const at = (name: string): string => join(folder.path, name);

beforeAll(async () => {
  folder = await temporaryFolder();
  const db = await openDuckDb();
  await db.run(`COPY (${TABLE}) TO '${at("all.parquet")}' (FORMAT parquet)`);
  await db.run(
    `COPY (SELECT x, z, city, flag, code, good FROM (${TABLE})) TO '${at("good.parquet")}' (FORMAT parquet)`,
  );
  await db.close();
});
afterAll(() => folder.remove());
afterEach(() => {
  vi.restoreAllMocks();
});

describe("what gyre fit refuses, with its reason", () => {
  const good = (): string => at("good.parquet");
  const all = (): string => at("all.parquet");
  const cases: [what: string, args: () => string[], code: number, stderr: RegExp][] = [
    [
      "an unknown target",
      () => [good(), "--target", "god"],
      6,
      /data\.column_missing: there is no column god\b[\s\S]*did you mean good\?/,
    ],
    [
      "a target with gaps",
      () => [good(), "--target", "city"],
      6,
      /learn\.bad_table: the target city is missing in 23 rows, the first is row 5/,
    ],
    [
      "a target of texts for numbers",
      () => [all(), "--target", "class", "--estimator", "ridge"],
      6,
      /the target class holds texts, expected numbers/,
    ],
    [
      "a target of numbers for classes",
      () => [all(), "--target", "amount", "--estimator", "logistic"],
      6,
      /holds numbers such as [\d.-]+ in row \d+, expected classes[\s\S]*ridge/,
    ],
    ["a time as target", () => [all(), "--target", "ordered_at"], 6, /the target ordered_at holds times/],
    [
      "an unknown estimator",
      () => [good(), "--target", "good", "--estimator", "random-forrest"],
      2,
      /cli\.bad_usage: there is no estimator random-forrest[\s\S]*randomForest/,
    ],
    [
      "an unknown hyperparameter",
      () => [good(), "--target", "good", "--set", "leafs=3"],
      2,
      /learn\.bad_config: gbdt has no hyperparameter "leafs"[\s\S]*"leaves"/,
    ],
    [
      "one without an effect",
      () => [good(), "--target", "good", "--set", "rowFractionEvery=3"],
      2,
      /learn\.bad_config: .*no effect/,
    ],
    [
      "a word for a number",
      () => [good(), "--target", "good", "--set", "trees=many"],
      2,
      /learn\.bad_config: gbdt: trees is "many", expected a whole number/,
    ],
    [
      "no assignment",
      () => [good(), "--target", "good", "--set", "trees"],
      2,
      /cli\.bad_usage: --set trees is no assignment/,
    ],
    ["one fold", () => [good(), "--target", "good", "--folds", "1"], 2, /--folds is 1, expected 0 or at least 2/],
    ["half a fold", () => [good(), "--target", "good", "--folds", "2.5"], 2, /cli\.bad_usage/],
    [
      "an unknown task",
      () => [good(), "--target", "good", "--task", "guess"],
      2,
      /the task is guess, expected classification, regression or ranking/,
    ],
    ["ranking without queries", () => [all(), "--target", "grade", "--task", "ranking"], 2, /--query/],
    ["no target", () => [good()], 2, /cli\.bad_usage: .*--target/],
    [
      "two uses of a column",
      () => [all(), "--target", "good", "--weight", "good"],
      2,
      /--target and --weight both name good/,
    ],
    ["a weight of texts", () => [all(), "--target", "good", "--weight", "city"], 6, /the weight city holds texts/],
    ["a negative weight", () => [all(), "--target", "good", "--weight", "z"], 6, /the weight z of row \d+ is -[\d.]+/],
    [
      "an unknown column to drop",
      () => [all(), "--target", "good", "--drop", "codes"],
      6,
      /there is no column codes[\s\S]*did you mean code\?/,
    ],
    ["a missing file", () => [at("no.parquet"), "--target", "y"], 3, /data\.file_missing: there is no file/],
    [
      "an empty file",
      () => [at("empty.parquet"), "--target", "y"],
      6,
      /data\.unreadable: .*empty\.parquet cannot be read/,
    ],
    ["an empty CSV file", () => [at("empty.csv"), "--target", "y"], 6, /data\.unreadable: empty\.csv .*no header line/],
    ["a header alone", () => [at("header.csv"), "--target", "y"], 6, /learn\.bad_table: .*has no rows/],
    [
      "no Parquet file",
      () => [at("text.parquet"), "--target", "y"],
      6,
      /data\.unreadable: .*text\.parquet cannot be read/,
    ],
    ["a folder of another name", () => [folder.path, "--target", "y"], 6, /neither \.parquet nor \.csv/],
    ["no column but the target", () => [at("alone.csv"), "--target", "y"], 6, /has no columns besides y/],
    [
      "a place that cannot be written",
      () => [good(), "--target", "good", "--out", at("none/m.onnx")],
      2,
      /cli\.bad_usage: .*cannot be written: there is no folder/,
    ],
    [
      "a folder as the place",
      () => [good(), "--target", "good", "--out", folder.path],
      2,
      /cannot be written: it is a folder/,
    ],
    [
      "a column called like an output",
      () => [at("outputs.csv"), "--target", "y", "--out", at("m.onnx")],
      5,
      /onnx\.unsupported: .*score[\s\S]*--drop score/,
    ],
    ["a file of no JSON", () => [good(), "--target", "good", "--config", at("header.csv")], 2, /core\.not_json/],
    [
      "an estimator twice",
      () => [good(), "--target", "good", "--config", at("p.json"), "--estimator", "ridge"],
      2,
      /leave --estimator and --set out/,
    ],
    [
      "an estimator of nothing",
      () => [good(), "--target", "good", "--estimator", "bagging"],
      2,
      /has no estimator[\s\S]*"kind": "bagging"/,
    ],
    ["more folds than rows of a class", () => [at("outputs.csv"), "--target", "y"], 6, /learn\.bad_table: .*folds/],
  ];

  beforeAll(async () => {
    await Promise.all(
      Object.entries({
        "empty.parquet": "",
        "empty.csv": "",
        "header.csv": "x,y\n",
        "text.parquet": "This is no Parquet file, whatever its name says.\n",
        "alone.csv": "y\n1\n0\n",
        "outputs.csv": "score,y\n1,0\n2,1\n3,0\n4,1\n",
        "p.json": '{"kind": "ridge"}',
      }).map(([name, text]) => writeFile(at(name), text)),
    );
  });

  it.each(cases)("%s", async (_, args, code, stderr) => {
    expect(await here("fit", ...args())).toMatchObject({ code, stderr: expect.stringMatching(stderr) });
  });
});
