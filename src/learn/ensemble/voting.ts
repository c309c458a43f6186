import { type GraphBuilder, intValue } from "../../onnx/index.js";
import { refuseIneffective } from "../check-config.js";
import type { Estimator, Learner } from "../estimator.js";
import type { FitOptions } from "../fit-options.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";
import { addWeightedMean, classesOf, graphPredictionOf, predictionOf, weightedMean } from "./average.js";
import { type VotingConfig, voting } from "./config.js";
import { memberColumns, memberImportance } from "./member-columns.js";
import { graphAnswers } from "./member-graph.js";
import type { VotingModel } from "./model.js";
import { answersOf, fitWeighted } from "./out-of-fold.js";
import { innerOptions, weightedRows } from "./training-rows.js";

/** The weighted mean of different estimators, or the share of their votes. */
export const votingEstimator: Estimator<VotingConfig, VotingModel> = {
  kind: "voting",
  learns: ({ estimators }, learner) =>
    (["class", "number"] as const).filter((kind) => estimators.every((one) => learner.learns(one).includes(kind))),
  fit: fitVoting,
  predict: (model, frame, learner) => {
    const { classes } = model;
    const answers = model.members.map((member) => {
      const said = answersOf(learner.predict(member, frame), classes);
      return model.voting === "hard" && classes !== undefined ? votes(said, classes.length) : said;
    });
    return predictionOf(weightedMean(answers, model.weights), classes);
  },
  addToGraph: (model, target, learner) => {
    const { graph } = target;
    const { classes } = model;
    const answers = model.members.map((member) => {
      const said = graphAnswers(graph, learner.addToGraph(member, target), classes);
      return model.voting === "hard" && classes !== undefined ? addVotes(graph, said, classes.length) : said;
    });
    return graphPredictionOf(addWeightedMean(graph, answers, model.weights), classes);
  },
  importance: (model, learner) => memberImportance(learner, model.members, model.columns, model.weights),
};

function fitVoting(
  given: VotingConfig,
  frame: Frame,
  target: Target,
  options: FitOptions,
  learner: Learner,
): VotingModel {
  const config = voting(given);
  const classes = classesOf("voting", target);
  const isNumber = target.kind === "number";
  refuseIneffective("voting", isNumber && config.voting === "hard", "voting", "numbers are averaged, not voted for");
  const data = weightedRows(frame, target, options);
  const inner = innerOptions(options);
  const members = config.estimators.map((estimator, m) => {
    const model = fitWeighted(learner, estimator, data, { ...inner, random: inner.random.split(`member ${m}`) });
    options.onRound?.(m + 1, config.estimators.length);
    return model;
  });
  const weights = config.weights ?? members.map(() => 1);
  return { kind: "voting", columns: memberColumns(members), ...classes, members, voting: config.voting, weights };
}

/** 1 for the likeliest class of each row, of equals the first. */
function votes(said: Float64Array, k: number): Float64Array {
  const ones = new Float64Array(said.length);
  for (let at = 0; at < said.length; at += k) {
    let best = at;
    for (let c = at + 1; c < at + k; c++) if (said[c] > said[best]) best = c;
    ones[best] = 1;
  }
  return ones;
}

function addVotes(graph: GraphBuilder, said: string, k: number): string {
  const best = graph.node("ArgMax", [said], { attributes: { axis: intValue(1) } });
  const isBest = graph.node("Equal", [best, graph.int64s(Array.from({ length: k }, (_, c) => c))]);
  return graph.node("Cast", [isBest], { attributes: { to: intValue(11) } });
}
