import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/cli/system-clock.js";
import { openTrackingState } from "../../src/cli/tracking-store.js";
import { type Finished, gyre, gyreJson, inStore, start, temporaryFolder } from "./gyre.js";
import { hasPython, preparedModel, pythonProject } from "./python-project.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let project: string;
let runId: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  project = join(folder.path, "own", "shop");
  await gyreJson("init", project);
  ({ runId } = await gyreJson("train", "--project", project));
});
afterAll(() => folder.remove());

const reproduced = async (id: string, ...args: readonly string[]) => {
  const finished = await gyre("reproduce", id, "--project", project, "--json", ...args);
  return { ...finished, found: JSON.parse(finished.stdout) };
};
/** What the project remembers, as one number. */
const stateOf = async (at: string) =>
  inStore(at, async ({ runs, models, events, lineage }) =>
    createHash("sha256")
      .update(
        JSON.stringify([await runs.list({ limit: 100 }), await models.list("returned"), await lineage.inputsOf(runId)]),
      )
      .update(JSON.stringify(await events.list({ limit: 1000 })))
      .digest("hex"),
  );

describe("reproducing a training of Gyre's own", () => {
  it("gives the same metrics and bytes, says so, and leaves the project as it is", async () => {
    const before = await stateOf(project);
    const { code, found, stderr } = await reproduced(runId);
    expect(code, stderr).toBe(0);
    expect(found).toMatchObject({
      run: runId,
      isEqual: true,
      file: { isEqual: true, differences: [] },
      code: { isChanged: false },
      data: { from: "recomputed", changed: [] },
      environment: [],
      logged: [],
    });
    expect(found.metrics.length).toBeGreaterThan(8);
    expect(found.metrics.every((metric: { isEqual: boolean }) => metric.isEqual)).toBe(true);
    expect(await stateOf(project)).toBe(before);
    const said = await gyre("reproduce", runId, "--project", project);
    expect(said.stdout).toContain(
      `${runId} came back equal: ${found.metrics.length} metrics and every byte of the model.`,
    );
  });

  it("takes a version's id, and the code of then though the folder's has changed or is broken", async () => {
    const [{ id }] = await inStore(project, ({ models }) => models.list("returned"));
    const config = join(project, "gyre.config.ts");
    const text = await readFile(config, "utf8");
    await writeFile(config, text.replace("trees: 40", "trees: 5"));
    expect((await reproduced(id)).found).toMatchObject({ isEqual: true, code: { isChanged: true } });
    await writeFile(config, `${text}\n???`);
    expect((await reproduced(id)).found).toMatchObject({ isEqual: true, code: { isChanged: null } });
    await writeFile(config, text);
  });

  it("names the source that has changed, and trains on the set that was kept", async () => {
    const csv = join(project, "data", "orders.csv");
    const text = await readFile(csv, "utf8");
    const lines = text.trimEnd().split("\n");
    await writeFile(csv, `${lines.slice(0, -3).join("\n")}\n`);
    const { code, found } = await reproduced(runId);
    expect(code).toBe(0);
    expect(found.data).toMatchObject({ from: "kept", changed: [{ source: "orders" }, { source: "outcomes" }] });
    expect(found.data.changed[0].what).toMatch(/^\d+ rows then, \d+ now$/);
    expect((await gyre("reproduce", runId, "--project", project)).stdout).toContain("source orders has changed: ");
    await writeFile(csv, text);
  });

  it("says what came out otherwise where the run's record does not agree", async () => {
    const other = { node: "v1.0.0", gyre: "0.0.1", platform: "plan9", arch: "vax" };
    await inStore(project, async ({ runs, artifacts }) => {
      const run = (await runs.get(runId))!;
      const model = Buffer.from(preparedModel(2), "base64");
      const { digest, sizeBytes } = await artifacts.put(model);
      const files = run.artifacts.map((one) => (one.name === "model.onnx" ? { ...one, digest, sizeBytes } : one));
      await runs.save({
        ...run,
        id: "run_other",
        artifacts: files,
        environment: other,
        metrics: { ...run.metrics, rocAuc: 0.5 },
      });
    });
    const { code, found } = await reproduced("run_other");
    expect(code).toBe(5);
    expect(found).toMatchObject({ isEqual: false, file: { isEqual: false } });
    const wrong = found.metrics.filter((metric: { isEqual: boolean }) => !metric.isEqual);
    expect(wrong).toMatchObject([{ name: "rocAuc", before: 0.5 }]);
    expect(found.file.differences.map(({ kind }: { kind: string }) => kind)).toContain("structure");
    expect(found.environment).toContainEqual({ what: "Node", before: "v1.0.0", after: process.version });
    const { stdout } = await gyre("reproduce", "run_other", "--project", project);
    expect(stdout).toContain("run_other did not come back equal: 1 of 11 metrics differ, the model differs.");
  });

  it("says what is missing of runs that failed, that are unknown, and that clients logged", async () => {
    await inStore(project, async ({ runs }) => {
      const run = (await runs.get(runId))!;
      await runs.save({ ...run, id: "run_failed", status: "failed", failure: "no data\nat all", artifacts: [] });
      await runs.save({ ...run, id: "run_old", artifacts: run.artifacts.slice(0, 2) });
    });
    const state = await openTrackingState({ folder: join(project, ".gyre") }, systemClock);
    const info = {
      experimentId: "0",
      name: "by hand",
      userId: "",
      status: "FINISHED",
      startedAt: 1,
      endedAt: 2,
    } as const;
    const id = "ab".repeat(16);
    await state.tracking.createRun({ ...info, id, artifactUri: "mlflow-artifacts:/0/x", stage: "active" }, [
      { key: "mlflow.source.git.commit", value: "c0ffee" },
    ]);
    await state.close();
    const refusals = await Promise.all(["run_failed", "run_old", id, "run_nowhere"].map((one) => reproduced(one)));
    expect(refusals.map(({ code, found }) => [code, found.code])).toEqual([
      [5, "training.not_recorded"],
      [5, "training.not_recorded"],
      [5, "training.not_recorded"],
      [3, "tracking.run_unknown"],
    ]);
    expect(refusals[0].found).toMatchObject({
      error: expect.stringContaining("run_failed is failed"),
      hint: "it ended with: no data",
    });
    expect(refusals[2].found.error).toMatch(/its code \(of commit c0ffee .*its data, its environment$/);
    expect(refusals[2].found.details).toMatchObject({ missing: ["code", "data", "environment"] });
  });
});

const CHOOSES = `import base64, os, sys
import parts
text = open("other.b64" if os.environ.get("TURNED") else "model.b64").read()
open(os.environ["GYRE_MODEL_OUT"], "wb").write(base64.b64decode(text))
print(parts.WORD)
`;

describe.skipIf(!hasPython)("reproducing a script's training (needs python3 with venv)", () => {
  let scripted: string;
  let first: Finished;
  beforeAll(async () => {
    const files = { "other.b64": preparedModel(1.2), "parts.py": 'WORD = "then"\n' };
    const options = 'files: ["model.b64", "other.b64"], env: ["TURNED"],';
    scripted = await pythonProject(join(folder.path, "scripted"), { script: CHOOSES, options, files });
    first = await gyre("train", "--project", scripted, "--json");
    await writeFile(join(scripted, "parts.py"), 'WORD = "now"\n');
    await writeFile(join(scripted, "train.py"), "raise SystemExit(3)\n");
  });
  const again = async (id: string, env: Readonly<Record<string, string>> = {}) => {
    const finished = await start(["reproduce", id, "--project", scripted, "--json"], { env }).ended;
    return { ...finished, found: JSON.parse(finished.stdout) };
  };

  it("runs the script of then, though the folder's is another, from either id", async () => {
    expect(first.code, first.stderr).toBe(0);
    const { runId: own, version } = JSON.parse(first.stdout);
    const logged = (await gyreJson("runs", "list", "--project", scripted)).runs;
    expect(logged).toHaveLength(1);
    for (const id of [own, version.id, logged[0].info.id]) {
      const { code, found, stderr } = await again(id);
      expect([code, found.isEqual, found.code.isChanged], stderr).toEqual([0, true, true]);
      expect(stderr).toContain("│ then");
    }
    expect((await gyreJson("runs", "list", "--project", scripted)).runs).toHaveLength(1);
  });

  it("says what differs when the script gives another model", async () => {
    const { code, found } = await again(JSON.parse(first.stdout).runId, { TURNED: "1" });
    expect(code).toBe(5);
    expect(found).toMatchObject({ isEqual: false, environment: [], data: { from: "recomputed" } });
    const places = found.file.differences;
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(place).toMatchObject({ kind: "values", largest: expect.any(Number) });
  });
});
