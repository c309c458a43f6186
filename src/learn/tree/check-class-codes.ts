import { GyreError } from "../../core/index.js";
import type { Target } from "../target.js";

/** Refuses a class code outside its dictionary. Throws `learn.bad_table` naming the row. */
export function checkClassCodes(target: Target): void {
  if (target.kind !== "class") return;
  const known = target.classes.length;
  const { codes } = target;
  let row = 0;
  while (row < codes.length && codes[row] >= 0 && codes[row] < known) row++;
  if (row === codes.length) return;
  throw new GyreError(
    "learn.bad_table",
    `the class of row ${row} is the code ${codes[row]}, expected 0 … ${known - 1}`,
    { details: { row } },
  );
}
