import { GyreError } from "../../core/index.js";
import { innerFolds, type WeightedRows } from "../ensemble/inner-folds.js";
import { memberColumns, memberImportance } from "../ensemble/member-columns.js";
import { answersOf, fitWeighted, gathered, type HeldOut, heldOutAnswers } from "../ensemble/out-of-fold.js";
import { innerOptions, weightedRows } from "../ensemble/training-rows.js";
import type { Estimator, Learner } from "../estimator.js";
import type { FitOptions } from "../fit-options.js";
import type { Prediction } from "../prediction.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";
import { type CalibratedConfig, calibrated } from "./config.js";
import { addCalibratedToGraph } from "./graph.js";
import { applyMaps, fitMaps } from "./member.js";
import type { CalibratedMember, CalibratedModel } from "./model.js";

/** Any estimator of classes with corrected probabilities. */
export const calibratedEstimator: Estimator<CalibratedConfig, CalibratedModel> = {
  kind: "calibrated",
  learns: () => ["class"],
  fit: fitCalibrated,
  predict: predictCalibrated,
  addToGraph: addCalibratedToGraph,
  importance: (model, learner) =>
    memberImportance(
      learner,
      model.members.map((member) => member.model),
      model.columns,
    ),
};

function fitCalibrated(
  given: CalibratedConfig,
  frame: Frame,
  target: Target,
  options: FitOptions,
  learner: Learner,
): CalibratedModel {
  const { estimator, method, folds, ensemble } = calibrated(given);
  if (target.kind !== "class") {
    throw new GyreError("learn.bad_table", `calibrated learns classes, the target is a ${target.kind}`);
  }
  const data = weightedRows(frame, target, options);
  const inner = innerOptions(options);
  const foldOf = innerFolds(data, folds, inner.random.split("folds"));
  const parts = heldOutAnswers(learner, estimator, { ...data, foldOf }, inner);
  const k = target.classes.length;
  const mapsOf = (rows: readonly HeldOut[]): Omit<CalibratedMember, "model"> =>
    fitMaps(method, saidOf(rows, data, target.codes, k));
  const members = ensemble
    ? parts.map((part) => ({ model: part.model, ...mapsOf([part]) }))
    : [
        {
          model: fitWeighted(learner, estimator, data, { ...inner, random: inner.random.split("all") }),
          ...mapsOf(parts),
        },
      ];
  const columns = memberColumns(members.map(({ model }) => model));
  return { kind: "calibrated", method, columns, classes: target.classes, members };
}

/** The answers to the rows of `parts`; all other rows weigh nothing. */
function saidOf(
  parts: readonly HeldOut[],
  data: WeightedRows,
  codes: Int32Array,
  classes: number,
): Parameters<typeof fitMaps>[1] {
  const weights = new Float64Array(codes.length);
  for (const { rows } of parts) for (const row of rows) weights[row] = data.weights[row];
  return { probabilities: gathered(parts, codes.length, classes), codes, weights, classes };
}

function predictCalibrated(model: CalibratedModel, frame: Frame, learner: Learner): Prediction {
  const { classes, members } = model;
  const parts = members.map((member) =>
    applyMaps(member, answersOf(learner.predict(member.model, frame), classes), classes.length),
  );
  if (parts.length === 1) return { kind: "class", classes, probabilities: parts[0] };
  const probabilities = parts[0].map((first, at) => {
    let sum = first;
    for (let m = 1; m < parts.length; m++) sum += parts[m][at];
    return sum / parts.length;
  });
  return { kind: "class", classes, probabilities };
}
