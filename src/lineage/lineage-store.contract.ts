import { expect, it } from "vitest";
import type { LineageStore } from "./index.js";

/** What every {@link LineageStore} must do; `open` gives an empty one. */
export function lineageStoreContract(open: () => Promise<LineageStore>): void {
  const edges = [
    { output: "mv_1", input: "run_1", kind: "run" },
    { output: "mv_1", input: "code:7", kind: "code" },
    { output: "mv_2", input: "run_1", kind: "run" },
  ];

  it("finds edges from both ends, ordered by kind and id", async () => {
    const store = await open();
    await store.record(edges);
    expect(await store.inputsOf("mv_1")).toEqual([edges[1], edges[0]]);
    expect(await store.outputsOf("run_1")).toEqual([edges[0], edges[2]]);
    expect(await store.inputsOf("run_1")).toEqual([]);
    expect(await store.outputsOf("mv_1")).toEqual([]);
  });

  it("keeps edges as a set", async () => {
    const store = await open();
    await Promise.all([store.record(edges), store.record([...edges, ...edges])]);
    await store.record([]);
    expect(await store.inputsOf("mv_1")).toHaveLength(2);
    expect(await store.outputsOf("run_1")).toHaveLength(2);
  });

  it("keeps two kinds of the same origin apart", async () => {
    const store = await open();
    await store.record([
      { output: "a", input: "b", kind: "run" },
      { output: "a", input: "b", kind: "code" },
    ]);
    expect((await store.inputsOf("a")).map((edge) => edge.kind)).toEqual(["code", "run"]);
  });
}
