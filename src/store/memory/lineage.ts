import type { Edge, LineageStore } from "../../lineage/index.js";

/** A {@link LineageStore} in memory. */
export function createMemoryLineageStore(): LineageStore {
  const byOutput = new Map<string, Edge[]>();
  const byInput = new Map<string, Edge[]>();
  const known = new Set<string>();
  return {
    async record(edges) {
      for (const { output, input, kind } of edges) {
        const key = JSON.stringify([output, input, kind]);
        if (known.has(key)) continue;
        known.add(key);
        addTo(byOutput, output, { output, input, kind });
        addTo(byInput, input, { output, input, kind });
      }
    },
    async inputsOf(output) {
      return sortedBy(byOutput.get(output) ?? [], (edge) => edge.input);
    },
    async outputsOf(input) {
      return sortedBy(byInput.get(input) ?? [], (edge) => edge.output);
    },
  };
}

function addTo(edges: Map<string, Edge[]>, end: string, edge: Edge): void {
  const there = edges.get(end);
  if (there) there.push(edge);
  else edges.set(end, [edge]);
}

function sortedBy(edges: readonly Edge[], otherEnd: (edge: Edge) => string): Edge[] {
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...edges].sort((a, b) => order(a.kind, b.kind) || order(otherEnd(a), otherEnd(b)));
}
