import { GyreError } from "../../core/index.js";
import { intValue } from "../../onnx/index.js";
import { checkConfig, type Rule, refuseIneffective, withDefaults } from "../check-config.js";
import { type Block, type BlockGraph, numberMatrix, replaceBlocks } from "../export/blocks.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import type { Frame } from "../table.js";
import { changedFrame, numberColumn } from "./change-frame.js";
import { chosenColumns, columnChoiceRule, numbersOf } from "./choose-columns.js";

/** Which products of number columns are made; see {@link polynomial}. */
export interface PolynomialConfig extends StepConfig {
  readonly kind: "polynomial";
  readonly columns?: ColumnChoice;
  /** Most factors of a product. Default 2 (degree). */
  readonly degree: number;
  /** Only products of different columns. Default false (interaction_only). */
  readonly interactionOnly: boolean;
}

/** A product is an earlier one (or a column, for degree 2) times a column. */
export interface PolynomialState {
  readonly kind: "polynomial";
  readonly columns: readonly string[];
  /** For each degree from 2 the products: which of the degree before, and the column that it is multiplied with. */
  readonly degrees: readonly {
    readonly names: readonly string[];
    readonly from: readonly number[];
    readonly by: readonly number[];
  }[];
}

const MOST_PRODUCTS = 100_000;

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  degree: { min: 2, max: 10, whole: true },
  interactionOnly: { boolean: true },
};

/**
 * Adds the products of number columns up to a degree. They come last, by degree, then in the order of the columns: for a and b
 * "a^2", "a b", "b^2", "a^3", "a^2 b", … (the order of scikit-learn's PolynomialFeatures, without its constant). The columns
 * themselves stay. Throws `learn.bad_config` for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * const step = polynomial({ columns: ["length", "width"], degree: 2 });
 * ```
 */
export function polynomial(config: Partial<Omit<PolynomialConfig, "kind">> = {}): PolynomialConfig {
  const full = withDefaults<PolynomialConfig>({ kind: "polynomial", degree: 2, interactionOnly: false }, config);
  checkConfig("polynomial", full, rules);
  return full;
}

/** Adds products of number columns; a product with a missing factor is missing. */
export const polynomialStep: Step<PolynomialConfig, PolynomialState> = {
  kind: "polynomial",
  fit(config, frame) {
    const columns = chosenColumns(config, frame, ["number"]);
    const single = config.interactionOnly && columns.length > 0 && columns.length < config.degree;
    refuseIneffective("polynomial", single, "degree", `only ${columns.length} different columns can be multiplied`);
    const state = productsOf(config, columns);
    return { state, frame: applyPolynomial(state, frame) };
  },
  apply: applyPolynomial,
  addToGraph: addPolynomialToGraph,
};

/** Each product is followed by its last column and those after it, so that none comes twice. */
function productsOf(config: PolynomialConfig, columns: readonly string[]): PolynomialState {
  const degrees: PolynomialState["degrees"][number][] = [];
  let products = columns.map((_, j) => [j]);
  let count = 0;
  for (let degree = 2; degree <= config.degree; degree++) {
    const next = products.flatMap((factors, from) => {
      const last = factors[factors.length - 1] + (config.interactionOnly ? 1 : 0);
      return columns.slice(last).map((_, k) => ({ from, by: last + k, factors: [...factors, last + k] }));
    });
    count += next.length;
    if (count > MOST_PRODUCTS) {
      throw new GyreError(
        "learn.bad_config",
        `polynomial: degree ${config.degree} of ${columns.length} columns makes more than ${MOST_PRODUCTS} products`,
        { hint: "Choose fewer columns, or a lower degree." },
      );
    }
    degrees.push({
      names: next.map(({ factors }) => productName(factors, columns)),
      from: next.map(({ from }) => from),
      by: next.map(({ by }) => by),
    });
    products = next.map(({ factors }) => factors);
  }
  return { kind: "polynomial", columns, degrees };
}

function productName(factors: readonly number[], columns: readonly string[]): string {
  const powers = new Map<number, number>();
  for (const j of factors) powers.set(j, (powers.get(j) ?? 0) + 1);
  return [...powers].map(([j, power]) => (power === 1 ? columns[j] : `${columns[j]}^${power}`)).join(" ");
}

function applyPolynomial({ columns, degrees }: PolynomialState, frame: Frame): Frame {
  const numbers = columns.map((name) => numbersOf(frame, name, "polynomial"));
  let before = numbers;
  const appended = degrees.flatMap(({ names, from, by }) => {
    before = names.map((_, i) => {
      const factor = numbers[by[i]];
      return before[from[i]].map((value, row) => value * factor[row]);
    });
    return names.map((name, i) => numberColumn(name, before[i]));
  });
  return changedFrame(frame, { appended });
}

function addPolynomialToGraph({ columns, degrees }: PolynomialState, target: BlockGraph): BlockGraph {
  const { graph } = target;
  if (columns.length === 0) return target;
  const matrix = numberMatrix(target, columns);
  const take = (value: string, at: readonly number[]): string =>
    graph.node("Gather", [value, graph.int64s(at)], { attributes: { axis: intValue(1) } });
  let before = matrix;
  const added = degrees
    .filter(({ names }) => names.length > 0)
    .map(({ names, from, by }): Block => {
      before = graph.node("Mul", [take(before, from), take(matrix, by)]);
      return { kind: "number", names, value: before };
    });
  return replaceBlocks(target, [], added);
}
