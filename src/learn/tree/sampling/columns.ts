import type { Random } from "../../../core/index.js";
import { drawAscending, shareOf } from "./draw.js";

/**
 * max(1, round(fraction·F)) of the F `columns`, in their order, each choice equally likely. All of them, and no chance used, at 1.
 * For each tree draw with `random.split("columns").split(String(tree))`, for each node of it again from the tree's columns.
 */
export function drawColumns(columns: Int32Array, fraction: number, random: Random): Int32Array {
  const wanted = shareOf(columns.length, fraction);
  if (columns.length === 0 || wanted === columns.length) return columns;
  return drawAscending(wanted, columns.length, random).map((at) => columns[at]);
}
