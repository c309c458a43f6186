import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openTrackingState } from "../../src/cli/tracking-store.js";
import { virtualClock } from "../../src/core/index.js";
import { markupProblems } from "../../src/report/well-formed.fixture.js";
import { collectGarbage } from "../../src/tracking/index.js";
import { metric, runId, sampleRun } from "../../src/tracking/tracking-store.fixture.js";
import { temporaryFolder } from "./gyre.js";
import { here, hereJson } from "./in-process.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let data: string;

const DAY_MS = 86_400_000;

async function* text(words: string): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(words);
}

beforeAll(async () => {
  folder = await temporaryFolder();
  data = join(folder.path, "data");
  const state = await openTrackingState({ folder: data }, virtualClock(1000));
  const { tracking, registered, artifacts } = state;
  await tracking.createExperiment({ name: "churn", artifactLocation: null, tags: [], at: 1000 });
  for (const n of [1, 2, 3]) {
    const artifactUri = `mlflow-artifacts:/1/${runId(n)}/artifacts`;
    await tracking.createRun(sampleRun(n, { experimentId: "1", name: `r${n}`, startedAt: n, artifactUri }), []);
    await tracking.log(runId(n), {
      params: [{ key: "lr", value: String(n / 10) }],
      metrics: [metric("auc", n / 10, 1, 0), metric("auc", n / 5, 2, 1)],
      tags: [{ key: "team", value: "red" }],
    });
    await artifacts.write(`1/${runId(n)}/artifacts/model/m.txt`, text(`model ${n}`));
  }
  await tracking.logOutputs(runId(1), [{ modelId: "m-1", step: 3 }]);
  await tracking.setRunStage(runId(3), "deleted", 2000);
  await registered.create({ name: "churn", description: null, tags: [], at: 1 });
  await registered.createVersion({
    name: "churn",
    createdAt: 1,
    userId: null,
    description: "",
    source: "x",
    storageLocation: `mlflow-artifacts:/1/${runId(2)}/artifacts/model`,
    runId: runId(2),
    runLink: "",
    modelId: null,
    tags: [],
  });
  await registered.setAlias("churn", { alias: "champion", version: 1, at: 2, by: null });
  await state.close();
});
afterAll(() => folder.remove());
afterEach(() => {
  vi.restoreAllMocks();
});

const of = (...args: readonly string[]): readonly string[] => [...args, "--data", data];

