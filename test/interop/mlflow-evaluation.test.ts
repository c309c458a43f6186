import { describe, expect, it } from "vitest";
import { compared, expectEqual } from "./mlflow-compared.js";
import type { Intended } from "./mlflow-differences.js";

const SECTIONS = ["evaluation datasets", "records", "searches", "scorers", "bare requests"];

const INTENDED_HERE: readonly Intended[] = [
  {
    why: "a size of 0 is told as what it is",
    step: /^no results wanted$|max_results = 0$/,
    holds: (mlflow, gyre) =>
      /^(INVALID_PARAMETER_VALUE: )?Invalid value None/.test(mlflow.error?.message ?? mlflow.message ?? "") &&
      /^(INVALID_PARAMETER_VALUE: )?Invalid value 0 /.test(gyre.error?.message ?? gyre.message ?? ""),
  },
  {
    why: "records are a list; MLflow takes an object without members for one",
    section: "bare requests",
    step: /records \{\}$/,
    holds: (mlflow, gyre) => mlflow.status === 200 && gyre.status === 400,
  },
];

describe("evaluation datasets and scorers are to the unmodified mlflow client as on MLflow's own server", () => {
  const transcripts = compared("mlflow_evaluation.py");

  it("in every section", () => {
    for (const transcript of transcripts()) expect(Object.keys(transcript)).toEqual(SECTIONS);
  });
  it.each(SECTIONS)("%s", (section) => {
    expectEqual(section, transcripts(), INTENDED_HERE);
  });
});
