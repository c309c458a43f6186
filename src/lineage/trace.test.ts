import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Edge, LineageStore, Trace } from "./index.js";
import { recordOrigins, traceUpstream } from "./index.js";

function listStore(edges: Edge[] = []): LineageStore {
  return {
    async record(more) {
      edges.push(...more);
    },
    inputsOf: async (output) => edges.filter((edge) => edge.output === output),
    outputsOf: async (input) => edges.filter((edge) => edge.input === input),
  };
}

function outline(trace: Trace, depth = 0): string[] {
  const line = `${"  ".repeat(depth)}${trace.kind ?? "-"} ${trace.id}${trace.repeated ? " *" : ""}`;
  return [line, ...trace.inputs.flatMap((input) => outline(input, depth + 1))];
}

describe("traceUpstream", () => {
  it("tells a version's origin as a tree ordered by kind and id, shared inputs once", async () => {
    const store = listStore();
    await recordOrigins(store, "mv_1", [{ id: "run_1", kind: "run" }]);
    await recordOrigins(store, "run_1", [
      { id: "dv_1", kind: "dataset" },
      { id: "definition:weather:b2", kind: "definition" },
      { id: "code:77", kind: "code" },
      { id: "definition:legs:a1", kind: "definition" },
    ]);
    await recordOrigins(store, "dv_1", [{ id: "definition:legs:a1", kind: "definition" }]);
    await recordOrigins(store, "mv_1", []);
    expect(outline(await traceUpstream(store, "mv_1"))).toEqual([
      "- mv_1",
      "  run run_1",
      "    code code:77",
      "    dataset dv_1",
      "      definition definition:legs:a1",
      "    definition definition:legs:a1 *",
      "    definition definition:weather:b2",
    ]);
  });

  it("gives the thing alone when nothing is recorded about it", async () => {
    expect(await traceUpstream(listStore(), "mv_9")).toEqual({ id: "mv_9", kind: null, repeated: false, inputs: [] });
  });

  it("ends on a circle", async () => {
    const store = listStore([
      { output: "a", input: "b", kind: "run" },
      { output: "b", input: "a", kind: "run" },
    ]);
    expect(outline(await traceUpstream(store, "a"))).toEqual(["- a", "  run b", "    run a *"]);
  });

  it("walks a chain of 20,000 without exhausting the stack", async () => {
    const edges = Array.from({ length: 20_000 }, (_, i) => ({ output: `v${i}`, input: `v${i + 1}`, kind: "run" }));
    const byOutput = new Map(edges.map((edge) => [edge.output, [edge]]));
    const store = { ...listStore(), inputsOf: async (id: string) => byOutput.get(id) ?? [] };
    let depth = 0;
    for (let at: Trace | undefined = await traceUpstream(store, "v0"); at; at = at.inputs[0]) depth++;
    expect(depth).toBe(20_001);
  });

  it("expands exactly the things that can be reached, each once, and every edge of them (random graphs)", async () => {
    const node = fc.integer({ min: 0, max: 8 }).map((n) => `n${n}`);
    const graph = fc.uniqueArray(fc.record({ output: node, input: node, kind: fc.constantFrom("run", "code") }), {
      maxLength: 25,
      selector: (edge) => `${edge.output}>${edge.input}>${edge.kind}`,
    });
    await fc.assert(
      fc.asyncProperty(graph, async (edges) => {
        const reached = new Set(["n0"]);
        for (let size = 0; size !== reached.size; ) {
          size = reached.size;
          for (const edge of edges) if (reached.has(edge.output)) reached.add(edge.input);
        }
        const expanded: string[] = [];
        let told = 0;
        const visit = (trace: Trace): void => {
          if (!trace.repeated) expanded.push(trace.id);
          told += trace.inputs.length;
          trace.inputs.forEach(visit);
        };
        visit(await traceUpstream(listStore(edges), "n0"));
        expect(expanded.sort()).toEqual([...reached].sort());
        expect(told).toBe(edges.filter((edge) => reached.has(edge.output)).length);
      }),
    );
  });
});
