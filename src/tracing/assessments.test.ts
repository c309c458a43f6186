import { expect, test } from "vitest";
import { comparedValue } from "./assessments.js";
import { sampleAssessment } from "./trace-store.fixture.js";
import type { Json } from "./types.js";

const said = (kind: "feedback" | "expectation", value: Json) => {
  const judgement = kind === "feedback" ? { kind, value, error: null } : { kind, value };
  return comparedValue({ ...sampleAssessment(1, "a", { judgement }), isValid: true });
};

test("numbers are floats to a search, and those within feedback too", () => {
  expect(said("feedback", 5)).toEqual({ text: "5.0", number: 5 });
  expect(said("expectation", 1e20)).toEqual({ text: "1e+20", number: 1e20 });
  expect(said("feedback", [1, { a: [2.5, "x", null] }])).toEqual({
    text: '[1.0, {"a": [2.5, "x", null]}]',
    number: null,
  });
});

test("expectations of lists and objects are carried as text, where whole numbers stay", () => {
  expect(said("expectation", [1, 2.5])).toEqual({ text: "[1, 2.5]", number: null });
  expect(said("expectation", { a: 1 })).toEqual({ text: '{"a": 1}', number: null });
});
