import type { Link } from "../tree/objective.js";
import { textOf, unreadable, wordsOf } from "./model-text.js";

/** What LightGBM's objective means for a model of ours. */
export interface ReadObjective {
  /** Our name where we have the loss, else LightGBM's. */
  readonly loss: string;
  readonly link: Link;
  /** How many classes it tells apart; 0 when it predicts a number. */
  readonly classes: number;
  /** What every leaf is multiplied by, so that the score is the log-odds. */
  readonly scale: number;
}

const numeric: Readonly<Record<string, readonly [string, Link]>> = {
  regression: ["squared", "identity"],
  regression_l1: ["absolute", "identity"],
  huber: ["huber", "identity"],
  fair: ["fair", "identity"],
  quantile: ["quantile", "identity"],
  mape: ["mape", "identity"],
  poisson: ["poisson", "exp"],
  gamma: ["gamma", "exp"],
  tweedie: ["tweedie", "exp"],
  cross_entropy: ["crossEntropy", "logistic"],
  lambdarank: ["lambdarank", "identity"],
  rank_xendcg: ["rank_xendcg", "identity"],
  custom: ["custom", "identity"],
};

/** Reads the line `objective=`; a model without one was trained with a loss of the caller's own. */
export function readObjective(header: ReadonlyMap<string, string>): ReadObjective {
  const [name, ...settings] = wordsOf(header.get("objective") ?? "custom");
  const setting = (key: string): number | undefined => {
    const found = settings.find((text) => text.startsWith(`${key}:`));
    return found === undefined ? undefined : Number(found.slice(key.length + 1));
  };
  if (name === "binary") return { loss: "logistic", link: "logistic", classes: 2, scale: setting("sigmoid") ?? 1 };
  if (name === "multiclass") {
    return { loss: "softmax", link: "softmax", classes: Number(textOf(header, "num_class")), scale: 1 };
  }
  const known = numeric[name];
  if (known === undefined) {
    throw unreadable(
      `its objective is "${name}", which no link of ours expresses`,
      name === "multiclassova" ? 'Train it with the objective "multiclass".' : undefined,
    );
  }
  if (settings.includes("sqrt")) {
    throw unreadable('it was trained with "reg_sqrt", whose squared output no link of ours expresses');
  }
  return { loss: known[0], link: known[1], classes: 0, scale: 1 };
}
