import type { Frame, FrameColumn, Target } from "../../learn/index.js";

/** The same values in memory that threads share instead of copying. */
export function sharedArray<A extends Float64Array | Int32Array>(values: A): A {
  const buffer = new SharedArrayBuffer(values.byteLength);
  const Type = values.constructor as new (buffer: SharedArrayBuffer) => A;
  const shared = new Type(buffer);
  shared.set(values as never);
  return shared;
}

/** The frame with its numbers and codes in shared memory; texts are copied to each thread. */
export function sharedFrame(frame: Frame): Frame {
  return {
    ...frame,
    columns: frame.columns.map((column): FrameColumn => {
      if (column.kind === "text") return column;
      if (column.kind === "category") return { ...column, codes: sharedArray(column.codes) };
      return { ...column, values: sharedArray(column.values) };
    }),
  };
}

/** The target in shared memory. */
export function sharedTarget(target: Target): Target {
  if (target.kind === "class") return { ...target, codes: sharedArray(target.codes) };
  if (target.kind === "number") return { ...target, values: sharedArray(target.values) };
  return { ...target, values: sharedArray(target.values), queries: sharedArray(target.queries) };
}
