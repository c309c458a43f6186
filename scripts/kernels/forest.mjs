// Growing forests: rows grouped by their bins, cuts between the groups judged, rows divided, and values sorted into bins.
// Called by src/learn/forest/engine/kernels.ts, which says what each function does.
import { cutFunctions } from "./forest/cuts.mjs";
import { groupFunctions } from "./forest/groups.mjs";
import { rowFunctions } from "./forest/rows.mjs";
import { valueFunctions } from "./forest/values.mjs";

export function wat() {
  return `(module (import "env" "memory" (memory 1 65536))
${[groupFunctions(), cutFunctions(), rowFunctions(), valueFunctions()].join("\n")})`;
}
