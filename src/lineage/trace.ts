import type { LineageReader } from "./ports.js";
import type { Edge } from "./types.js";

/**
 * A thing and what it was made from. `kind` says what the thing is to the one above it, null at the root. Where a thing
 * was already told further up in reading order, `repeated` is true and its inputs are not told again.
 */
export interface Trace {
  readonly id: string;
  readonly kind: string | null;
  readonly repeated: boolean;
  readonly inputs: readonly Trace[];
}

/**
 * Everything that `id` was made from, down to what nothing is recorded about, ordered by kind and id at every level.
 * Each thing is told once, so a circle ends and shared inputs cost nothing: one store read for each distinct thing.
 */
export async function traceUpstream(store: LineageReader, id: string): Promise<Trace> {
  return treeOf(id, await edgesAbove(store, id));
}

async function edgesAbove(store: LineageReader, root: string): Promise<ReadonlyMap<string, readonly Edge[]>> {
  const edges = new Map<string, readonly Edge[]>();
  const asked = new Set([root]);
  for (let level = [root]; level.length > 0; ) {
    const found = await Promise.all(level.map((id) => store.inputsOf(id)));
    const next: string[] = [];
    for (let i = 0; i < level.length; i++) {
      edges.set(level[i], [...found[i]].sort(byKindAndInput));
      for (const { input } of found[i]) {
        if (asked.has(input)) continue;
        asked.add(input);
        next.push(input);
      }
    }
    level = next;
  }
  return edges;
}

/** Depth first without recursion, so that a long chain of versions does not exhaust the stack. */
function treeOf(root: string, edges: ReadonlyMap<string, readonly Edge[]>): Trace {
  interface Growing extends Trace {
    readonly inputs: Growing[];
  }
  const top: Growing = { id: root, kind: null, repeated: false, inputs: [] };
  const told = new Set([root]);
  const open: { readonly node: Growing; next: number }[] = [{ node: top, next: 0 }];
  while (open.length > 0) {
    const here = open[open.length - 1];
    const edge = edges.get(here.node.id)?.[here.next++];
    if (!edge) {
      open.pop();
      continue;
    }
    const child: Growing = { id: edge.input, kind: edge.kind, repeated: told.has(edge.input), inputs: [] };
    here.node.inputs.push(child);
    if (child.repeated) continue;
    told.add(child.id);
    open.push({ node: child, next: 0 });
  }
  return top;
}

function byKindAndInput(a: Edge, b: Edge): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.input < b.input ? -1 : a.input > b.input ? 1 : 0;
}
