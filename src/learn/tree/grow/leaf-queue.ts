import type { Candidate } from "../search/candidate.js";
import type { GrowingLeaf } from "./leaf.js";

/** The leaves that can be divided, the best first. */
export interface LeafQueue {
  /** Adds a leaf with its candidate of this moment, if it has one; an entry of an earlier candidate no longer counts. */
  readonly push: (leaf: GrowingLeaf) => void;
  /** Takes the best leaf of the tree; null when none can be divided. */
  readonly take: (leaves: readonly GrowingLeaf[]) => GrowingLeaf | null;
}

interface Entry {
  readonly leaf: GrowingLeaf;
  readonly candidate: Candidate;
}

/**
 * A heap by gain, of equal gains by the number of the leaf; with `byDepth` by depth before. Entries that have been overtaken are
 * passed over when they come up. Cost O(log leaves) each.
 */
export function createLeafQueue(byDepth: boolean): LeafQueue {
  const heap: Entry[] = [];
  const isBefore = (a: Entry, b: Entry): boolean => {
    if (byDepth && a.leaf.depth !== b.leaf.depth) return a.leaf.depth < b.leaf.depth;
    if (a.candidate.gain !== b.candidate.gain) return a.candidate.gain > b.candidate.gain;
    return a.leaf.number < b.leaf.number;
  };
  const pop = (): Entry | undefined => {
    const [first] = heap;
    const last = heap.pop();
    if (heap.length > 0 && last !== undefined) sink(heap, last, isBefore);
    return first;
  };
  return {
    push: (leaf) => {
      if (leaf.candidate !== null) rise(heap, { leaf, candidate: leaf.candidate }, isBefore);
    },
    take: (leaves) => {
      for (let entry = pop(); entry !== undefined; entry = pop()) {
        if (entry.leaf.candidate === entry.candidate && leaves[entry.leaf.number] === entry.leaf) return entry.leaf;
      }
      return null;
    },
  };
}

type Before = (a: Entry, b: Entry) => boolean;

function rise(heap: Entry[], entry: Entry, isBefore: Before): void {
  let at = heap.push(entry) - 1;
  for (let above = (at - 1) >> 1; at > 0 && isBefore(entry, heap[above]); above = (at - 1) >> 1) {
    heap[at] = heap[above];
    at = above;
  }
  heap[at] = entry;
}

/** Puts an entry in the place of the first. */
function sink(heap: Entry[], entry: Entry, isBefore: Before): void {
  let at = 0;
  for (let below = 1; below < heap.length; below = 2 * at + 1) {
    if (below + 1 < heap.length && isBefore(heap[below + 1], heap[below])) below++;
    if (!isBefore(heap[below], entry)) break;
    heap[at] = heap[below];
    at = below;
  }
  heap[at] = entry;
}
