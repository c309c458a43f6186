import { GyreError } from "../../core/index.js";
import type { Target } from "../target.js";

/** Refuses a class code outside its dictionary. Throws `learn.bad_table` naming the row. */
export function checkClassCodes(target: Target): void {
  if (target.kind !== "class") return;
  const known = target.classes.length;
  const row = target.codes.findIndex((code) => !(code >= 0 && code < known));
  if (row < 0) return;
  throw new GyreError(
    "learn.bad_table",
    `the class of row ${row} is the code ${target.codes[row]}, expected 0 … ${known - 1}`,
    { details: { row } },
  );
}
