import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GyreError } from "../../core/index.js";
import { evaluate } from "./evaluate.js";
import { parseFilter } from "./parse-filter.js";
import { parseOrderBy } from "./parse-order-by.js";
import type { Condition } from "./types.js";

function refusal(text: string): GyreError {
  try {
    parseFilter("runs", text);
  } catch (error) {
    if (error instanceof GyreError) return error;
  }
  throw new Error(`accepted: ${text}`);
}

/** A formula over four params, as text and as the truth of it. */
interface Formula {
  readonly text: string;
  readonly holds: (known: readonly boolean[]) => boolean;
}

const formula = fc.letrec<{ formula: Formula; leaf: Formula }>((tie) => ({
  leaf: fc.nat(3).map((n): Formula => ({ text: `params.p${n} = 'y'`, holds: (known) => known[n]! })),
  formula: fc.oneof(
    { maxDepth: 6, depthSize: "medium" },
    tie("leaf"),
    tie("formula").map((of): Formula => ({ text: `NOT (${of.text})`, holds: (known) => !of.holds(known) })),
    fc.tuple(tie("formula"), tie("formula")).map(
      ([a, b]): Formula => ({
        text: `(${a.text}) and (${b.text})`,
        holds: (known) => a.holds(known) && b.holds(known),
      }),
    ),
    fc
      .tuple(tie("formula"), tie("formula"))
      .map(
        ([a, b]): Formula => ({ text: `(${a.text})or(${b.text})`, holds: (known) => a.holds(known) || b.holds(known) }),
      ),
  ),
})).formula;

function truth(condition: Condition, known: readonly boolean[]): boolean {
  return evaluate(condition, ({ key }) => (known[Number(key.slice(1))] ? "y" : "n"));
}

describe("beyond MLflow", () => {
  test("OR, NOT and parentheses mean what logic says", () => {
    const known = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(formula, known, (made, values) => {
        expect(truth(parseFilter("runs", made.text)!, values)).toBe(made.holds(values));
      }),
    );
  });

  test("AND binds stronger than OR, and NOT stronger than both", () => {
    const read = parseFilter("runs", "params.p0 = 'y' OR params.p1 = 'y' AND NOT params.p2 = 'y'")!;
    for (let bits = 0; bits < 8; bits++) {
      const [a, b, c] = [Boolean(bits & 1), Boolean(bits & 2), Boolean(bits & 4)];
      expect(truth(read, [a, b, c, false])).toBe(a || (b && !c));
    }
  });

  test("lists and NOT IN, IS NOT NULL stay comparisons within a combination", () => {
    const read = parseFilter("runs", "(run_id NOT IN ('a', 'b') OR tags.t IS NOT NULL) AND metrics.m > 1");
    expect(read).toMatchObject({ kind: "and", parts: [{ kind: "or" }, { kind: "comparison" }] });
  });

  test("words in a text or a key are no operators", () => {
    expect(parseFilter("runs", "params.p = 'a OR b' AND tags.`x (NOT)` = ')'")).toMatchObject({ kind: "and" });
  });

  test("what is wrong with a comparison is the hint, MLflow's refusal the message", () => {
    const { message, hint } = refusal("metrics.m > 1 OR metrics.m = 'x'");
    expect(message).toBe("Invalid clause(s) in filter string: 'OR'");
    expect(hint).toBe("Expected numeric value type for metric. Found 'x'");
  });

  test.each([
    "(metrics.m > 1",
    "metrics.m > 1)",
    "()",
    "NOT",
    "metrics.m > 1 OR",
    "OR metrics.m > 1",
    "(metrics.m > 1 OR )",
  ])("%s is refused", (text) => {
    expect(refusal(text).code).toBe("tracking.bad_filter");
  });
});

