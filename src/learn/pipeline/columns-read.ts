import type { Learner } from "../estimator.js";
import type { ModelColumn } from "../model-column.js";
import type { StepState } from "../step.js";
import { type Frame, type FrameColumn, selectRows } from "../table.js";
import { applySteps } from "./fit-steps.js";

/**
 * The columns of `frame` that the steps read, or that reach an estimator which reads `wanted`, in the order of the frame. Found by
 * watching what is read while the steps are applied to the first row.
 */
export function columnsRead(
  states: readonly StepState[],
  wanted: readonly ModelColumn[],
  frame: Frame,
  learner: Learner,
): ModelColumn[] {
  const read = new Set<string>();
  const watched = watching(selectRows(frame, Int32Array.of(0)), (name) => read.add(name));
  const result = applySteps(states, watched, learner);
  const wantedNames = new Set(wanted.map(({ name }) => name));
  result.columns.forEach((column, i) => {
    // A column that a step made under the name of a raw one is another object.
    const at = watched.columns.indexOf(column);
    if (at >= 0 && wantedNames.has(result.names[i])) read.add(watched.names[at]);
  });
  return frame.columns.flatMap((column, i): ModelColumn[] => {
    const name = frame.names[i];
    if (!read.has(name)) return [];
    return [
      column.kind === "category"
        ? { name, kind: "category", categories: [...column.categories] }
        : { name, kind: column.kind },
    ];
  });
}

/** `frame` with columns that tell when their values are asked for. */
function watching(frame: Frame, tell: (name: string) => void): Frame {
  const columns = frame.columns.map((column, i): FrameColumn => {
    const name = frame.names[i];
    if (column.kind === "category") {
      return {
        kind: "category",
        categories: column.categories,
        get codes() {
          tell(name);
          return column.codes;
        },
      };
    }
    const watched = {
      kind: column.kind,
      get values() {
        tell(name);
        return column.values;
      },
    };
    return watched as FrameColumn;
  });
  return { rows: frame.rows, names: frame.names, columns };
}
