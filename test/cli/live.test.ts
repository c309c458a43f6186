import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { followSources, openFeatures } from "../../src/cli/live-features.js";
import { openWorkspace } from "../../src/cli/workspace.js";
import { dailyProject, stamp } from "./daily-project.js";
import { gyreJson, inStore, start, temporaryFolder } from "./gyre.js";

const DAY_MS = 86_400_000;
const CSV = "data/orders.csv";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let project: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  project = join(folder.path, "shop");
  await dailyProject(project);
});
afterAll(() => folder.remove());

it("retrains beside the server when the project's policy says so, and puts the new version on trial", async () => {
  const twoDaysAgo = new Date(Date.now() - 2 * DAY_MS).toISOString();
  const { version } = await gyreJson("train", "--deploy", "--as-of", twoDaysAgo, "--project", project);
  const up = start(["up", "--project", project, "--port", "0"]);
  const [, url] = await up.until(/^Gyre is ready at (http\S+)$/m);
  const look = () =>
    inStore(project, async ({ models, rollouts, events }) => ({
      versions: await models.list("returned"),
      rollout: await rollouts.load("returns"),
      started: await events.list({ kind: "pipelines.retraining_started", limit: 10 }),
      ended: await events.list({ kind: "pipelines.retraining_ended", limit: 10 }),
    }));
  let seen = await look();
  for (const until = Date.now() + 40_000; seen.ended.length === 0 && Date.now() < until; seen = await look()) {
    expect((await fetch(`${url}/v1/deployments`)).ok).toBe(true);
    await sleep(200);
  }
  up.process.kill("SIGTERM");
  const { code, stderr } = await up.ended;
  expect(code, stderr).toBe(0);
  expect(seen.started).toMatchObject([{ facts: { reason: "a new day began" } }]);
  expect(seen.ended, stderr).toMatchObject([
    { facts: { exit: 0, said: expect.stringContaining("version 2 is on trial") } },
  ]);
  expect(seen.rollout).toMatchObject({ champion: version.id, candidate: seen.versions[1].id });
  expect(stderr).toContain("Retraining: a new day began");
});

it("reads a source again when its file has changed", async () => {
  const workspace = await openWorkspace(project);
  try {
    const clock = { now: () => Date.now() };
    const request = { customer: "newcomer", product: "book", price: 20, ordered_at: Date.now() };
    const place = (columns: readonly { readonly name: string }[]) =>
      columns.findIndex(({ name }) => name === "customer_past_outcomes_30d");
    const before = await openFeatures(workspace, workspace.data, clock);
    const watch = await followSources(workspace);
    expect(await watch.changed(clock)).toBeNull();
    expect(before.read(request, clock.now())[place(before.columns)]).toBe(0);
    await appendFile(
      join(project, CSV),
      `fresh,newcomer,book,20.00,${stamp(Date.now() - 2 * DAY_MS)},${stamp(Date.now() - DAY_MS)},1\n`,
    );
    const after = await watch.changed(clock);
    expect(after?.read(request, clock.now())[place(before.columns)]).toBe(1);
    expect(await watch.changed(clock)).toBeNull();
  } finally {
    await workspace.close();
  }
});

it("ends a long fit at once when it is interrupted, and records that its run was cancelled", async () => {
  const config = join(project, "gyre.config.ts");
  await writeFile(config, (await readFile(config, "utf8")).replace("trees: 40", "trees: 20000"));
  const training = start(["train", "--project", project]);
  const latest = () => inStore(project, async ({ runs }) => (await runs.list({ limit: 1 }))[0]);
  for (let n = 0; n < 200 && (await latest()).status !== "running"; n++) await sleep(100);
  const interrupted = Date.now();
  training.process.kill("SIGTERM");
  expect(await training.ended).toMatchObject({
    code: 130,
    stdout: "",
    stderr: expect.stringContaining("core.cancelled: stopped by SIGTERM"),
  });
  expect(Date.now() - interrupted).toBeLessThan(5000);
  expect(await latest()).toMatchObject({ status: "failed", failure: "cancelled" });
});
