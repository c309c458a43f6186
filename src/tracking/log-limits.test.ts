import { describe, expect, it } from "vitest";
import { checkDatasetInput, checkExperimentTag, checkedBatch } from "./log-limits.js";

const NOTHING = { metrics: [], params: [], tags: [] };
const metric = (key: string, timestamp = 1) => ({ key, value: 1, timestamp, step: 0 });
const pairs = (count: number) => Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: "1" }));
const metrics = (count: number) => pairs(count).map(({ key }) => metric(key));

const tooMany = (most: number, what: string, got: number): string =>
  `A batch logging request can contain at most ${most} ${what}. Got ${got} ${what}. Please split up ${what} across multiple requests and try again.`;

describe("a batch", () => {
  it("holds so many metrics, params and tags, and so many in all", () => {
    expect(() => checkedBatch({ metrics: metrics(800), params: pairs(100), tags: pairs(100) })).not.toThrow();
    expect(() => checkedBatch({ ...NOTHING, metrics: metrics(1001) })).toThrow(tooMany(1000, "metrics", 1001));
    expect(() => checkedBatch({ ...NOTHING, params: pairs(101) })).toThrow(tooMany(100, "params", 101));
    expect(() => checkedBatch({ ...NOTHING, tags: pairs(101) })).toThrow(tooMany(100, "tags", 101));
    expect(() => checkedBatch({ metrics: metrics(1000), params: [], tags: pairs(1) })).toThrow(
      tooMany(1000, "metrics, params, and tags", 1001),
    );
  });

  it("names the place of what is wrong", () => {
    expect(() => checkedBatch({ ...NOTHING, metrics: [metric("a"), metric("a$")] })).toThrow("'metrics[1].name'");
    expect(() => checkedBatch({ ...NOTHING, params: [{ key: "", value: "" }] })).toThrow("'params[0].key'");
    expect(() => checkedBatch({ ...NOTHING, tags: [{ key: "k".repeat(251), value: "" }] })).toThrow(
      "'tags[0].key' exceeds the maximum length of 250 characters",
    );
    expect(() => checkedBatch({ ...NOTHING, metrics: [metric("a", -1)] })).toThrow(
      "Invalid value -1 for parameter 'metrics[0].timestamp' supplied: metric 'a' (value=1.0). Timestamp must be a nonnegative long (64-bit integer) ",
    );
  });

  it("has one value of each param", () => {
    const twice = ["a", "b", "a", "b", "c", "a"].map((key) => ({ key, value: "1" }));
    expect(() => checkedBatch({ ...NOTHING, params: twice })).toThrow(
      "Duplicate parameter keys have been submitted: ['a', 'b', 'a']. Please ensure the request contains only one param value per param key.",
    );
  });

  it("cuts values that are too long", () => {
    const { params, tags } = checkedBatch({
      ...NOTHING,
      params: [{ key: "p", value: "x".repeat(7000) }],
      tags: [{ key: "t", value: "x".repeat(9000) }],
    });
    expect([params[0].value.length, tags[0].value.length]).toEqual([6000, 8000]);
  });
});

it("an experiment's tag is refused, not cut, when it is too long", () => {
  expect(() => checkExperimentTag({ key: "k", value: "x".repeat(20_001) })).toThrow(
    "'value' exceeds the maximum length of 20000",
  );
});

it("a dataset's texts have limits of their own", () => {
  const dataset = { name: "d", digest: "1", sourceType: "s", source: "s", schema: null, profile: null };
  expect(() => checkDatasetInput({ dataset, tags: [] })).not.toThrow();
  expect(() => checkDatasetInput({ dataset: { ...dataset, digest: "1".repeat(37) }, tags: [] })).toThrow(
    "'digest' exceeds",
  );
});
