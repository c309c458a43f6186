import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gyreJson, inStore, temporaryFolder } from "../cli/gyre.js";
import { allEnd, chance, killAfter } from "./kills.js";

/** Generous: rounds take seconds on a machine that is busy with something else. */
const TIMEOUT_MS = 240_000;
const ROUNDS = { train: 8, apply: 6, rehearse: 8 };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
/** One project is killed at again and again; the other is left alone. */
let project: string;
let undisturbed: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  [project, undisturbed] = ["killed", "undisturbed"].map((name) => join(folder.path, name));
  await Promise.all([project, undisturbed].map((path) => gyreJson("init", path)));
});
afterAll(() => folder.remove());

describe("a command that is killed at any moment", () => {
  it(`trains to the same bytes afterwards (${ROUNDS.train} rounds)`, { timeout: TIMEOUT_MS }, async () => {
    const random = chance("train");
    let kills = 0;
    for (let round = 1; round <= ROUNDS.train; round++) {
      const args = ["train", "--as-of", new Date(Date.UTC(2025, 0, 10 + round)).toISOString()];
      const [{ killed }, expected] = await Promise.all([
        killAfter([...args, "--project", project], 250 + random.int(1200)),
        gyreJson(...args, "--project", undisturbed),
      ]);
      kills += Number(killed);
      const got = await gyreJson(...args, "--project", project);
      expect(got.version).toMatchObject({
        version: round,
        digest: expected.version.digest,
        metrics: expected.version.metrics,
      });
      expect(got.datasetVersion).toBe(expected.datasetVersion);
    }
    expect(kills).toBeGreaterThan(0);
    const versions = await inStore(project, (store) => store.models.list("returned"));
    expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: ROUNDS.train }, (_, i) => i + 1));
    const runs = await inStore(project, (store) => store.runs.list({ limit: 100 }));
    expect(runs.filter(({ status }) => status === "running")).toEqual([]);
  });

  it(`has applied the project as a whole or not at all (${ROUNDS.apply} rounds)`, { timeout: TIMEOUT_MS }, async () => {
    const random = chance("apply");
    await gyreJson("apply", "--project", project);
    const config = join(project, "gyre.config.ts");
    let trees = 40;
    for (let round = 0; round < ROUNDS.apply; round++) {
      const text = await readFile(config, "utf8");
      await writeFile(config, text.replace(`trees: ${trees}`, `trees: ${trees + 1}`));
      await killAfter(["apply", "--project", project], 150 + random.int(450));
      const { applied, changes } = await gyreJson("apply", "--project", project);
      const change = { path: "model.estimator.trees", before: trees, after: ++trees };
      if (applied) expect(changes).toEqual([change]);
      else expect(changes).toEqual([]);
      const last = await inStore(project, (store) => store.events.last("project.applied", "shop"));
      expect(last?.facts).toMatchObject({ project: { model: { estimator: { trees } } } });
    }
  });

  it(`rehearses to the same figures afterwards, and its children end by themselves (${ROUNDS.rehearse} rounds)`, {
    timeout: TIMEOUT_MS,
  }, async () => {
    const random = chance("rehearse");
    const args = [
      "rehearse",
      "--policy",
      "never,on-drift",
      "--from",
      "2025-04-05",
      "--to",
      "2025-04-18",
      "--project",
      undisturbed,
    ];
    const timeless = async () => {
      const { policies } = await gyreJson(...args);
      return policies.map((one: Record<string, unknown>) => ({ ...one, cpuSeconds: 0, wallSeconds: 0 }));
    };
    const expected = await timeless();
    let kills = 0;
    for (let round = 0; round < ROUNDS.rehearse; round++) {
      const { killed, children } = await killAfter(args, 300 + random.int(2200));
      kills += Number(killed);
      expect(await allEnd(children, 10_000), `children ${children} of round ${round}`).toBe(true);
      if (round % 2 === 1) expect(await timeless()).toEqual(expected);
    }
    expect(kills).toBeGreaterThan(0);
  });
});
