import { describe, expect, it } from "vitest";
import { decodeJson, encodeJson, GyreError } from "../../core/index.js";
import { type GbdtConfig, type GbdtSettings, gbdt, gbdtDefaults } from "./config.js";
import { constraintsOf } from "./constraints.js";

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof GyreError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing thrown";
}
const refusal = (settings: object): string => messageOf(() => gbdt(settings as GbdtSettings));

describe("a configuration of boosting", () => {
  it("fills in what is not given, also inside groups", () => {
    expect(gbdt()).toEqual(gbdtDefaults);
    expect(gbdt({ goss: { topRate: 0.3 } }).goss).toEqual({ topRate: 0.3, otherRate: 0.1 });
    expect(gbdt({ lambdarank: {} }).lambdarank).toEqual({ truncation: 30, normalize: true });
    expect(gbdt({ earlyStopping: { rounds: 5 } }).earlyStopping).toEqual({ rounds: 5, minDelta: 0 });
  });

  it("stays as it is when it is filled in again, also after a way through JSON", () => {
    const configs: GbdtConfig[] = [
      gbdt({ loss: "quantile", quantile: 0.9, monotone: { a: 1 }, monotoneMethod: "intermediate" }),
      gbdt({
        goss: {},
        classWeight: { yes: 3 },
        earlyStopping: { validationFraction: 0.2 },
        interactions: [["a", "b"]],
      }),
    ];
    for (const config of configs) {
      expect(gbdt(config)).toEqual(config);
      expect(gbdt(decodeJson(encodeJson(config)) as GbdtConfig)).toEqual(config);
    }
  });

  it("refuses values that are out of range, with what was expected", () => {
    expect(refusal({ trees: 0 })).toBe(
      "learn.bad_config: gbdt: trees is 0, expected a whole number between 1 and 100000",
    );
    expect(refusal({ rowFraction: 0 })).toContain("rowFraction is 0, expected a number above 0 and at most 1");
    expect(refusal({ tweediePower: 2, loss: "tweedie" })).toContain("expected a number above 1 and below 2");
    expect(refusal({ quantile: 1, loss: "quantile" })).toContain(
      "quantile is 1, expected a number above 0 and below 1",
    );
    expect(refusal({ loss: "mse" })).toContain('loss is "mse", expected "auto" or "squared"');
    expect(refusal({ monotone: { a: 2 } })).toContain("expected 1 or -1 for each of some columns");
    expect(refusal({ interactions: ["a"] })).toContain("expected lists of column names");
    expect(refusal({ classWeight: { yes: -1 } })).toContain("a weight above 0 for each of some classes");
    expect(refusal({ goss: { topRate: 1.5 } })).toBe(
      "learn.bad_config: gbdt: goss: topRate is 1.5, expected a number above 0 and below 1",
    );
    expect(refusal({ goss: { topRate: 0.7, otherRate: 0.4 } })).toContain("add up to more than 1");
    expect(refusal({ goss: { top: 0.2 } })).toContain('gbdt: goss has no hyperparameter "top"');
    expect(refusal({ earlyStopping: { patience: 3 } })).toContain(
      'gbdt: earlyStopping has no hyperparameter "patience"',
    );
    expect(refusal({ learningrate: 0.1 })).toContain('gbdt has no hyperparameter "learningrate"');
  });

  it.each<[GbdtSettings, string]>([
    [{ rowFractionEvery: 5 }, "rowFractionEvery would have no effect: rowFraction is 1, so all rows are used"],
    [{ goss: {}, rowFraction: 0.5 }, "rowFraction would have no effect: goss draws the rows"],
    [
      { goss: {}, trees: 10 },
      "goss would have no effect: the first 1 / learningRate = 10 rounds use all rows, and there are 10 trees",
    ],
    [{ monotoneMethod: "basic" }, "monotoneMethod would have no effect: no column is monotone"],
    [{ quantile: 0.9 }, 'quantile would have no effect: it belongs to loss "quantile", the loss is "auto"'],
    [
      { quantile: 0.9, loss: "squared" },
      'quantile would have no effect: it belongs to loss "quantile", the loss is "squared"',
    ],
    [
      { huberDelta: 1, loss: "absolute" },
      'huberDelta would have no effect: it belongs to loss "huber", the loss is "absolute"',
    ],
    [
      { lambdarank: {}, loss: "poisson" },
      'lambdarank would have no effect: it belongs to loss "lambdarank", the loss is "poisson"',
    ],
    [{ classWeight: "balanced", loss: "gamma" }, 'classWeight would have no effect: loss "gamma" has no classes'],
  ])("refuses %j, which would change nothing", (settings, message) => {
    expect(refusal(settings)).toBe(`learn.bad_config: gbdt: ${message}`);
  });
});

describe("constraints on columns", () => {
  const columns = [
    { name: "age", kind: "number" },
    { name: "city", kind: "category", categories: ["Bern"] },
    { name: "price", kind: "number" },
  ] as const;
  const refused = (settings: GbdtSettings): string => messageOf(() => constraintsOf(gbdt(settings), columns));

  it("are found by name", () => {
    const found = constraintsOf(gbdt({ monotone: { price: -1 }, interactions: [["price", "age"], ["city"]] }), columns);
    expect(found.monotone).toEqual(Int8Array.of(0, 0, -1));
    expect(found.interactions).toEqual([[0, 2], [1]]);
    expect(constraintsOf(gbdt(), columns)).toEqual({});
  });

  it("are refused for unknown columns, categories, and lists that allow everything", () => {
    expect(refused({ monotone: { prise: 1 } })).toBe(
      'learn.bad_config: gbdt: monotone has the column "prise", which the table does not have',
    );
    expect(refused({ monotone: { city: 1 } })).toBe(
      'learn.bad_config: gbdt: monotone has "city", a category, which has no order',
    );
    expect(refused({ interactions: [["age", "city", "price"]] })).toBe(
      "learn.bad_config: gbdt: interactions would have no effect: one of the lists has all columns",
    );
  });
});
