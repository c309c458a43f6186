import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore, type Store } from "../../src/store/index.js";
import { gyre, start, temporaryFolder } from "../cli/gyre.js";
import { freshDatabase } from "./databases.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let env: { readonly GYRE_DATABASE: string };
beforeAll(async () => {
  folder = await temporaryFolder();
  env = { GYRE_DATABASE: await freshDatabase() };
});
afterAll(() => folder.remove());

it("a killed training is ended where it was begun, and never by another machine, though that has a copy of the folder", {
  timeout: 120_000,
}, async () => {
  const [here, there] = ["here", "there"].map((name) => join(folder.path, name));
  await gyre("init", here);
  const config = join(here, "gyre.config.ts");
  const text = await readFile(config, "utf8");
  await writeFile(config, text.replace(/trees: \d+/, "trees: 100000"));
  const store: Store = await openStore(join(folder.path, "look"), env.GYRE_DATABASE);
  const oldest = async () => (await store.runs.list({ limit: 20 })).at(-1);
  const train = (project: string) => start(["train", "--estimator", "baseline", "--project", project], { env }).ended;
  try {
    const training = start(["train", "--project", here], { env });
    while (!(await oldest())) await sleep(50);
    await cp(here, there, { recursive: true });
    expect((await train(there)).code).toBe(0);
    expect(await oldest()).toMatchObject({ status: "running" });
    training.process.kill("SIGKILL");
    await training.ended;
    expect((await train(there)).stderr).not.toContain("Ended run");
    expect(await oldest()).toMatchObject({ status: "running" });
    expect((await train(here)).stderr).toContain("Ended run");
    expect(await oldest()).toMatchObject({ status: "failed", failure: expect.stringContaining("killed") });
  } finally {
    await store.close();
  }
});
