import * as ort from "onnxruntime-node";
import { expect } from "vitest";
import { decodeJson, encodeJson } from "../../src/core/index.js";
import type { Learner } from "../../src/learn/estimator.js";
import { inputBlocks } from "../../src/learn/export/blocks.js";
import { missingCategory } from "../../src/learn/export/category-codes.js";
import type { ModelColumn } from "../../src/learn/model-column.js";
import type { Step, StepConfig, StepState } from "../../src/learn/step.js";
import type { Frame, FrameColumn } from "../../src/learn/table.js";
import { encodeModel, graphBuilder } from "../../src/onnx/index.js";

/** For steps that ask no estimator. */
export const noLearner: Learner = {
  fit: () => expect.unreachable(),
  predict: () => expect.unreachable(),
  addToGraph: () => expect.unreachable(),
  importance: () => expect.unreachable(),
  learns: () => [],
};

/** What ONNX Runtime, with one thread, computes for `frame` of a step fitted on a frame with the columns of `training`: by column. */
export async function runStep<C extends StepConfig, S extends StepState>(
  step: Step<C, S>,
  state: S,
  { training, frame }: { readonly training: Frame; readonly frame: Frame },
): Promise<Map<string, readonly (number | string)[]>> {
  const columns = modelColumns(training);
  const { names, bytes } = stepModel(step, state, columns);
  const session = await ort.InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const feeds = columns.map((column) => [column.name, tensorOf(frame, column)] as const);
  const outputs = await session.run(Object.fromEntries(feeds));
  await session.release();
  const found = new Map<string, readonly (number | string)[]>();
  names.forEach((block, b) => {
    const { data, dims } = outputs[`out${b}`]!;
    expect(dims).toEqual([frame.rows, block.length]);
    block.forEach((name, c) => {
      if (name === null) return;
      const values = Array.from({ length: frame.rows }, (_, row) => data[row * block.length + c] as number | string);
      found.set(name, values);
    });
  });
  return found;
}

function stepModel<C extends StepConfig, S extends StepState>(step: Step<C, S>, state: S, columns: ModelColumn[]) {
  const graph = graphBuilder(
    "step",
    columns.map(({ name }) => name),
  );
  const restored = decodeJson(encodeJson(state)) as S;
  const { blocks } = step.addToGraph(restored, inputBlocks(graph, columns), noLearner);
  const names = blocks.map((block, b) => {
    graph.node("Identity", [block.value], { output: `out${b}` });
    const width = block.kind === "number" ? block.names.length : 1;
    const isNumber = block.kind === "number" || block.kind === "time";
    graph.output(`out${b}`, isNumber ? "double" : "string", ["n", width]);
    return block.kind === "number" ? block.names : [block.name];
  });
  const opsets = [
    { domain: "", version: 21 },
    { domain: "ai.onnx.ml", version: 5 },
    { domain: "com.microsoft", version: 1 },
  ];
  const about = { producerName: "test", producerVersion: "", domain: "", modelVersion: 0, metadata: {} };
  return { names, bytes: encodeModel({ irVersion: 10, opsets, ...about, graph: graph.build() }) };
}

function modelColumns(frame: Frame): ModelColumn[] {
  return frame.columns.map((column, i) => {
    const name = frame.names[i]!;
    return column.kind === "category"
      ? { name, kind: "category", categories: column.categories }
      : { name, kind: column.kind };
  });
}

function tensorOf(frame: Frame, expected: ModelColumn): ort.Tensor {
  const column = frame.columns[frame.names.indexOf(expected.name)]!;
  const shape = [frame.rows, 1];
  if (column.kind === "number" || column.kind === "time") return new ort.Tensor("float64", column.values, shape);
  if (column.kind === "text")
    return new ort.Tensor(
      "string",
      column.values.map((value) => value ?? ""),
      shape,
    );
  const missing = missingCategory(expected.kind === "category" ? expected.categories : []);
  const cells = Array.from(column.codes, (code) => (code < 0 ? missing : column.categories[code]!));
  return new ort.Tensor("string", cells, shape);
}

/** The cells of a column, a missing category or text as null. */
export function cellsOf(column: FrameColumn): (number | string | null)[] {
  if (column.kind === "category") return Array.from(column.codes, (code) => column.categories[code] ?? null);
  return Array.from(column.values as ArrayLike<number | string | null>);
}

/**
 * Expects that the graph of `state` computes what `apply` gives for `frame`: the same numbers to `tolerance` of themselves (0 = the
 * same bits), NaN and infinities at the same places, and that `apply` gives the same for a state that went through JSON.
 */
export async function expectSameInGraph<C extends StepConfig, S extends StepState>(
  step: Step<C, S>,
  state: S,
  frames: { readonly training: Frame; readonly frame: Frame },
  tolerance = 1e-12,
): Promise<void> {
  const expected = step.apply(decodeJson(encodeJson(state)) as S, frames.frame, noLearner);
  expect(expected).toEqual(step.apply(state, frames.frame, noLearner));
  const found = await runStep(step, state, frames);
  expect([...found.keys()].sort()).toEqual([...expected.names].sort());
  expected.names.forEach((name, i) => {
    const column = expected.columns[i]!;
    if (column.kind !== "number") return;
    const values = found.get(name)! as number[];
    column.values.forEach((value, row) => {
      const same =
        Object.is(value + 0, values[row]! + 0) || Math.abs(value - values[row]!) <= tolerance * Math.abs(value);
      if (!same) expect({ name, row, value: values[row] }).toEqual({ name, row, value });
    });
  });
}
