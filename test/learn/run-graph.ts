import * as ort from "onnxruntime-node";
import type { AnyModel, Learner } from "../../src/learn/estimator.js";
import { type BlockGraph, inputBlocks } from "../../src/learn/export/blocks.js";
import { missingCategory } from "../../src/learn/index.js";
import type { ModelColumn } from "../../src/learn/model-column.js";
import type { Prediction } from "../../src/learn/prediction.js";
import type { Frame } from "../../src/learn/table.js";
import { encodeModel, graphBuilder } from "../../src/onnx/index.js";

/** What a graph says; `score` where it has one. */
export type Ran = Prediction & { readonly score?: Float64Array };

/** What ONNX Runtime, with one thread, makes of `frame` by the exported `model`. */
export async function runModel(learner: Learner, model: AnyModel, frame: Frame): Promise<Ran> {
  return (await runFrames(learner, model, [frame]))[0];
}

/** The same of several frames. */
export async function runFrames(learner: Learner, model: AnyModel, frames: readonly Frame[]): Promise<Ran[]> {
  const graph = graphBuilder("test", [...model.columns.map(({ name }) => name), "said", "score"]);
  const said = learner.addToGraph(model, inputBlocks(graph, model.columns));
  graph.node("Identity", [said.kind === "class" ? said.probabilities : said.values], { output: "said" });
  graph.output("said", "double", ["n", "k"]);
  const hasScore = said.kind === "class" && said.score !== undefined;
  if (hasScore) {
    graph.node("Identity", [said.score], { output: "score" });
    graph.output("score", "double", ["n", 1]);
  }
  const feeds = frames.map((frame) => feedsOf(model.columns, frame));
  return (await runFile(graph.build(), feeds)).map((outputs): Ran => {
    if (said.kind === "number") return { kind: "number", values: outputs.said };
    const { said: probabilities, score } = outputs;
    return { kind: "class", classes: said.classes, probabilities, ...(hasScore && { score }) };
  });
}

/** The (n, 1) doubles that `write` makes of the (n, 1) doubles `x`. */
export async function runFunction(x: readonly number[], write: (target: BlockGraph) => string): Promise<Float64Array> {
  const graph = graphBuilder("test", ["x", "said"]);
  graph.node("Identity", [write(inputBlocks(graph, [{ name: "x", kind: "number" }]))], { output: "said" });
  graph.output("said", "double", ["n", 1]);
  const feeds = { x: new ort.Tensor("float64", Float64Array.from(x), [x.length, 1]) };
  return (await runFile(graph.build(), [feeds]))[0].said;
}

async function runFile(
  graph: ReturnType<ReturnType<typeof graphBuilder>["build"]>,
  feeds: readonly Record<string, ort.Tensor>[],
): Promise<Record<string, Float64Array>[]> {
  const opsets = [
    { domain: "", version: 21 },
    { domain: "ai.onnx.ml", version: 5 },
    { domain: "com.microsoft", version: 1 },
  ];
  const head = { irVersion: 10, opsets, producerName: "gyre", producerVersion: "", domain: "", modelVersion: 0 };
  const one = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
  const session = await ort.InferenceSession.create(encodeModel({ ...head, metadata: {}, graph }), one);
  const all: Record<string, Float64Array>[] = [];
  for (const feed of feeds) {
    const given = Object.fromEntries(Object.entries(feed).filter(([name]) => session.inputNames.includes(name)));
    const outputs = await session.run(given);
    all.push(
      Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, (data as Float64Array).slice()])),
    );
  }
  await session.release();
  return all;
}

function feedsOf(columns: readonly ModelColumn[], frame: Frame): Record<string, ort.Tensor> {
  return Object.fromEntries(
    columns.map((wanted) => {
      const column = frame.columns[frame.names.indexOf(wanted.name)];
      const shape = [frame.rows, 1];
      if (column.kind === "number" || column.kind === "time") {
        return [wanted.name, new ort.Tensor("float64", column.values, shape)];
      }
      if (column.kind === "text") {
        return [
          wanted.name,
          new ort.Tensor(
            "string",
            column.values.map((text) => text ?? ""),
            shape,
          ),
        ];
      }
      const missing = missingCategory(wanted.kind === "category" ? wanted.categories : []);
      const texts = Array.from(column.codes, (code) => (code < 0 ? missing : column.categories[code]));
      return [wanted.name, new ort.Tensor("string", texts, shape)];
    }),
  );
}
