import { GyreError, nearestName } from "../../core/index.js";
import { refuseIneffective } from "../check-config.js";
import type { TableModelColumn } from "../model-column.js";
import type { GbdtConfig } from "./gbdt-config.js";

/** The constraints of a configuration by the positions of the columns. */
export interface Constraints {
  /** 1, −1 or 0 for each column; absent when no column is monotone. */
  readonly monotone?: Int8Array;
  /** Columns that a branch may use together; absent = any. */
  readonly interactions?: readonly (readonly number[])[];
}

/**
 * Finds the columns that `monotone` and `interactions` name. Throws `learn.bad_config` for a name that `columns` do not have, a
 * monotone category, and a list of all columns, which would allow everything.
 */
export function constraintsOf(config: GbdtConfig, columns: readonly TableModelColumn[]): Constraints {
  const { monotone, interactions } = config;
  return {
    ...(monotone && { monotone: signsOf(monotone, columns) }),
    ...(interactions && { interactions: interactions.map((names) => groupOf(names, columns)) }),
  };
}

function signsOf(monotone: Readonly<Record<string, 1 | -1>>, columns: readonly TableModelColumn[]): Int8Array {
  const signs = new Int8Array(columns.length);
  for (const [name, sign] of Object.entries(monotone)) {
    const at = positionOf(name, columns, "monotone");
    if (columns[at].kind === "category") {
      throw new GyreError("learn.bad_config", `gbdt: monotone has "${name}", a category, which has no order`, {
        hint: "Encode it as a number, or leave it out of monotone.",
        details: { name: "monotone", column: name },
      });
    }
    signs[at] = sign;
  }
  return signs;
}

function groupOf(names: readonly string[], columns: readonly TableModelColumn[]): number[] {
  const group = new Set(names.map((name) => positionOf(name, columns, "interactions")));
  refuseIneffective("gbdt", group.size === columns.length, "interactions", "one of the lists has all columns");
  return [...group].sort((a, b) => a - b);
}

function positionOf(name: string, columns: readonly TableModelColumn[], option: string): number {
  const at = columns.findIndex((column) => column.name === name);
  if (at >= 0) return at;
  const names = columns.map((column) => column.name);
  const near = nearestName(name, names);
  throw new GyreError("learn.bad_config", `gbdt: ${option} has the column "${name}", which the table does not have`, {
    hint: near === undefined ? `The table has ${names.join(", ")}.` : `Did you mean "${near}"?`,
    details: { name: option, column: name },
  });
}
