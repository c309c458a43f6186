import type { Random } from "../../core/index.js";
import type { Frame, FrameColumn } from "../table.js";
import type { Target } from "../target.js";

/**
 * 64 bits for each row, of what it holds and of chance: equal rows have equal bits, whatever their place, the order of the columns or
 * the numbering of the categories. So draws that go by them do not hang on how a table is written down.
 */
export interface RowHashes {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/** Hashes of the rows of `frame` with their answers, salted by `random`. Shape (n); cost 20 ns a cell. */
export function rowHashes(frame: Frame, target: Target, random: Random): RowHashes {
  const [high, low] = [0, 1].map(() => {
    const salt = random.int(2 ** 32);
    const sums = new Uint32Array(frame.rows).fill(salt);
    frame.columns.forEach((column, j) => {
      addColumn(sums, column, hashText(frame.names[j], salt));
    });
    for (const column of answerColumns(target)) addColumn(sums, column, hashText("the answer", salt ^ 1));
    return sums.map(finished);
  });
  return { high, low };
}

/** The indices of the rows of positive weight by their bits, and where a row differs from the one before it. */
export function hashedOrder({ high, low }: RowHashes, weights: Float64Array): { order: number[]; firsts: boolean[] } {
  const order = Array.from(weights.keys()).filter((row) => weights[row] > 0);
  order.sort((a, b) => high[a] - high[b] || low[a] - low[b] || weights[a] - weights[b]);
  const firsts = order.map((row, i) => i === 0 || high[row] !== high[order[i - 1]] || low[row] !== low[order[i - 1]]);
  return { order, firsts };
}

function answerColumns(target: Target): FrameColumn[] {
  if (target.kind === "class") return [{ kind: "category", codes: target.codes, categories: target.classes }];
  const values: FrameColumn = { kind: "number", values: target.values };
  return target.kind === "number" ? [values] : [values, { kind: "number", values: Float64Array.from(target.queries) }];
}

/** Sums do not depend on the order of the columns. */
function addColumn(sums: Uint32Array, column: FrameColumn, seed: number): void {
  if (column.kind === "category") {
    const hashes = Uint32Array.from(column.categories, (category) => hashText(category, seed));
    const missing = finished(seed);
    for (let i = 0; i < sums.length; i++) sums[i] += column.codes[i] < 0 ? missing : hashes[column.codes[i]];
  } else if (column.kind === "text") {
    for (let i = 0; i < sums.length; i++) {
      const text = column.values[i];
      sums[i] += text === null ? finished(seed) : hashText(text, seed);
    }
  } else addNumbers(sums, column.values, seed);
}

function addNumbers(sums: Uint32Array, values: Float64Array, seed: number): void {
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  for (let i = 0; i < sums.length; i++) {
    // One NaN and one zero, of the several that there are.
    double[0] = Number.isNaN(values[i]) ? Number.NaN : values[i] + 0;
    sums[i] += finished(words[0] ^ finished(words[1] ^ seed));
  }
}

/** FNV-1a over UTF-16 units, then finished. */
function hashText(text: string, seed: number): number {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return finished(h);
}

/** The finaliser of MurmurHash3: every bit of the input moves half of the output's. */
function finished(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
