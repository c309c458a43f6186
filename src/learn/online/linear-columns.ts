import { GyreError, nearestName } from "../../core/index.js";
import type { Column, Table } from "../table.js";
import type { OnlineColumn, OnlineLinearState } from "./linear-state.js";
import type { SparseRow } from "./linear-update.js";

/** A column of a batch next to what is remembered of it, which changes row by row. */
export type LearningColumn =
  | {
      readonly name: string;
      readonly kind: "number";
      readonly slot: number;
      readonly values: Float64Array;
      total: number;
      mean: number;
      squares: number;
    }
  | {
      readonly name: string;
      readonly kind: "category";
      readonly codes: Int32Array;
      readonly batchCategories: readonly string[];
      /** The slot of each code of the batch, −1 for one never seen. */
      readonly slotOf: Int32Array;
      readonly categories: string[];
      readonly slots: number[];
    };

/** The columns of a batch that the state reads, or all of them where it has seen none. Throws `learn.bad_table` for one that is missing, of another kind or infinite. */
export function learningColumns(state: OnlineLinearState, table: Table): { columns: LearningColumn[]; slots: number } {
  let { slots } = state;
  if (state.columns.length === 0) {
    const columns = table.columns.map((column, i) =>
      learning(fresh(table.names[i], column, column.kind === "number" ? slots++ : -1), column),
    );
    return { columns, slots };
  }
  const columns = state.columns.map((known) => {
    const at = table.names.indexOf(known.name);
    if (at < 0) {
      const near = nearestName(known.name, table.names);
      throw new GyreError(
        "learn.bad_table",
        `the model needs a column "${known.name}", which the table does not have`,
        {
          details: { column: known.name },
          ...(near !== undefined && { hint: `Did you mean "${near}"?` }),
        },
      );
    }
    return learning(known, table.columns[at]);
  });
  return { columns, slots };
}

function fresh(name: string, column: Column, slot: number): OnlineColumn {
  if (column.kind === "category") return { name, kind: "category", categories: [], slots: [] };
  return { name, kind: "number", slot, total: 0, mean: 0, squares: 0 };
}

function learning(known: OnlineColumn, column: Column): LearningColumn {
  if (known.kind === "number" && column.kind === "number") {
    checkFinite(known.name, column.values);
    return { ...known, values: column.values };
  }
  if (known.kind === "category" && column.kind === "category") {
    const placeOf = new Map(known.categories.map((category, k) => [category, known.slots[k]]));
    return {
      ...{ name: known.name, kind: "category", codes: column.codes, batchCategories: column.categories },
      slotOf: Int32Array.from(column.categories, (category) => placeOf.get(category) ?? -1),
      categories: [...known.categories],
      slots: [...known.slots],
    };
  }
  throw new GyreError("learn.bad_table", `column "${known.name}" is a ${column.kind}, it was a ${known.kind} before`, {
    details: { column: known.name },
  });
}

function checkFinite(name: string, values: Float64Array): void {
  const row = values.findIndex((value) => Math.abs(value) > 1e150);
  if (row < 0) return;
  throw new GyreError("learn.bad_table", `column "${name}" is ${values[row]} in row ${row}, too large to learn from`, {
    hint: "Make it missing (NaN), or divide the column by a constant.",
    details: { column: name, row },
  });
}

/** Gives a slot to each category that a row of weight above 0 has for the first time, row by row. */
export function admitCategories(columns: readonly LearningColumn[], weights: Float64Array, slots: number): number {
  let next = slots;
  for (let row = 0; row < weights.length; row++) {
    if (weights[row] === 0) continue;
    for (const column of columns) {
      if (column.kind === "number") continue;
      const code = column.codes[row];
      if (code < 0 || column.slotOf[code] >= 0) continue;
      column.slotOf[code] = next;
      column.categories.push(column.batchCategories[code]);
      column.slots.push(next++);
    }
  }
  return next;
}

/** What was seen of the numbers grows by a row of the given weight (West, 1979). */
export function observe(columns: readonly LearningColumn[], row: number, weight: number): void {
  for (const column of columns) {
    if (column.kind !== "number" || Number.isNaN(column.values[row])) continue;
    const difference = column.values[row] - column.mean;
    column.total += weight;
    column.mean += (weight / column.total) * difference;
    column.squares += weight * difference * (column.values[row] - column.mean);
  }
}

/** The row's numbers by slot: a missing number or category, and a number without any spread, adds nothing. */
export function readRow(columns: readonly LearningColumn[], row: number, standardize: boolean, into: SparseRow): void {
  into.slots[0] = 0;
  into.values[0] = 1;
  into.count = 1;
  for (const column of columns) {
    const slot = column.kind === "number" ? column.slot : column.codes[row] < 0 ? -1 : column.slotOf[column.codes[row]];
    const value = column.kind === "number" ? numberOf(column, row, standardize) : 1;
    if (slot < 0 || value === 0 || Number.isNaN(value)) continue;
    into.slots[into.count] = slot;
    into.values[into.count++] = value;
  }
}

function numberOf(column: LearningColumn & { kind: "number" }, row: number, standardize: boolean): number {
  if (!standardize) return column.values[row];
  const spread = Math.sqrt(column.squares / column.total);
  return spread > 1e-13 * Math.abs(column.mean) ? (column.values[row] - column.mean) / spread : 0;
}

/** What is remembered of the columns after a batch. */
export function remembered(columns: readonly LearningColumn[]): OnlineColumn[] {
  return columns.map((column) => {
    const { name } = column;
    if (column.kind === "category") {
      return { name, kind: "category", categories: column.categories, slots: column.slots };
    }
    const { slot, total, mean, squares } = column;
    return { name, kind: "number", slot, total, mean, squares };
  });
}
