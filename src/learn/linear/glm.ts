import { GyreError } from "../../core/index.js";
import type { Estimator } from "../estimator.js";
import type { FitOptions } from "../fit-options.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";
import type { GammaConfig, PoissonConfig, TweedieConfig } from "./glm-config.js";
import { gamma, poisson, tweedie } from "./glm-config.js";
import { glmFamily, identityLinkLoss, logLinkLoss, MOST_EXPONENT } from "./glm-family.js";
import { addLinearOutputs } from "./graph.js";
import { minimiseSmooth } from "./minimise-smooth.js";
import type { GlmModel } from "./model.js";
import { linearImportance, linearOutputs } from "./predict.js";
import { type Prepared, penaltyScales, prepare, termsOf } from "./prepare.js";
import { outputsOf } from "./smooth-problem.js";

type GlmConfig = PoissonConfig | GammaConfig | TweedieConfig;
type Link = GlmModel["link"];

/** Poisson regression: the mean of a count is e^η. */
export const poissonEstimator = estimatorOf("poisson", (config: PoissonConfig) => ({
  config: poisson(config),
  power: 1,
  link: "log",
}));

/** Gamma regression: the mean of an amount is e^η, its deviation proportional to it. */
export const gammaEstimator = estimatorOf("gamma", (config: GammaConfig) => ({
  config: gamma(config),
  power: 2,
  link: "log",
}));

/** Tweedie regression: variance ∝ mean^power. */
export const tweedieEstimator = estimatorOf("tweedie", (config: TweedieConfig) => {
  const full = tweedie(config);
  return { config: full, power: full.power, link: full.link ?? (full.power <= 0 ? "identity" : "log") };
});

interface Glm<C> {
  readonly config: C;
  readonly power: number;
  readonly link: Link;
}

function estimatorOf<C extends GlmConfig>(
  kind: C["kind"],
  read: (config: C) => Glm<C>,
): Estimator<C, GlmModel<C["kind"]>> {
  return {
    kind,
    learns: () => ["number"],
    fit: (config, frame, target, options) => fitGlm(kind, read(config), { frame, target }, options),
    predict: (model, frame) => {
      const [eta] = linearOutputs(model, frame);
      return {
        kind: "number",
        values: model.link === "log" ? eta.map((value) => Math.exp(Math.min(MOST_EXPONENT, value))) : eta,
      };
    },
    addToGraph: (model, target) => {
      const eta = addLinearOutputs(model, target);
      if (model.link === "identity") return { kind: "number", values: eta };
      const capped = target.graph.node("Min", [eta, target.graph.doubles([MOST_EXPONENT])]);
      return { kind: "number", values: target.graph.node("Exp", [capped]) };
    },
    importance: linearImportance,
  };
}

function fitGlm<K extends GlmConfig["kind"]>(
  kind: K,
  { config, power, link }: Glm<GlmConfig>,
  data: { readonly frame: Frame; readonly target: Target },
  options: FitOptions,
): GlmModel<K> {
  const prepared = prepare(config, data.frame, data.target, "number", options);
  const { table, encodings, weights, columns, target } = prepared;
  const y = target.values;
  checkTarget(config.kind, power, data.target, options);
  const found = minimiseSmooth({
    ...{ table, encodings, weights, options },
    outputs: 1,
    fitIntercept: config.fitIntercept,
    isSparse: false,
    tolerance: config.tolerance,
    maxIterations: config.maxIterations,
    start: [config.fitIntercept ? startOf(prepared, link, power) : 0],
    ridgeOf: (design) =>
      penaltyScales(encodings, design.positions, config.standardize).map((scale) => config.alpha / scale ** 2),
    familyOf: (_, rowWeights, rows) => {
      const values = rows === undefined ? y : Float64Array.from(rows, (row) => y[row]);
      return glmFamily(link === "log" ? logLinkLoss(power) : identityLinkLoss(power), values, rowWeights);
    },
  });
  const [eta] = outputsOf(found.design, found.x);
  const cappedRows = link === "log" ? eta.filter((value) => Math.abs(value) > MOST_EXPONENT).length : 0;
  const { converged, iterations } = found;
  return {
    kind,
    ...termsOf({ columns, encodings }, found.design.positions, found.x),
    link,
    cappedRows,
    converged,
    iterations,
  };
}

function startOf({ target, weights, total }: Prepared<Target & { kind: "number" }>, link: Link, power: number): number {
  const mean = target.values.reduce((sum, value, i) => sum + weights[i] * value, 0) / total;
  if (mean > 0) return link === "log" ? Math.log(mean) : mean;
  if (power === 0) return link === "log" ? 0 : mean;
  throw new GyreError("learn.bad_table", `the mean of the target is ${mean}, a power of ${power} needs one above 0`, {
    hint: power === 1 ? "Every count is 0: there is nothing to learn." : "Take power 0.",
  });
}

/** Counts of Poisson's kind are at least 0, amounts of gamma's above 0. Throws `learn.bad_table` naming the row. */
function checkTarget(kind: string, power: number, target: Target, { weights }: FitOptions): void {
  if (power < 1 || target.kind !== "number") return;
  const least = power < 2 ? "at least" : "above";
  const isGood = (value: number): boolean => (power < 2 ? value >= 0 : value > 0);
  const row = target.values.findIndex((value, i) => !isGood(value) && (weights === undefined || weights[i] > 0));
  if (row < 0) return;
  throw new GyreError(
    "learn.bad_table",
    `${kind}: the target of row ${row} is ${target.values[row]}, expected a number ${least} 0`,
    { details: { row } },
  );
}
