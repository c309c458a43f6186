import { GyreError, type Random } from "../../core/index.js";
import { type Fold, shuffle } from "./fold.js";
import { membersInOrder } from "./stratified-k-fold.js";

/** How rows are parted. */
export interface TrainTestOptions {
  /** Share of the rows to test on, rounded up; default 0.25. */
  readonly testShare?: number | undefined;
  readonly random: Random;
  /** Codes of classes `(n)`: each class is parted in the same share, within a row. */
  readonly stratify?: ArrayLike<number> | undefined;
  /** Names of the classes, for messages. */
  readonly classes?: readonly string[] | undefined;
}

/**
 * Parts rows at random into training and test. Stratified, the test's rows are dealt to the classes by their share, left-over ones to
 * the largest remainders. Throws `learn.bad_table` when a side would be empty, or naming a class with a single row.
 */
export function trainTestSplit(rows: number, options: TrainTestOptions): Fold {
  const { testShare = 0.25, random, stratify } = options;
  if (!(testShare > 0 && testShare < 1)) {
    throw new GyreError("learn.bad_config", `testShare is ${testShare}, expected between 0 and 1`);
  }
  const wanted = Math.ceil(testShare * rows);
  if (wanted === 0 || wanted === rows) {
    throw new GyreError("learn.bad_table", `${rows} rows cannot be parted into training and test`);
  }
  const members =
    stratify === undefined ? [Array.from({ length: rows }, (_, row) => row)] : classesOf(stratify, options);
  const sizes = shared(
    members.map((own) => own.length),
    wanted,
  );
  const tested = new Uint8Array(rows);
  members.forEach((own, i) => {
    for (const row of shuffle(Int32Array.from(own), random).subarray(0, sizes[i])) tested[row] = 1;
  });
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  return { train: all.filter((row) => tested[row] === 0), test: all.filter((row) => tested[row] === 1) };
}

function classesOf(codes: ArrayLike<number>, { classes }: TrainTestOptions): number[][] {
  const members = membersInOrder(codes);
  for (const [code, own] of members) {
    if (own.length > 1) continue;
    throw new GyreError(
      "learn.bad_table",
      `class "${classes?.[code] ?? code}" has a single row, which cannot be on both sides`,
    );
  }
  return [...members.values()];
}

/** Whole numbers near sizes·wanted/total that add up to `wanted`. */
function shared(sizes: readonly number[], wanted: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (size * wanted) / total);
  const whole = exact.map(Math.floor);
  const left = wanted - whole.reduce((sum, size) => sum + size, 0);
  const byRemainder = [...exact.keys()].sort((a, b) => exact[b] - whole[b] - (exact[a] - whole[a]) || a - b);
  for (const i of byRemainder.slice(0, left)) whole[i]++;
  return whole;
}
