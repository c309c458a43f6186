import { fillHistogram } from "./fill-histogram.js";
import type { GrowingLeaf } from "./leaf.js";
import { weighCategories } from "./leaf-weight.js";
import type { Slot } from "./slots.js";
import type { Workshop } from "./workshop.js";

/**
 * A slot for `leaf`, taken from another one where none is free: from the leaf whose division gains least, as it is the likeliest
 * not to be divided. Its histograms are made again should it be.
 */
export function slotFor(workshop: Workshop, leaf: GrowingLeaf): Slot {
  const free = workshop.pool.take();
  if (free !== undefined) return free;
  let poorest: GrowingLeaf | null = null;
  for (const other of workshop.holders) {
    if (other === leaf) continue;
    if (poorest === null || (other.candidate?.gain ?? 0) < (poorest.candidate?.gain ?? 0)) poorest = other;
  }
  if (poorest === null) throw new Error("no histogram slot is free");
  const slot = poorest.slot as Slot;
  poorest.slot = null;
  workshop.holders.delete(poorest);
  return slot;
}

/** Gives the leaf's slot back. */
export function releaseSlot(workshop: Workshop, leaf: GrowingLeaf): void {
  if (leaf.slot !== null) workshop.pool.give(leaf.slot);
  leaf.slot = null;
  workshop.holders.delete(leaf);
}

/** The slot of a leaf that was divided becomes that of `child`. */
export function inheritSlot(workshop: Workshop, parent: GrowingLeaf, child: GrowingLeaf): void {
  child.slot = parent.slot;
  workshop.holders.delete(parent);
  if (child.slot !== null) workshop.holders.add(child);
}

/** The leaf's histograms from its rows, in a slot that is newly its own. */
export function makeHistograms(workshop: Workshop, leaf: GrowingLeaf, slot: Slot): void {
  leaf.slot = slot;
  workshop.holders.add(leaf);
  fillHistogram(workshop, slot.histograms, leaf.from, leaf.to);
  weighCategories(workshop, leaf);
}
