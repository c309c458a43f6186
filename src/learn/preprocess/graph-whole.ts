import type { GraphBuilder } from "../../onnx/index.js";

/** Arithmetic of 64-bit integers in a graph; constants are JavaScript numbers. */
export interface Whole {
  readonly plus: (a: string, b: number) => string;
  readonly times: (a: string, b: number) => string;
  readonly sum: (a: string, b: string) => string;
  readonly minus: (a: string, b: string) => string;
  /** From 0 to b − 1, also for negative a; b > 0. */
  readonly mod: (a: string, b: number) => string;
  /** Rounded down, also for negative a; b > 0. */
  readonly floorDiv: (a: string, b: number) => string;
}

/** Whole-number arithmetic on values of `graph`. */
export function wholeNumbers(graph: GraphBuilder): Whole {
  const sum = (a: string, b: string): string => graph.node("Add", [a, b]);
  const minus = (a: string, b: string): string => graph.node("Sub", [a, b]);
  const mod = (a: string, b: number): string => graph.node("Mod", [a, graph.int64s([b])]);
  return {
    sum,
    minus,
    mod,
    plus: (a, b) => sum(a, graph.int64s([b])),
    times: (a, b) => graph.node("Mul", [a, graph.int64s([b])]),
    // The runtime's division rounds towards 0, and its Mod takes the sign of the divisor.
    floorDiv: (a, b) => graph.node("Div", [minus(a, mod(a, b)), graph.int64s([b])]),
  };
}