describe("what clients logged, on the command line", () => {
  it("is listed and searched", async () => {
    const { experiments } = await hereJson(...of("experiments", "list", "--filter", "name = 'churn'"));
    expect(experiments).toMatchObject([{ id: "1", name: "churn" }]);
    const filter = "metrics.auc > 0.1 AND (params.lr = '0.2' OR NOT tags.team = 'red')";
    const { runs } = await hereJson(...of("runs", "list", "--filter", filter));
    expect(runs.map(({ info }: { info: { name: string } }) => info.name)).toEqual(["r2"]);
    const { stdout } = await here(...of("runs", "list", "--experiment", "churn", "--order-by", "metrics.auc DESC"));
    expect(stdout).toMatch(/^ *id +name +status +started +took +auc\n.* r2 .* 0\.4\n.* r1 .* 0\.2\n$/);
    expect((await here(...of("runs", "list", "--experiment", "nope"))).code).toBe(3);
    expect((await here(...of("runs", "list", "--filter", "foo"))).code).toBe(2);
  });

  it("is found by search as by list, and a name that is not there tells its likely one", async () => {
    for (const group of ["runs", "experiments", "models"]) {
      expect(await hereJson(...of(group, "search"))).toEqual(await hereJson(...of(group, "list")));
    }
    expect((await here(...of("experiments", "list", "--deleted"))).stdout).toBe("none\n");
    expect((await here(...of("runs", "list", "--experiment", "chrun"))).stderr).toContain('did you mean "churn"?');
    expect((await here(...of("models", "show", "Churn"))).stderr).toContain('did you mean "churn"?');
  });

  it("is shown: an experiment by its name or id, a run with the logged models that it made", async () => {
    expect(await hereJson(...of("experiments", "show", "1"))).toMatchObject({ id: "1", name: "churn", tags: [] });
    expect((await here(...of("experiments", "show", "churn"))).stdout).toMatch(/^experiment +1\nname +churn\n/);
    const missing = await here(...of("experiments", "show", "nothing"));
    expect(missing).toMatchObject({ code: 3 });
    expect(missing.stderr).toContain("gyre experiments list");
    expect((await here(...of("runs", "show", runId(1)))).stdout).toMatch(/models +models:\/m-1 +made \(step 3\)/);
  });

  it("is shown and compared, also as a picture", async () => {
    expect((await here(...of("runs", "show", runId(1)))).stdout).toMatch(/metrics +auc +0\.2 \(step 1\)/);
    const svg = join(folder.path, "auc.svg");
    const compared = await hereJson(...of("runs", "compare", runId(1), runId(2), "--plot", "auc", "--out", svg));
    expect(compared.differences).toContainEqual({ kind: "param", key: "lr", values: ["0.1", "0.2"] });
    expect(compared.differences).toContainEqual({ kind: "metric", key: "auc", values: ["0.2", "0.4"] });
    expect(compared.differences.filter(({ kind }: { kind: string }) => kind === "tag")).toEqual([]);
    expect(markupProblems(await readFile(svg, "utf8"))).toEqual([]);
  });

  it("has models, whose files can be listed and copied", async () => {
    expect((await here(...of("models", "list"))).stdout).toMatch(/churn +1 +champion=1/);
    const shown = await hereJson(...of("models", "show", "churn"));
    expect(shown).toMatchObject({ name: "churn", versions: [{ version: 1 }], aliasHistory: [{ alias: "champion" }] });
    const { files } = await hereJson(...of("artifacts", "list", "models:/churn@champion"));
    expect(files).toEqual([{ path: "m.txt", sizeBytes: 7 }]);
    const out = join(folder.path, "out");
    await hereJson(...of("artifacts", "download", runId(2), "model", "--out", out));
    expect(await readFile(join(out, "m.txt"), "utf8")).toBe("model 2");
    for (const outside of ["../..", "/etc/passwd", "a/../../b"]) {
      expect((await here(...of("artifacts", "list", runId(2), outside))).code).toBe(2);
    }
  });

  it("is removed for good when it was deleted long enough ago, after a look without consequences", async () => {
    const gone = { kind: "run", id: runId(3) };
    expect(await hereJson(...of("gc", "--dry-run"))).toMatchObject({ dryRun: true, items: [gone] });
    expect(await hereJson(...of("gc", "--older-than", "30d"))).toMatchObject({ dryRun: false, items: [gone] });
    for (const age of ["1d12h", "0s"]) {
      expect(await hereJson(...of("gc", "--older-than", age))).toMatchObject({ items: [] });
    }
    expect((await here(...of("gc", "--older-than", "2 weeks"))).stderr).toContain('such as "15m", "3h" or "7d"');
    expect((await here(...of("runs", "show", runId(3)))).code).toBe(3);
    expect((await here(...of("artifacts", "list", runId(2)))).stdout).toContain("model/m.txt");
  });

  it("stays as long as a registered version is made of its files", async () => {
    const stageOf2 = async (stage: "active" | "deleted") => {
      const state = await openTrackingState({ folder: data }, virtualClock(1000));
      await state.tracking.setRunStage(runId(2), stage, 1000);
      await state.close();
    };
    await stageOf2("deleted");
    const { stdout, stderr } = await here(...of("gc"));
    expect(stderr).toContain(`kept run ${runId(2)}: models:/churn/1 has its files there`);
    expect(stdout).toContain("Removed 0 experiments, 0 runs");
    await stageOf2("active");
    expect((await here(...of("artifacts", "list", "models:/churn@champion"))).stdout).toContain("m.txt");
  });

  it("gives its bytes back when it is removed for good, as a dry run says", async () => {
    const clock = virtualClock(1000);
    const state = await openTrackingState({ folder: join(folder.path, "garbage") }, clock);
    const artifactUri = `mlflow-artifacts:/0/${runId(9)}/artifacts`;
    await state.tracking.createRun(sampleRun(9, { experimentId: "0", artifactUri }), []);
    await state.artifacts.write(`0/${runId(9)}/artifacts/m.txt`, text("bytes of its own"));
    await state.tracking.setRunStage(runId(9), "deleted", clock.now());
    const nothing = async function* () {};
    const collect = (isDryRun: boolean) =>
      collectGarbage({ ...state, neededArtifacts: nothing, clock }, { olderThanMs: 30 * DAY_MS, isDryRun });
    clock.moveTo(clock.now() + 31 * DAY_MS);
    for (const isDryRun of [true, false]) {
      expect(await collect(isDryRun)).toMatchObject({ items: [{ id: runId(9) }], objects: 1, objectBytes: 16 });
    }
    expect(await collect(true)).toEqual({ items: [], kept: [], objects: 0, objectBytes: 0 });
    await state.close();
  });

  it("asks for a folder where there is no project", async () => {
    const { code, stderr } = await here("runs", "list", "--project", folder.path);
    expect(code).toBe(2);
    expect(stderr).toContain("--data DIR");
  });

  it("is not looked for in a folder where nothing is kept, which is not made", async () => {
    const misspelt = join(folder.path, "datta");
    for (const command of [["runs", "list"], ["gc", "--dry-run"], ["deployments"], ["reproduce", "run_x"]]) {
      const { code, stderr } = await here(...command, "--data", misspelt);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`nothing is kept in ${misspelt}`)]);
    }
    const { code, stderr } = await here(...of("gc", "--artifacts", misspelt));
    expect([code, stderr]).toEqual([2, expect.stringContaining(`artifacts are in ${misspelt}, which is not there`)]);
    await expect(stat(misspelt)).rejects.toThrow("ENOENT");
  });

  it("is not drawn where there is nothing to draw, or no place for it", async () => {
    const unknown = await here(...of("runs", "compare", runId(1), "--plot", "aucc"));
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("they have auc")]);
    const nowhere = await here(...of("runs", "compare", runId(1), "--plot", "auc", "--out", join(data, "no", "a.svg")));
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining("there is no folder")]);
    expect((await here(...of("runs", "compare", runId(1)))).code).toBe(2);
  });

  it("is not copied into a file", async () => {
    const { code, stderr } = await here(...of("artifacts", "download", runId(2), "--out", join(data, "gyre.db")));
    expect([code, stderr]).toEqual([7, expect.stringContaining("store.unavailable")]);
  });
});

