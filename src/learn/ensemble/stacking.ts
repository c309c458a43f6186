import type { AnyModel, Estimator, GraphPrediction, Learner } from "../estimator.js";
import type { Block, BlockGraph } from "../export/blocks.js";
import type { FitOptions } from "../fit-options.js";
import { countedRows } from "../row-weights.js";
import type { Frame, FrameColumn } from "../table.js";
import type { Target } from "../target.js";
import { classesOf } from "./average.js";
import { type StackingConfig, stacking } from "./config.js";
import { innerFolds, type WeightedRows } from "./inner-folds.js";
import { memberColumns, memberImportance } from "./member-columns.js";
import { columnAt, graphAnswers } from "./member-graph.js";
import type { StackingModel } from "./model.js";
import { inRows } from "./original-rows.js";
import {
  answersOf,
  fitWeighted,
  gathered,
  heldOutAnswers,
  type InnerOptions,
  selectWeighted,
  widthOf,
} from "./out-of-fold.js";
import { innerOptions, weightedRows } from "./training-rows.js";

/** A final estimator over what others say of rows that they have not seen. */
export const stackingEstimator: Estimator<StackingConfig, StackingModel> = {
  kind: "stacking",
  learns: ({ estimators, final }, learner) =>
    (["class", "number"] as const).filter((kind) =>
      [...estimators, final].every((one) => learner.learns(one).includes(kind)),
    ),
  fit: fitStacking,
  predict: (model, frame, learner) => {
    const said = model.members.map((member) => answersOf(learner.predict(member, frame), model.classes));
    return learner.predict(model.final, answersFrame(model, said, frame));
  },
  addToGraph: addStackingToGraph,
  importance: stackingImportance,
};

function fitStacking(
  given: StackingConfig,
  frame: Frame,
  target: Target,
  options: FitOptions,
  learner: Learner,
): StackingModel {
  const config = stacking(given);
  const classes = classesOf("stacking", target);
  const data = weightedRows(frame, target, options);
  const inner = innerOptions(options);
  const shape = {
    ...classes,
    passThrough: config.passThrough,
    answers: answerNames(config.estimators.length, classes.classes, frame.names),
  };
  const said = stackedAnswers(config, data, inner, learner);
  const all = { ...data, frame: answersFrame(shape, said, frame) };
  const rows = countedRows(data.weights);
  const own = { ...inner, random: inner.random.split("final") };
  const final = inRows(rows, () => fitWeighted(learner, config.final, selectWeighted(all, rows), own));
  const members = config.estimators.map((estimator, m) =>
    fitWeighted(learner, estimator, data, { ...inner, random: inner.random.split(`member ${m}`) }),
  );
  return { kind: "stacking", columns: columnsRead(members, final, shape.answers), members, final, ...shape };
}

/** What models that have not seen a row say of it, (n, K) for each estimator; 0 for rows of weight 0. All share the same folds. */
export function stackedAnswers(
  config: StackingConfig,
  data: WeightedRows,
  inner: InnerOptions,
  learner: Learner,
): Float64Array[] {
  const foldOf = innerFolds(data, config.folds, inner.random.split("folds"));
  return config.estimators.map((estimator, m) => {
    const random = inner.random.split(`folds of member ${m}`);
    const parts = heldOutAnswers(learner, estimator, { ...data, foldOf }, { ...inner, random });
    return gathered(parts, data.weights.length, widthOf(data.target));
  });
}

/** Which columns hold a member's answers: one for numbers and for two classes (the second's), else one for each class. */
function answerNames(members: number, classes: readonly string[] | undefined, taken: readonly string[]): string[][] {
  let stem = "member";
  while (taken.some((name) => name.startsWith(`${stem} `))) stem = `_${stem}`;
  const named = classes !== undefined && classes.length > 2 ? classes.map((name) => `: ${name}`) : [""];
  return Array.from({ length: members }, (_, m) => named.map((suffix) => `${stem} ${m}${suffix}`));
}

type Shape = Pick<StackingModel, "classes" | "answers" | "passThrough">;

/** The place of a member's first column among its answers: of two classes the second, of one or more than two the first. */
function firstPlace({ classes }: Shape): number {
  return classes?.length === 2 ? 1 : 0;
}

/** What the final estimator sees: the answers, after the columns themselves where they are passed through. */
function answersFrame(shape: Shape, said: readonly Float64Array[], frame: Frame): Frame {
  const width = shape.classes?.length ?? 1;
  const columns = shape.answers.flatMap((names, m) =>
    names.map((_, c): FrameColumn => {
      const values = new Float64Array(frame.rows);
      for (let i = 0; i < frame.rows; i++) values[i] = said[m][i * width + firstPlace(shape) + c];
      return { kind: "number", values };
    }),
  );
  const names = shape.answers.flat();
  if (!shape.passThrough) return { rows: frame.rows, names, columns };
  return { rows: frame.rows, names: [...frame.names, ...names], columns: [...frame.columns, ...columns] };
}

function addStackingToGraph(model: StackingModel, target: BlockGraph, learner: Learner): GraphPrediction {
  const { graph } = target;
  const blocks = model.members.flatMap((member, m) => {
    const said = graphAnswers(graph, learner.addToGraph(member, target), model.classes);
    return model.answers[m].map((name, c): Block => {
      const isWhole = model.classes === undefined || model.classes.length === 1;
      const value = isWhole ? said : columnAt(graph, said, firstPlace(model) + c);
      return { kind: "number", names: [name], value };
    });
  });
  return learner.addToGraph(model.final, { graph, blocks: model.passThrough ? [...target.blocks, ...blocks] : blocks });
}

function columnsRead(
  members: readonly AnyModel[],
  final: AnyModel,
  answers: readonly (readonly string[])[],
): StackingModel["columns"] {
  const made = new Set(answers.flat());
  const passed = { ...final, columns: final.columns.filter(({ name }) => !made.has(name)) };
  return memberColumns([...members, passed]);
}

/** The final model's importance of a member's answers is handed on to the columns that the member rests on. */
function stackingImportance(model: StackingModel, learner: Learner): number[] {
  const amounts = learner.importance(model.final);
  if (amounts.length === 0) return [];
  const ofFinal = new Map(model.final.columns.map(({ name }, j) => [name, amounts[j]]));
  const parts = model.answers.map((names) => names.reduce((sum, name) => sum + (ofFinal.get(name) ?? 0), 0));
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const handed = memberImportance(learner, model.members, model.columns, parts);
  return model.columns.map(({ name }, j) => (handed[j] ?? 0) * whole + (ofFinal.get(name) ?? 0));
}
