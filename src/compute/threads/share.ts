import type { FoldData, Frame, FrameColumn, Target } from "../../learn/index.js";

/** The data in memory that threads share; what lies there already is not copied, and texts are copied to each thread. */
export function sharedData({ frame, target, weights }: FoldData): FoldData {
  return {
    frame: sharedFrame(frame),
    target: sharedTarget(target),
    ...(weights === undefined ? {} : { weights: sharedArray(weights) }),
  };
}

function sharedArray<A extends Float64Array | Int32Array>(values: A): A {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const Type = values.constructor as new (buffer: SharedArrayBuffer) => A;
  const shared = new Type(new SharedArrayBuffer(values.byteLength));
  shared.set(values as never);
  return shared;
}

function sharedFrame(frame: Frame): Frame {
  return {
    ...frame,
    columns: frame.columns.map((column): FrameColumn => {
      if (column.kind === "text") return column;
      if (column.kind === "category") return { ...column, codes: sharedArray(column.codes) };
      return { ...column, values: sharedArray(column.values) };
    }),
  };
}

function sharedTarget(target: Target): Target {
  if (target.kind === "class") return { ...target, codes: sharedArray(target.codes) };
  if (target.kind === "number") return { ...target, values: sharedArray(target.values) };
  return { ...target, values: sharedArray(target.values), queries: sharedArray(target.queries) };
}
