import { GyreError, nearestName } from "../../core/index.js";
import type { Rule } from "../check-config.js";
import type { StepConfig } from "../step.js";
import type { Frame, FrameColumn } from "../table.js";

const KINDS: readonly string[] = ["number", "category", "time", "text"];

/** The rule of a step's `columns`: names, at least one and none twice, or a kind. */
export const columnChoiceRule: Rule = {
  accepts: (value) =>
    Array.isArray(value)
      ? value.length > 0 && value.every((name) => typeof name === "string") && new Set(value).size === value.length
      : KINDS.includes(value as string),
  expected: "different column names, or a kind of column",
};

/**
 * The names of the columns that a step works on, in the order of its choice or of the frame. Without a choice, or with that of a
 * kind, there may be none. Throws `learn.bad_table` for a chosen column that is not there or of a kind that is not among `kinds`.
 */
export function chosenColumns(config: StepConfig, frame: Frame, kinds: readonly FrameColumn["kind"][]): string[] {
  const { columns } = config;
  if (columns === undefined || typeof columns === "string") {
    const wanted = typeof columns === "string" ? [columns] : kinds;
    const refused = wanted.find((kind) => !kinds.includes(kind));
    if (refused !== undefined) {
      throw new GyreError(
        "learn.bad_config",
        `${config.kind} works on ${kinds.join(" or ")} columns, not on ${refused} columns`,
      );
    }
    return frame.names.filter((_, i) => wanted.includes(frame.columns[i].kind));
  }
  for (const name of columns) {
    const { kind } = columnNamed(frame, name, config.kind);
    if (!kinds.includes(kind)) throw wrongKind(config.kind, name, kind, kinds);
  }
  return [...columns];
}

/** The number column `name`, missing = NaN. Throws `learn.bad_table` when the frame has none; `step` is who asks. */
export function numbersOf(frame: Frame, name: string, step: string): Float64Array {
  const column = columnNamed(frame, name, step);
  if (column.kind !== "number") throw wrongKind(step, name, column.kind, ["number"]);
  return column.values;
}

/** The category column `name`; throws as {@link numbersOf} does. */
export function categoryOf(frame: Frame, name: string, step: string): FrameColumn & { readonly kind: "category" } {
  const column = columnNamed(frame, name, step);
  if (column.kind !== "category") throw wrongKind(step, name, column.kind, ["category"]);
  return column;
}

/** The column of moments `name`, ms since epoch; throws as {@link numbersOf} does. */
export function momentsOf(frame: Frame, name: string, step: string): Float64Array {
  const column = columnNamed(frame, name, step);
  if (column.kind !== "time") throw wrongKind(step, name, column.kind, ["time"]);
  return column.values;
}

/** The column `name` of whatever kind; throws `learn.bad_table` when there is none. */
export function columnNamed(frame: Frame, name: string, step: string): FrameColumn {
  const at = frame.names.indexOf(name);
  if (at >= 0) return frame.columns[at];
  const near = nearestName(name, frame.names);
  throw new GyreError("learn.bad_table", `${step} needs a column "${name}", which the table does not have`, {
    hint: near === undefined ? `The table has ${frame.names.join(", ")}.` : `Did you mean "${near}"?`,
    details: { column: name },
  });
}

function wrongKind(step: string, name: string, kind: string, kinds: readonly string[]): GyreError {
  return new GyreError(
    "learn.bad_table",
    `column "${name}" is a ${kind}, ${step} works on ${kinds.join(" or ")} columns`,
    {
      details: { column: name },
    },
  );
}
