import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, Span } from "./index.js";
import { pythonFloat, pythonJson } from "./python-json.js";
import { readSummary, summaryOf, summaryText } from "./span-summary.js";
import { traceFromSpans } from "./trace-from-spans.js";
import { sampleSpan } from "./trace-store.fixture.js";
import { amountsIn, amountsText, COST, sumOf, TOKENS } from "./usage.js";

const tokens = (input: number): Json => ({ input_tokens: input, output_tokens: 1, total_tokens: input + 1 });

function tree(shape: readonly (readonly [id: number, parent: number | null, input: number | null])[]): Span[] {
  return shape.map(([id, parent, input]) =>
    sampleSpan(1, id, {
      parentId: parent === null ? null : parent.toString(16).padStart(16, "0"),
      attributes: input === null ? {} : { "mlflow.chat.tokenUsage": tokens(input) },
    }),
  );
}

test("the order of the spans does not matter", () => {
  const spans = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 9 }),
      parent: fc.option(fc.integer({ min: 1, max: 9 })),
      start: fc.bigInt({ min: 0n, max: 3_000_000n }),
      end: fc.option(fc.bigInt({ min: 3_000_000n, max: 9_000_000n })),
      status: fc.constantFrom<Span["status"]>("OK", "ERROR", "UNSET"),
      said: fc.option(fc.constantFrom("a", "b")),
    }),
    { selector: ({ id }) => id },
  );
  fc.assert(
    fc.property(spans, fc.infiniteStream(fc.integer()), (made, order) => {
      const summaries = made.map(({ id, parent, start, end, status, said }) =>
        summaryOf({
          ...tree([[id, parent, null]])[0]!,
          startedAt: start,
          endedAt: end,
          status,
          attributes: { "session.id": said, "mlflow.spanInputs": said, "mlflow.chat.tokenUsage": tokens(id) },
        }),
      );
      const shuffled = summaries.map((one) => ({ one, at: order.next().value })).sort((a, b) => a.at - b.at);
      expect(traceFromSpans(shuffled.map(({ one }) => one))).toEqual(traceFromSpans(summaries));
      expect(summaries.map((one) => readSummary(summaryText(one)))).toEqual(summaries);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test("tokens of a span stand for those of all below it, however deep, also where one between has none", () => {
  const usage = (shape: Parameters<typeof tree>[0]) =>
    traceFromSpans(tree(shape).map(summaryOf))?.metadata[TOKENS.key] ?? null;
  expect(
    usage([
      [1, null, null],
      [2, 1, 10],
      [3, 1, 20],
    ]),
  ).toBe('{"input_tokens": 30, "output_tokens": 2, "total_tokens": 32}');
  expect(
    usage([
      [1, null, 30],
      [2, 1, null],
      [3, 2, 20],
    ]),
  ).toContain('"input_tokens": 30');
  expect(
    usage([
      [2, 9, 1],
      [3, 9, 2],
    ]),
  ).toContain('"input_tokens": 3');
  expect(usage([[1, null, null]])).toBeNull();
  expect(
    usage([
      [2, 3, 1],
      [3, 2, 2],
      [4, null, 4],
    ]),
  ).toContain('"input_tokens": 4');
});

test("amounts are read as MLflow reads them and written as Python writes them", () => {
  expect(amountsIn('{"input_tokens": "5", "output_tokens": 1.5, "total_tokens": true, "x": 1}', TOKENS)).toEqual({
    input_tokens: 5,
  });
  expect(amountsIn("[1]", TOKENS)).toBeNull();
  expect(amountsText({ total_cost: 1e-5, input_cost: 1 }, COST)).toBe('{"input_cost": 1.0, "total_cost": 1e-05}');
  expect(amountsText({}, COST)).toBeNull();
  expect(sumOf([], COST)).toBeNull();
  expect([0.1, 1e16, 123456789012345680, 1e-4, 1.5e-7, -0, 1e22].map(pythonFloat)).toEqual([
    "0.1",
    "1e+16",
    "1.2345678901234568e+17",
    "0.0001",
    "1.5e-07",
    "0.0",
    "1e+22",
  ]);
  expect(pythonJson({ a: [1, "é", null], b: true })).toBe('{"a": [1, "é", null], "b": true}');
});

test("tags and texts of attributes may be JSON within text, and what is too deep stays text", () => {
  const deep = "[".repeat(200) + "]".repeat(200);
  const root = sampleSpan(1, 1, {
    attributes: {
      "session.id": '"s"',
      "user.id": 5,
      "mlflow.traceTag.k": '"v"',
      "mlflow.traceTag.": "x",
      "mlflow.spanInputs": deep,
    },
  });
  expect(summaryOf(root)).toMatchObject({ session: "s", user: "5", tags: { k: "v" }, request: pythonJson(deep) });
});
