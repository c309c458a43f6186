import { describe, expect, test } from "vitest";
import { modelOrderBy, modelOrderDatasets } from "./model-order-by.js";
import { parseOrderBy } from "./parse-order-by.js";
import { shellWords } from "./shell-words.js";

describe("order by", () => {
  test("other names of an attribute are one field, which may be named once", () => {
    expect(parseOrderBy("runs", ["Created DESC", "metrics.`a b`"])).toEqual([
      { field: { entity: "attribute", key: "start_time" }, isDescending: true },
      { field: { entity: "metric", key: "a b" }, isDescending: false },
    ]);
    expect(() => parseOrderBy("runs", ["Created", "start_time DESC"])).toThrow(
      "`order_by` contains duplicate fields: ['Created', 'start_time DESC']",
    );
    expect(() => parseOrderBy("runs", ["tags.created", "tags.start_time"])).toThrow(/duplicate/);
    expect(() => parseOrderBy("registered_models", ["timestamp", "last_updated_timestamp"])).toThrow(/duplicate/);
  });

  test("experiments may be ordered twice by one attribute", () => {
    expect(parseOrderBy("experiments", ["name", "name DESC"])).toHaveLength(2);
  });

  test("the name and the run of traces are a tag and metadata", () => {
    expect(parseOrderBy("traces", ["name", "run_id DESC", "timestamp"])).toMatchObject([
      { field: { entity: "tag", key: "mlflow.traceName" } },
      { field: { entity: "metadata", key: "mlflow.sourceRun" } },
      { field: { entity: "attribute", key: "timestamp_ms" } },
    ]);
  });
});

describe("order by of logged models", () => {
  test("attributes by any name, and metrics of a dataset", () => {
    const items = [
      { field_name: "creation_time", ascending: false },
      { field_name: "metrics.a.b", dataset_name: "d" },
      { field_name: "metrics.c", dataset_name: "d", dataset_digest: "1" },
      { field_name: "metrics.c", dataset_name: "", dataset_digest: "1" },
    ];
    expect(modelOrderBy(items)).toEqual([
      { field: { entity: "attribute", key: "creation_timestamp" }, isDescending: true },
      { field: { entity: "metric", key: "a.b" }, isDescending: false },
      { field: { entity: "metric", key: "c" }, isDescending: false },
      { field: { entity: "metric", key: "c" }, isDescending: false },
    ]);
    expect(modelOrderDatasets(items)).toEqual([
      null,
      { name: "d", digest: null },
      { name: "d", digest: "1" },
      { name: null, digest: "1" },
    ]);
  });

  test.each([
    ["foo", "Invalid order by field name: foo"],
    ["params.x", "Invalid order by field name: params.x. Only metrics are supported."],
    ["", "Invalid order by field name: "],
  ])("%s is refused", (field_name, message) => {
    expect(() => modelOrderBy([{ field_name }])).toThrow(message);
  });
});

describe("words of a shell", () => {
  test.each([
    ['a "b c" d', ["a", "b c", "d"]],
    ["a\\ b 'c\\d'", ["a b", "c\\d"]],
    ['"a\\"b\\c" \'\'', ['a"b\\c', ""]],
    ['"a', null],
    ["a\\", null],
  ])("%s", (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });
});
