import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { openTrackingState } from "../../src/cli/tracking-store.js";
import { virtualClock } from "../../src/core/index.js";
import { metric, NOTHING, runId, sampleRun } from "../../src/tracking/tracking-store.fixture.js";
import { temporaryFolder } from "./gyre.js";
import { here, hereJson } from "./in-process.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let data: string;

async function* text(words: string): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(words);
}

async function opened() {
  return openTrackingState({ folder: data }, virtualClock(1000));
}

beforeAll(async () => {
  folder = await temporaryFolder();
  data = join(folder.path, "data");
  const { tracking, registered, artifacts, close } = await opened();
  await registered.create({ name: "churn", description: null, tags: [], at: 1 });
  for (const n of [1, 2]) {
    const storageLocation = `mlflow-artifacts:/0/${runId(n)}/artifacts/model`;
    await tracking.createRun(sampleRun(n), []);
    await tracking.log(runId(n), { ...NOTHING, metrics: [metric("auc", n / 2, 1, 0)] });
    await artifacts.write(`0/${runId(n)}/artifacts/model/m.txt`, text(`model ${n}`));
    const about = { name: "churn", createdAt: 1, userId: "ann", description: "", source: "x", runLink: "", tags: [] };
    await registered.createVersion({ ...about, storageLocation, runId: runId(n), modelId: null });
  }
  await close();
});
afterAll(() => folder.remove());
afterEach(() => {
  vi.restoreAllMocks();
});

const of = (...args: readonly string[]): readonly string[] => [...args, "--data", data];
const models = (...args: readonly string[]) => here(...of("models", ...args));
const CHAMPION = ["--alias", "champion"];
const ME = `cli:${userInfo().username}`;

it("an alias is protected, and a version promoted once its gates pass and someone has approved it", async () => {
  const policy = await hereJson(
    ...of(
      "models",
      "protect",
      "churn",
      ...CHAMPION,
      "--gate",
      "auc >= 0.8",
      "--gate",
      "auc better by 0.01",
      "--approvals",
      "1",
    ),
  );
  expect(policy).toMatchObject({ model: "churn", by: ME, approvals: 1 });
  expect((await models("policies")).stdout).toContain("auc >= 0.8, auc better by 0.01 up, 1 approval");

  const refused = await models("promote", "models:/churn/1", ...CHAMPION);
  expect(refused.code).toBe(5);
  expect(refused.stderr).toContain("failed  auc >= 0.8: auc of run");
  const unapproved = await models("promote", "models:/churn/2", ...CHAMPION, "--dry-run");
  expect([unapproved.code, unapproved.stderr]).toEqual([5, expect.stringContaining("failed  approvals: 0 of 1")]);

  const { digest } = await hereJson(...of("models", "approve", "models:/churn/2", ...CHAMPION, "--comment", "good"));
  expect((await models("approvals", "churn")).stdout).toMatch(new RegExp(`2 .*${ME} .*${digest.slice(0, 12)} +good`));
  const dry = await hereJson(...of("models", "promote", "models:/churn/2", ...CHAMPION, "--dry-run"));
  expect(dry).toMatchObject({ dryRun: true, from: null, digest });
  const { stdout } = await models("promote", "models:/churn/2", ...CHAMPION);
  expect(stdout).toBe("models:/churn/2 is models:/churn@champion.\n");
  expect((await hereJson(...of("models", "show", "churn"))).aliases).toEqual([{ alias: "champion", version: 2 }]);
});

it("an approval does not outlive its bytes", async () => {
  await models("withdraw", "models:/churn/2", ...CHAMPION);
  await models("approve", "models:/churn/2", ...CHAMPION);
  const { artifacts, registered, close } = await opened();
  await registered.setAlias("churn", { alias: "champion", version: 1, at: 1, by: null });
  await artifacts.write(`0/${runId(2)}/artifacts/model/m.txt`, text("other words"));
  await close();
  const { code, stderr } = await models("promote", "models:/churn/2", ...CHAMPION);
  expect([code, stderr]).toEqual([5, expect.stringContaining("was given for files with the digest")]);
});

it("what was done on the command line is in the log, under the user of the system", async () => {
  await models("unprotect", "churn", ...CHAMPION);
  await here(...of("gc", "--older-than", "1h"));
  const { entries, next } = await hereJson(...of("audit", "list", "--actor", ME, "--limit", "3"));
  expect(entries.map(({ what }: { what: string }) => what)).toEqual([
    "gc",
    "unprotectAlias",
    "setRegisteredModelAlias",
  ]);
  const more = await here(
    ...of("audit", "list", "--outcome", "refused", "--target", "models:/churn@", "--before", String(next)),
  );
  expect(more.stdout).toMatch(/refused: registry.approval_missing|refused: registry.gate_failed/);
  expect((await here(...of("audit", "show", "1"))).stdout).toMatch(/what +protectAlias\n/);
});

it("the log is verified, also against a mark that was kept", async () => {
  const { mark } = await hereJson(...of("audit", "verify"));
  expect((await here(...of("audit", "verify", "--mark", mark))).code).toBe(0);
  const [seq] = mark.split(":");
  const { code, stderr } = await here(...of("audit", "verify", "--mark", `${seq}:${"0".repeat(64)}`));
  expect([code, stderr]).toEqual([1, expect.stringContaining(`from entry ${seq} on`)]);
});

it.each([
  [["models", "protect", "churn", ...CHAMPION, "--gate", "auc"], 2, "a gate cannot be read"],
  [["models", "protect", "churn", ...CHAMPION, "--approvals", "many"], 2, "--approvals should be"],
  [["models", "protect", "churn"], 2, "--alias"],
  [["models", "unprotect", "other", ...CHAMPION], 3, "no policy is written for models:/other@champion"],
  [["models", "promote", "churn/1", ...CHAMPION], 2, "expected models:/<name>/<version>"],
  [["models", "promote", "models:/churn/9", ...CHAMPION], 3, "there is no models:/churn/9"],
  [["models", "approve", "models:/churn/1", "--alias", "v1"], 2, "Version alias name 'v1' is reserved"],
  [["audit", "show", "99999"], 2, "there is no entry"],
  [["audit", "verify", "--mark", "x"], 2, "--mark should be"],
  [["audit", "list", "--outcome", "maybe"], 2, "--outcome should be done or refused"],
])("%j says what is wrong", async (args, code, message) => {
  const answer = await here(...of(...args));
  expect([answer.code, answer.stderr]).toEqual([code, expect.stringContaining(message)]);
});
