import { expect, it } from "vitest";
import type { Reproduction } from "./compare-all.js";
import { reproductionText } from "./report-text.js";

const EQUAL: Reproduction = {
  run: "run_1",
  model: "m",
  isEqual: true,
  metrics: [{ name: "rocAuc", before: 0.5, after: 0.5, isEqual: true }],
  file: { isEqual: true, before: "ab", after: "ab", differences: [] },
  code: { version: "c", isChanged: false },
  data: { datasetVersion: "dv_1", from: "recomputed", changed: [], failure: null },
  seed: "1",
  environment: [],
  logged: [{ name: "trees", before: 3, after: 3, isEqual: true }],
};

it("says at once that a metric which the script logged came back otherwise, though the verdict is not about it", () => {
  expect(reproductionText(EQUAL)).toMatch(/^run_1 came back equal: 1 metrics and every byte of the model\.\n/);
  const took = { name: "seconds", before: 1, after: 2, isEqual: false };
  const text = reproductionText({ ...EQUAL, logged: [...EQUAL.logged, took] });
  expect(text).toMatch(
    /^run_1 came back equal: .* model; 1 of 2 that the script logged differs, which may be times\.\n/,
  );
  expect(text).toMatch(/logged +seconds: 1 then, 2 now/);
});
