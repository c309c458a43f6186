import type { Random } from "../../core/index.js";
import type { AnyModel, Estimator, Learner } from "../estimator.js";
import type { FitOptions } from "../fit-options.js";
import type { Frame } from "../table.js";
import { selectRows } from "../table.js";
import { selectTarget, type Target } from "../target.js";
import { addWeightedMean, classesOf, graphPredictionOf, predictionOf, weightedMean } from "./average.js";
import { type BaggingConfig, bagging } from "./config.js";
import type { WeightedRows } from "./inner-folds.js";
import { memberColumns, memberImportance } from "./member-columns.js";
import { graphAnswers } from "./member-graph.js";
import type { BaggingModel } from "./model.js";
import { inRows } from "./original-rows.js";
import { answersOf, fitWeighted } from "./out-of-fold.js";
import { bootstrapSample, rowPool, shareSample } from "./sample-rows.js";
import { innerOptions, weightedRows } from "./training-rows.js";

/** The mean of members that each learn from a sample. */
export const baggingEstimator: Estimator<BaggingConfig, BaggingModel> = {
  kind: "bagging",
  learns: ({ estimator }, learner) => learner.learns(estimator).filter((kind) => kind !== "relevance"),
  fit: fitBagging,
  predict: (model, frame, learner) => {
    const answers = model.members.map((member) => answersOf(learner.predict(member, frame), model.classes));
    return predictionOf(
      weightedMean(
        answers,
        model.members.map(() => 1),
      ),
      model.classes,
    );
  },
  addToGraph: (model, target, learner) => {
    const { graph } = target;
    const answers = model.members.map((member) =>
      graphAnswers(graph, learner.addToGraph(member, target), model.classes),
    );
    return graphPredictionOf(
      addWeightedMean(
        graph,
        answers,
        answers.map(() => 1),
      ),
      model.classes,
    );
  },
  importance: (model, learner) => memberImportance(learner, model.members, model.columns),
};

function fitBagging(
  given: BaggingConfig,
  frame: Frame,
  target: Target,
  options: FitOptions,
  learner: Learner,
): BaggingModel {
  const config = bagging(given);
  const classes = classesOf("bagging", target);
  const data = weightedRows(frame, target, options);
  const inner = innerOptions(options);
  const pool = rowPool(data, inner.random.split("rows"));
  const draw = config.bootstrap ? bootstrapSample : shareSample;
  const members: AnyModel[] = [];
  for (let m = 0; m < config.members; m++) {
    const random = inner.random.split(`member ${m}`);
    const { rows, weights } = draw(pool, config.rowFraction, random.split("rows"));
    const seen: WeightedRows = {
      frame: selectRows(someColumns(data.frame, config.columnFraction, random.split("columns")), rows),
      target: selectTarget(target, rows),
      weights,
    };
    const own = { ...inner, random: random.split("fit") };
    members.push(inRows(rows, () => fitWeighted(learner, config.estimator, seen, own)));
    options.onRound?.(m + 1, config.members);
  }
  return { kind: "bagging", columns: memberColumns(members), ...classes, members };
}

/** A share of the columns, at least one, in their order; chance goes by their names. */
function someColumns(frame: Frame, fraction: number, random: Random): Frame {
  const count = Math.max(1, Math.round(fraction * frame.names.length));
  if (count === frame.names.length) return frame;
  const keys = frame.names.map((name) => random.split(name).next());
  const byKey = Array.from(frame.names.keys()).sort((a, b) => keys[a] - keys[b]);
  const kept = byKey.slice(0, count).sort((a, b) => a - b);
  return { rows: frame.rows, names: kept.map((j) => frame.names[j]), columns: kept.map((j) => frame.columns[j]) };
}
