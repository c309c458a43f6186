import { describe, expect, it } from "vitest";
import { openMlflow, SEE_API } from "./mlflow.fixture.js";

const { get, post } = await openMlflow();
const V3 = "/api/3.0/mlflow";

async function refusal(path: string, message: object): Promise<string> {
  return (await post(path, message)).body.message;
}

describe("of several mistakes in one search the first is told, in MLflow's order", () => {
  const few = (name: string, size: number) =>
    `Invalid value ${size} for parameter '${name}' supplied. It must be a positive integer`;
  const noExperiment = "Invalid experiment ID 'x'. Experiment ID must be a valid integer.";

  it("in runs: size, filter, order, experiments", async () => {
    const search = (message: object) => refusal("runs/search", { experiment_ids: ["x"], ...message });
    const wrong = { filter: "foo", order_by: ["nope"] };
    expect(await search({ ...wrong, max_results: 0 })).toBe(few("max_results", 0));
    expect(await search(wrong)).toBe("Invalid clause(s) in filter string: 'foo'");
    expect(await search({ order_by: ["nope"] })).toMatch(/^Invalid attribute key 'nope'/);
    expect(await search({})).toBe(noExperiment);
  });

  it("comparators before the order in experiments and versions, after it in runs and registered models", async () => {
    const said = async (path: string, message: object) => (await refusal(path, message)).split(" ")[1];
    const wrong = { filter: "tags.k RLIKE 'x'", order_by: ["nope"] };
    expect(await said("runs/search", { experiment_ids: [], ...wrong })).toBe("attribute");
    expect(await said("experiments/search", wrong)).toBe("comparator");
    const asked = new URLSearchParams({ filter: wrong.filter, order_by: "nope" });
    expect((await get(`registered-models/search?${asked}`)).body.message).toMatch(/^Invalid order by key/);
    expect((await get(`model-versions/search?${asked}`)).body.message).toMatch(/^Invalid comparator/);
  });

  it("in logged models: filter, experiments, order", async () => {
    const order_by = [{ field_name: "nope" }];
    const search = (message: object) =>
      refusal("logged-models/search", { experiment_ids: ["x"], order_by, ...message });
    expect(await search({ filter: "foo" })).toMatch(/^Invalid filter string: 'foo'/);
    expect(await search({})).toBe(noExperiment);
  });

  it("in traces: names of other places, size, experiments, order, filter", async () => {
    const search = (experiment_id: string, message: object) =>
      refusal(`${V3}/traces/search`, {
        locations: [{ type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id } }],
        filter: "foo",
        ...message,
      });
    expect(await search("x", { order_by: ["nope"], max_results: -1 })).toBe(few("max_results", -1));
    expect(await search("x", { order_by: ["nope"] })).toBe(noExperiment);
    expect(await search("0", { order_by: ["nope"] })).toMatch(/^Invalid attribute key 'nope'/);
    expect(await search("0", {})).toBe("Invalid clause(s) in filter string: 'foo'");
    expect(await search("7.0", { max_results: -1 })).toBe(
      "Locations must be a list of experiment IDs. Found invalid experiment IDs: 7.0.",
    );
  });

  it("in registered models the size comes last, in their versions first", async () => {
    const size = "Invalid value for max_results. It must be a positive integer, but got 0";
    expect((await get("registered-models/search?filter=foo&max_results=0")).body.message).toBe(
      "Invalid clause(s) in filter string: foo",
    );
    expect((await get("registered-models/search?max_results=0")).body.message).toBe(size);
    expect((await get("model-versions/search?filter=foo&max_results=0")).body.message).toBe(size);
  });
});

describe("sizes of pages", () => {
  it("of traces that are too large are told with their type", async () => {
    const tooMany = (value: string, type: string) =>
      `Invalid value ${value} for parameter 'max_results' supplied:  Hint: Value was of type '${type}'.${SEE_API}`;
    expect(await refusal(`${V3}/traces/search`, { locations: [], max_results: 501 })).toBe(tooMany("501", "int"));
    expect((await get("traces?experiment_ids=0&max_results=501")).body.message).toBe(tooMany('"501"', "str"));
  });

  it("of evaluation datasets: none is told as what was left out", async () => {
    const refused = (value: unknown) =>
      `Invalid value ${value} for parameter 'max_results' supplied. It must be a positive integer`;
    expect(await refusal(`${V3}/datasets/search`, { max_results: 0 })).toBe(refused("None"));
    expect(await refusal(`${V3}/datasets/search`, { max_results: -1 })).toBe(refused(-1));
  });
});

it("a logged model of no run has the empty text for one", async () => {
  const make = async (name: string, source_run_id?: string) =>
    post("logged-models", { experiment_id: "0", name, ...(source_run_id && { source_run_id }) });
  await make("alone");
  await make("made", "r");
  const found = async (filter: string) => {
    const { models = [] } = (await post("logged-models/search", { experiment_ids: ["0"], filter })).body;
    return models.map(({ info }: { readonly info: { readonly name: string } }) => info.name).sort();
  };
  expect(await found("source_run_id = ''")).toEqual(["alone"]);
  expect(await found("source_run_id != 'x'")).toEqual(["alone", "made"]);
  expect(await found("source_run_id NOT IN ('r')")).toEqual(["alone"]);
});
