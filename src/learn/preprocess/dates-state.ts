import type { DatePart } from "./calendar.js";
import type { CyclicPart } from "./cycles.js";

/** Nothing is learned but the columns. */
export interface DatesState {
  readonly kind: "dates";
  readonly columns: readonly string[];
  readonly parts: readonly DatePart[];
  readonly cyclic: readonly CyclicPart[];
  readonly offsetMinutes: number;
  readonly sinceMs?: number;
}