describe("users and tokens, on the command line", () => {
  it("are listed, changed and removed", async () => {
    const { accountContext } = await import("../../src/cli/access/accounts.js");
    const { addUser } = await import("../../src/access/index.js");
    const state = await openTrackingState({ folder: data }, virtualClock(1000));
    for (const [name, role] of [
      ["ann", "admin"],
      ["bob", "viewer"],
    ] as const) {
      await addUser(accountContext(state.access), { name, role, password: "a good long password" });
    }
    await state.close();
    expect((await hereJson(...of("users", "role", "bob", "editor"))).role).toBe("editor");
    expect((await hereJson(...of("users", "list"))).users).toMatchObject([
      { name: "ann" },
      { name: "bob", role: "editor" },
    ]);
    expect((await here(...of("users", "role", "ann", "viewer"))).code).toBe(4);
    expect((await here(...of("users", "role", "ann", "king"))).stderr).toContain("viewer, editor, admin");
    const { secret, id } = await hereJson(...of("tokens", "create", "bob", "--for", "nb", "--expires-in", "90d"));
    expect(secret).toMatch(/^gyre_[\w-]{43}$/);
    const listed = (await here(...of("tokens", "list"))).stdout;
    expect(listed).toContain(id);
    expect(listed).not.toContain(secret);
    await hereJson(...of("users", "remove", "bob"));
    expect((await hereJson(...of("tokens", "list"))).tokens).toEqual([]);
  });
});
