import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/index.js";
import { openStore, type Store } from "../../src/store/index.js";
import { compileChild, startChild } from "./processes.js";

describe("a store that several processes use", () => {
  let child: Awaited<ReturnType<typeof compileChild>>;
  let directory: string;

  beforeAll(async () => {
    child = await compileChild();
    directory = await mkdtemp(join(tmpdir(), "gyre-processes-"));
  });
  afterAll(async () => {
    await child.remove();
    await rm(directory, { recursive: true, force: true });
  });

  it("keeps every acknowledged write of a process that is killed at any moment", async () => {
    const state = join(directory, "killed");
    const random = createRandom("kill");
    const acknowledged: string[] = [];
    for (let round = 0; round < 6; round++) {
      const writer = startChild(child.path, "write", state, `round${round}`);
      await writer.firstLine;
      await sleep(random.int(120));
      writer.process.kill("SIGKILL");
      await writer.ended;
      acknowledged.push(...writer.lines());
    }
    expect(acknowledged.length).toBeGreaterThan(60);
    const store = await openStore(state);
    const lost = [];
    const events = new Set((await store.events.list({ limit: 100_000 })).map((event) => event.id));
    for (const line of acknowledged) if (!(await isThere(store, events, line))) lost.push(line);
    await store.close();
    expect(lost).toEqual([]);
  });

  it("numbers versions without gaps from four processes that start on an empty directory at once", async () => {
    const state = join(directory, "versions");
    const children = ["a", "b", "c", "d"].map((name) => startChild(child.path, "versions", state, name));
    expect(await Promise.all(children.map((one) => one.ended))).toEqual([0, 0, 0, 0]);
    const numbers = children.flatMap((one) => one.lines().map((line) => Number(line.split(" ")[1])));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
    const store = await openStore(state);
    expect((await store.models.list("late")).map((one) => one.version)).toEqual(numbers);
    await store.close();
    expect((await stat(join(state, "gyre.db-wal"))).size).toBe(0);
  });
});

async function isThere(store: Store, events: ReadonlySet<string>, line: string): Promise<boolean> {
  const [kind, id] = line.split(" ");
  switch (kind) {
    case "prediction":
      return (await store.predictions.get(id))?.prediction.id === id;
    case "outcome":
      return (await store.predictions.get(id))?.outcome?.label === 1;
    case "event":
      return events.has(id);
    case "artifact":
      return (await store.artifacts.get(id)) !== null;
    default:
      throw new Error(`unexpected acknowledgement: ${line}`);
  }
}
