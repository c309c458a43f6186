import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Field, Fields } from "./fields.js";
import { openMlflow } from "./mlflow.fixture.js";
import { urlsOf } from "./mount.js";
import type { MlflowContext } from "./operation.js";
import { routesFor } from "./routes.js";

const { app, post, newRun } = await openMlflow();

describe("whatever comes", () => {
  const TEXTS = [
    "",
    "0",
    "1",
    "NaN",
    "x' OR 1=1 --",
    "../..",
    "%2e%2e",
    "\u0000",
    "é😀",
    "\ud800",
    "a".repeat(9000),
    "{}",
    "[]",
    "-1",
    "9".repeat(30),
    "constructor",
    "__proto__",
  ];
  const NUMBERS = [0, -1, 1.5, 1e308, 2 ** 53, 2 ** 63, Number.MAX_SAFE_INTEGER];
  const known: string[] = [];
  const text = fc.oneof(
    fc.nat().map((n) => known[n % known.length]),
    fc.constantFrom(...TEXTS),
  );
  const scalar = fc.oneof({ weight: 3, arbitrary: text }, fc.constantFrom(...NUMBERS), fc.boolean(), fc.constant(null));
  const OTHER_KINDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    texts: fc.dictionary(text, text, { maxKeys: 3 }),
    json: fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.subarray(["feedback", "expectation", "metadata", "valid"])),
  };
  const anyOf = (field: Field): fc.Arbitrary<unknown> => {
    const item: fc.Arbitrary<unknown> = field.fields ? messageOf(field.fields) : (OTHER_KINDS[field.kind] ?? scalar);
    const value: fc.Arbitrary<unknown> = field.isRepeated ? fc.array(item, { maxLength: 3 }) : item;
    return fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
  };
  const messageOf = (fields: Fields): fc.Arbitrary<object> =>
    fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, anyOf(field)])), {
      requiredKeys: [],
    });

  it("no answer is 5xx, and every one is a JSON object", async () => {
    const made = await post("logged-models", { experiment_id: "0" });
    const modelId: string = made.body.model.info.model_id;
    await post("registered-models/create", { name: "known" });
    const trace_location = { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: "0" } };
    await post("/api/3.0/mlflow/traces", { trace: { trace_info: { trace_id: modelId, trace_location } } });
    const assessment = { assessment_id: modelId, feedback: { value: 1 } };
    await post(`/api/3.0/mlflow/traces/${modelId}/assessments`, { assessment });
    known.push("0", await newRun(), modelId, "known");
    for (const route of routesFor({} as MlflowContext)) {
      const [url] = urlsOf(route);
      for (const message of fc.sample(messageOf(route.message), { numRuns: 12, seed: 5 })) {
        const texts = Object.entries(message).map(([name, value]) => [
          name,
          typeof value === "string" ? value : JSON.stringify(value),
        ]);
        const sent = { method: route.method, url: url.replace(/:\w+/g, modelId) };
        const answer = await (route.method === "GET"
          ? app.inject({
              ...sent,
              query: Object.fromEntries(texts.filter(([, text]) => !/\p{Surrogate}/u.test(text ?? ""))),
            })
          : app.inject({ ...sent, payload: message }));
        expect(answer.statusCode, `${route.rpc} ${JSON.stringify(message)}: ${answer.body}`).toBeLessThan(500);
        expect(answer.json()).toBeTypeOf("object");
      }
    }
  }, 30_000);
});
