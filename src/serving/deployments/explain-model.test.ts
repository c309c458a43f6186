import { describe, expect, it } from "vitest";
import { onnxFiles, openDeploying } from "../../../test/support/deploying.js";
import { runId } from "../../tracking/tracking-store.fixture.js";
import { explainModel } from "../index.js";

describe("explainModel", () => {
  it("leads from a version to its logged model, run and datasets, and tells where it serves", async () => {
    const { context, deploy, register } = openDeploying();
    const { id } = await register(1, "scale", "one", onnxFiles(1));
    await register(1, "scale", "two", onnxFiles(2));
    const dataset = { name: "iris", digest: "d1", sourceType: "code", source: "{}", schema: null, profile: null };
    await context.tracking.logInputs(runId(1), [{ dataset, tags: [] }], []);
    for (const version of [1, 2, 1])
      await context.registered.setAlias("scale", { alias: "champion", version, at: version, by: "bob" });
    await context.registered.setAlias("scale", { alias: "other", version: 2, at: 9, by: null });
    await deploy("models:/scale/1", { as: "live" });
    const { deployments, aliasMoves, lineage, run, loggedModel, digest } = await explainModel(
      context,
      "models:/scale/1",
    );
    expect(deployments.map(({ name }) => name)).toEqual(["live"]);
    expect(aliasMoves.map(({ alias, version }) => [alias, version])).toEqual([
      ["champion", 1],
      ["champion", 2],
      ["champion", 1],
    ]);
    expect([run?.info.id, loggedModel?.id, digest?.length]).toEqual([runId(1), id, 64]);
    const told = { repeated: false, inputs: [] };
    expect(lineage).toEqual({
      ...told,
      id: "version:scale/1",
      kind: null,
      inputs: [
        {
          ...told,
          id: `logged-model:${id}`,
          kind: "logged model",
          inputs: [
            {
              ...told,
              id: `run:${runId(1)}`,
              kind: "run",
              inputs: [{ ...told, id: "dataset:iris@d1", kind: "dataset" }],
            },
          ],
        },
        { id: `run:${runId(1)}`, kind: "run", repeated: true, inputs: [] },
      ],
    });
  });
});