describe("anything at all", () => {
  test("is read or refused, and nothing else", () => {
    const searchables = [
      "runs",
      "experiments",
      "registered_models",
      "model_versions",
      "logged_models",
      "traces",
    ] as const;
    const piece = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 4 }).map((units) => String.fromCharCode(...units)),
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        "metrics.m",
        "tags.`a`",
        " = ",
        "'x'",
        "(",
        ")",
        "AND",
        " OR ",
        "NOT ",
        "IN",
        "/*",
        "*/",
        "--",
        "$$",
        ";",
      ),
    );
    const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.constantFrom(...searchables), text, (searchable, filter) => {
        try {
          parseFilter(searchable, filter);
        } catch (error) {
          if (!(error instanceof GyreError && error.code === "tracking.bad_filter")) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["quotes", "'".repeat(20_001)],
    ["double quotes", '"'.repeat(20_001)],
    ["openings of comments", "/*".repeat(20_000)],
    ["dollars", "$a".repeat(20_000)],
    ["parentheses", "(".repeat(20_000)],
    ["NOT", "NOT ".repeat(20_000)],
    ["comparisons", Array(2_000).fill("metrics.m > 1").join(" AND ")],
    ["spaces", `metrics.m${" ".repeat(20_000)}> 1`],
    ["brackets", "[".repeat(20_000)],
    ["a long text", `params.p = '${"x".repeat(500_000)}`],
  ])("many %s take no long time", (_name, text) => {
    const before = performance.now();
    try {
      parseFilter("runs", text);
    } catch (error) {
      expect(error).toBeInstanceOf(GyreError);
    }
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

describe("what MLflow's recordings do not show", () => {
  test("a status of logged models goes by any of its names", () => {
    const expected = { kind: "comparison", comparator: "=", value: "LOGGED_MODEL_READY" };
    expect(parseFilter("logged_models", "status = 'READY'")).toMatchObject(expected);
    expect(parseFilter("logged_models", "status = 'LOGGED_MODEL_READY'")).toMatchObject(expected);
  });

  test.each([
    ["(-1e308)", "(-1e+308,)"],
    ["('a', 0x1F, -0, 1_000, 1.)", "('a', 31, 0, 1000, 1.0)"],
  ])("numbers in the list %s are shown as Python has them", (list, shown) => {
    const said = "but got different type in list: ";
    expect(refusal(`run_id IN ${list}`).message.split(said)[1]).toBe(shown);
  });

  test("a number with zeros in front is none to Python", () => {
    expect(refusal("run_id IN (007)").message).toMatch(/but got ill-formed list\.$/);
    expect(refusal("run_id IN (00)").message).toMatch(/\(0,\)$/);
  });

  test.each([
    ["tags.created", "tag", "start_time"],
    ["params.`Run Name`", "param", "run_name"],
    ["metrics.Created", "metric", "start_time"],
    ["tags.CREATED", "tag", "CREATED"],
    ["tags.`run id`", "tag", "run id"],
  ])("the key of %s is read by the names of attributes too", (written, entity, key) => {
    const value = entity === "metric" ? "1" : "'1'";
    expect(parseFilter("runs", `${written} = ${value}`)).toMatchObject({ field: { entity, key } });
    expect(parseOrderBy("runs", [written])).toEqual([{ field: { entity, key }, isDescending: false }]);
  });

  test.each([
    ["timestamp_ms", " 1700 ", 1700],
    ["execution_time", "-1.5e3", -1500],
    ["execution_time", "nan", Infinity],
    ["execution_time", "-inf", Infinity],
    ["timestamp_ms", "1_0", Infinity],
    ["end_time", "1700", Infinity],
  ])("%s of traces is compared with the text '%s' as SQL compares them", (key, text, value) => {
    expect(parseFilter("traces", `attributes.${key} < '${text}'`)).toMatchObject({ comparator: "<", value });
  });

  test("an integer of more than 64 bits is told after what is wrong with its comparator", () => {
    expect(refusal("start_time LIKE 9223372036854775808").message).toMatch(/^Invalid comparator 'LIKE'/);
    expect(refusal("start_time = 9223372036854775808").message).toBe(
      "Invalid value for numeric attribute 'start_time': 9223372036854775808",
    );
  });

  test("a text keeps doubled quotes and backslashes", () => {
    expect(parseFilter("runs", "params.p = 'it''s'")).toMatchObject({ value: "it''s" });
    expect(parseFilter("runs", "run_id IN ('it\\'s', \"b\")")).toMatchObject({ value: ["it's", "b"] });
  });
});
