import type { Random } from "../../../core/index.js";
import { drawColumns } from "../sampling/index.js";
import type { Workshop } from "./workshop.js";

/** What one tree may use. */
export interface TreeDraw {
  /** Features drawn for the tree. */
  readonly features: Int32Array;
  /** Chance for its nodes. */
  readonly random: Random;
}

/**
 * Writes 1 for each feature that a leaf may be divided by: drawn for the tree, allowed next to the others on its branch, drawn again
 * for this leaf, and able to divide the leaf above.
 */
export function flagFeatures(
  workshop: Workshop,
  draw: TreeDraw,
  leaf: { readonly branch: ReadonlySet<number>; readonly parentSplittable: Uint8Array | null; readonly node: string },
  flags: Uint8Array,
): void {
  flags.fill(0);
  const { groups } = workshop;
  const allowed =
    groups === null ? draw.features : draw.features.filter((feature) => isAllowed(groups, leaf.branch, feature));
  const { columnFractionByNode } = workshop.config;
  const drawn =
    columnFractionByNode < 1 && allowed.length > 0
      ? drawColumns(allowed, columnFractionByNode, draw.random.split(leaf.node))
      : allowed;
  for (const feature of drawn) flags[feature] = leaf.parentSplittable?.[feature] ?? 1;
}

function isAllowed(groups: NonNullable<Workshop["groups"]>, branch: ReadonlySet<number>, feature: number): boolean {
  return groups.some((group) => group.has(feature) && [...branch].every((used) => group.has(used)));
}
