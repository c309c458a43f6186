import type { Random } from "../../../core/index.js";
import type { GbdtConfig } from "../gbdt-config.js";
import { drawAscending, shareOf } from "./draw.js";

/**
 * The rows that round `round` (from 0) is grown on, ascending: max(1, round(rowFraction·n)) of n without replacement, drawn anew
 * every `rowFractionEvery` rounds; null = all. The draw depends on the seed and the round alone.
 */
export function rowsOfRound(
  config: Pick<GbdtConfig, "rowFraction" | "rowFractionEvery">,
  rows: number,
  round: number,
  random: Random,
): Int32Array | null {
  const wanted = shareOf(rows, config.rowFraction);
  if (wanted >= rows) return null;
  const draw = Math.floor(round / config.rowFractionEvery);
  return drawAscending(wanted, rows, random.split("rows").split(String(draw)));
}
