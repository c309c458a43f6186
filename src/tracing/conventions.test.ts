import { expect, test } from "vitest";
import { inMlflowsWords } from "./conventions.js";
import type { Json } from "./index.js";
import { sampleSpan } from "./trace-store.fixture.js";

const added = (attributes: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> => {
  const span = inMlflowsWords(sampleSpan(1, 1, { attributes }));
  return Object.fromEntries(Object.entries(span.attributes).filter(([key]) => !Object.hasOwn(attributes, key)));
};

test("what is said in MLflow's words already stays", () => {
  const attributes = {
    "mlflow.spanType": "AGENT",
    "mlflow.spanInputs": 1,
    "mlflow.chat.tokenUsage": { input_tokens: 9 },
    "openinference.span.kind": "LLM",
    "input.value": "x",
    "gen_ai.usage.input_tokens": 1,
  };
  const span = sampleSpan(1, 1, { attributes });
  expect(inMlflowsWords(span)).toBe(span);
});

test("types are known by their convention, also where they were unknown, and others are left out", () => {
  expect(added({ "gen_ai.operation.name": "execute_tool" })).toEqual({ "mlflow.spanType": "TOOL" });
  expect(added({ "gen_ai.operation.name": "constructor" })).toEqual({});
  const span = sampleSpan(1, 1, { attributes: { "mlflow.spanType": '"UNKNOWN"', "openinference.span.kind": "LLM" } });
  expect(inMlflowsWords(span).attributes["mlflow.spanType"]).toBe("LLM");
});

test("tokens are counted from numbers and their texts, the total from both", () => {
  const usage = (attributes: Readonly<Record<string, Json>>) => added(attributes)["mlflow.chat.tokenUsage"];
  expect(usage({ "gen_ai.usage.input_tokens": "5", "gen_ai.usage.output_tokens": 6 })).toEqual({
    input_tokens: 5,
    output_tokens: 6,
    total_tokens: 11,
  });
  expect(usage({ "llm.token_count.total": 4, "gen_ai.usage.input_tokens": 5 })).toEqual({ total_tokens: 4 });
  expect(usage({ "gen_ai.usage.cache_read.input_tokens": 5 })).toBeUndefined();
  expect(usage({ "gen_ai.usage.input_tokens": "many" })).toBeUndefined();
});

test("what says nothing is passed over, and a model is looked for in what went in and out", () => {
  expect(added({ "gen_ai.input.messages": "[]", "gen_ai.tool.call.arguments": '{"a": 1}' })).toEqual({
    "mlflow.spanInputs": '{"a": 1}',
  });
  expect(added({ "output.value": '{"model": "m"}' })).toMatchObject({ "mlflow.llm.model": "m" });
  expect(added({ "mlflow.spanInputs": { model: 5 } })).toEqual({});
});
