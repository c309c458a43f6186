import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenValue } from "../../../test/support/golden-learn.js";
import { expectSameInGraph, noLearner } from "../../../test/support/step-graph.js";
import { createRandom, decodeJson, encodeJson } from "../../core/index.js";
import { type Frame, selectRows } from "../table.js";
import { type NgramsConfig, type NgramsState, ngrams, ngramsStep } from "./index.js";
import { lowerCase, termsOf } from "./terms.js";

interface Vectors {
  readonly terms: string[];
  readonly idf: number[] | null;
  readonly rows: number[][];
}
const golden = JSON.parse(readFileSync(new URL("../../../golden/learn/text.json", import.meta.url), "utf8")) as {
  readonly texts: string[];
  readonly repeats: number[];
  readonly hashed: Record<string, number[][]>;
  readonly "hashed idf": number[][];
  readonly lsa: number[][];
  readonly weighted: Vectors;
} & Record<string, Vectors>;

type Options = Partial<Omit<NgramsConfig, "kind">>;

const column = (texts: readonly (string | null)[]): Frame => ({
  rows: texts.length,
  names: ["t"],
  columns: [{ kind: "text", values: texts }],
});

const learn = (options: Options, frame: Frame, weights?: Float64Array): { state: NgramsState; frame: Frame } =>
  ngramsStep.fit(ngrams(options), frame, undefined, weights === undefined ? {} : { weights }, noLearner);

function rowsOf(frame: Frame): number[][] {
  return Array.from({ length: frame.rows }, (_, row) =>
    frame.columns.map((c) => (c as { values: Float64Array }).values[row]!),
  );
}

function expectRows(frame: Frame, expected: readonly (readonly number[])[], digits = 14): void {
  const rows = rowsOf(frame);
  expect(rows.length).toBe(expected.length);
  for (const [i, row] of rows.entries()) {
    expect(row.length).toBe(expected[i]!.length);
    for (const [j, value] of row.entries())
      expect(value, `${i}, ${frame.names[j]}`).toBeCloseTo(expected[i]![j]!, digits);
  }
}

/** The options of each case of golden/learn/text.py in our words. */
const cases: Record<string, Options> = {
  default: {},
  counts: { useIdf: false, norm: "none" },
  "binary l1": { binary: true, norm: "l1" },
  "sublinear plain": { sublinearTf: true, smoothIdf: false },
  pairs: { maxN: 2, minDf: 2 },
  "one letter": { minLength: 1, lowercase: false },
  shares: { minDf: 0.15, maxDf: 0.3, useIdf: false },
  char: { analyzer: "char", maxN: 3, minDf: 2 },
  "char long": { analyzer: "char", minN: 5 },
  charWb: { analyzer: "charWb", maxN: 4, minDf: 2 },
  "charWb long": { analyzer: "charWb", minN: 5, maxN: 6 },
};
const hashed: Record<string, Options> = {
  words: { hashTo: 16 },
  pairs: { hashTo: 7, maxN: 2, norm: "none" },
  unsigned: { hashTo: 8, alternateSign: false, norm: "l1" },
  binary: { hashTo: 8, alternateSign: false, binary: true, norm: "none" },
  char: { hashTo: 8, analyzer: "char", minN: 2, maxN: 3, norm: "none" },
  charWb: { hashTo: 8, analyzer: "charWb", minN: 4, maxN: 5, norm: "none" },
};

describe("n-grams", () => {
  it("are scikit-learn's for its own little texts", () => {
    const texts = ["the cat sat on the mat", "the dog ate the cat food", "a mat is a rug", "dogs and cats"];
    const { state, frame } = learn({}, column(texts));
    expectRows({ ...frame, rows: 1 }, [goldenValue<number[]>("tfidf")], 11);
    expect(state.columns[0]!.idf).toHaveLength(13);
    for (const [j, value] of goldenValue<number[]>("idf").entries())
      expect(state.columns[0]!.idf![j]).toBeCloseTo(value, 14);
  });

  it.each(Object.entries(cases))("of the case %s are scikit-learn's", (name, options) => {
    const { state, frame } = learn(options, column(golden.texts));
    const expected = golden[name]!;
    expect(state.columns[0]!.terms).toEqual(expected.terms);
    expect(frame.names).toEqual(expected.terms.map((term) => `t: ${term}`));
    expectRows(frame, expected.rows);
    for (const [j, value] of (expected.idf ?? []).entries()) expect(state.columns[0]!.idf![j]).toBeCloseTo(value, 14);
  });

  it("keep the most frequent terms, of equals the first", () => {
    const { state } = learn({ maxFeatures: 2 }, column(["cc bb aa", "cc dd", "dd aa bb cc"]));
    expect(state.columns[0]!.terms).toEqual(["aa", "cc"]);
    expect(learn({ maxFeatures: 3 }, column(golden.texts)).state.columns[0]!.terms).toContain("mat");
  });

  it.each(Object.entries(hashed))("hashed in the case %s are scikit-learn's", (name, options) => {
    expectRows(learn({ useIdf: false, ...options }, column(golden.texts)).frame, golden.hashed[name]!);
  });

  it("hashed and weighed are scikit-learn's", () => {
    expectRows(learn({ hashTo: 16 }, column(golden.texts)).frame, golden["hashed idf"]);
    const { state } = learn({ hashTo: 5, smoothIdf: false }, column(["cat"]));
    expect(state.columns[0]!.idf!.every(Number.isFinite)).toBe(true);
  });

  it("reduced to components are scikit-learn's latent semantic analysis", () => {
    const { state, frame } = learn({ components: 3 }, column(golden.texts));
    expect(frame.names).toEqual(["t: svd0", "t: svd1", "t: svd2"]);
    expectRows(frame, golden.lsa, 10);
    expectRows(ngramsStep.apply(state, column(golden.texts), noLearner), golden.lsa, 10);
  });

  it("of weighted texts are those of texts repeated", () => {
    const weights = Float64Array.from(golden.repeats);
    const { state, frame } = learn({ minDf: 2 }, column(golden.texts), weights);
    expect(state.columns[0]!.terms).toEqual(golden.weighted.terms);
    expectRows(frame, golden.weighted.rows);
    const rows = Int32Array.from(golden.repeats.flatMap((times, i) => new Array(times).fill(i)));
    const repeated = selectRows(column(golden.texts), rows);
    for (const options of [
      {},
      { maxDf: 2 },
      { maxFeatures: 4 },
      { hashTo: 9 },
      { minDf: 0.2, maxDf: 0.5 },
    ] satisfies Options[]) {
      expect(learn(options, column(golden.texts), weights).state).toEqual(learn(options, repeated).state);
    }
    const [a, b] = [learn({ components: 2 }, column(golden.texts), weights), learn({ components: 2 }, repeated)];
    expectRows(selectRows(a.frame, rows), rowsOf(b.frame), 10);
  });

  it("do not depend on the order of the texts, and leave them alone", () => {
    const frame = column(golden.texts);
    const order = Int32Array.from(golden.texts.keys()).reverse();
    for (const options of Object.values(cases)) {
      expect(learn(options, selectRows(frame, order)).state).toEqual(learn(options, frame).state);
    }
    expect(frame).toEqual(column(golden.texts));
    const state = learn({ components: 2 }, frame).state;
    expect(learn({ components: 2 }, frame).state).toEqual(state);
    expect(decodeJson(encodeJson(state))).toEqual(state);
  });

  it("of many texts: components of a sparse table without writing it out are those of the whole", () => {
    const random = createRandom(4);
    const word = (): string => `w${Math.floor(90 * random.next() ** 2)}`;
    const texts = Array.from({ length: 120 }, () => Array.from({ length: 12 }, word).join(" "));
    const { frame } = learn({ components: 3 }, column(texts));
    const dense = learn({}, column(texts)).frame;
    const x = rowsOf(dense);
    const scores = rowsOf(frame);
    // X·Xᵀ·u = σ²·u for each column of scores u.
    for (let k = 0; k < 3; k++) {
      const back = dense.names.map((_, j) => x.reduce((sum, row, i) => sum + row[j]! * scores[i]![k]!, 0));
      const squared = scores.reduce((sum, row) => sum + row[k]! ** 2, 0);
      for (const [i, row] of x.entries()) {
        const image = row.reduce((sum, value, j) => sum + value * back[j]!, 0);
        expect(image).toBeCloseTo(squared * scores[i]![k]!, 9);
      }
    }
  });

  it("give a missing text, one without known terms and the empty one zeros", () => {
    const { state } = learn({}, column(["cat dog", "dog", null]));
    const found = ngramsStep.apply(state, column([null, "", "horse", "dog horse"]), noLearner);
    expectRows(found, [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 1],
    ]);
  });

  it("take categories as texts when they are named; unknown ones are missing", () => {
    const frame: Frame = {
      rows: 4,
      names: ["x", "c"],
      columns: [
        { kind: "number", values: Float64Array.of(1, 2, 3, 4) },
        { kind: "category", categories: ["red wine", "white wine"], codes: Int32Array.of(0, 1, -1, 0) },
      ],
    };
    const { state, frame: after } = learn({ columns: ["c"], useIdf: false, norm: "none" }, frame);
    expect(after.names).toEqual(["x", "c: red", "c: white", "c: wine"]);
    expectRows(after, [
      [1, 1, 0, 1],
      [2, 0, 1, 1],
      [3, 0, 0, 0],
      [4, 1, 0, 1],
    ]);
    const other: Frame = {
      rows: 2,
      names: ["c"],
      columns: [{ kind: "category", categories: ["new wine", "red wine"], codes: Int32Array.of(0, 1) }],
    };
    expectRows(ngramsStep.apply(state, other, noLearner), [
      [0, 0, 0],
      [1, 0, 1],
    ]);
  });

  it("are refused with the reason", () => {
    expect(() => learn({}, column([null, "x"]))).toThrow(/column "t" holds no term at all/);
    expect(() => learn({ minDf: 3 }, column(["cat", "dog"]))).toThrow(/2 terms, of which minDf and maxDf leave none/);
    expect(() => learn({ components: 9 }, column(["cat", "dog"]))).toThrow(/components is 9.*allow 2/);
    expect(() =>
      learn({}, { rows: 1, names: ["n"], columns: [{ kind: "number", values: Float64Array.of(1) }] }),
    ).toThrow(/none/);
    expect(() =>
      learn({ columns: ["n"] }, { rows: 1, names: ["n"], columns: [{ kind: "number", values: Float64Array.of(1) }] }),
    ).toThrow(/"n" is a number/);
    expect(() => learn({ hashTo: 2 ** 24 }, column(new Array(100).fill("cat")))).toThrow(
      /100 × 16777216 numbers, 14 GB/,
    );
    expect(() => learn({}, column([]))).toThrow(/no rows/);
    expect(() => ngrams({ minN: 3, maxN: 2 })).toThrow(/maxN is 2, expected a whole number between 3 and 100/);
    expect(() => ngrams({ analyzer: "char", minLength: 2 })).toThrow(/minLength would have no effect/);
    expect(() => ngrams({ hashTo: 8, minDf: 2 })).toThrow(/minDf would have no effect/);
    expect(() => ngrams({ hashTo: 8, binary: true })).toThrow(/binary is true, expected false while/);
    expect(() => ngrams({ alternateSign: false })).toThrow(/alternateSign would have no effect/);
    expect(() => ngrams({ useIdf: false, smoothIdf: true })).toThrow(/smoothIdf would have no effect/);
  });
});

describe("terms", () => {
  it("are found letter by letter: lower case does not depend on the neighbours", () => {
    for (let code = 0; code < 0x3000; code++) {
      const letter = String.fromCodePoint(code);
      expect(lowerCase(`x${letter}`)).toBe(`x${lowerCase(letter)}`);
    }
    expect(lowerCase("ΟΔΟΣ İstanbul ÉTÉ")).toBe("οδοσ istanbul été");
    expect([...lowerCase("İ")]).toHaveLength(1);
  });

  it("of a word alone are all its runs of characters", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(word, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }), (text, minN, more) => {
        const found = termsOf(ngrams({ analyzer: "charWb", minN, maxN: minN + more }))(text);
        const padded = ` ${text} `;
        const expected: string[] = [];
        for (let n = minN; n <= minN + more; n++) {
          for (let i = 0; i + n <= padded.length; i++) expected.push(padded.slice(i, i + n));
        }
        expect(found).toEqual(padded.length < minN ? [padded] : expected);
      }),
    );
  });
});

const corner = [
  "",
  "  ",
  "x",
  "ΟΔΟΣ",
  "İstanbul DIŞ",
  "e\u0301t",
  "😀 😀a",
  "a\u3000\u00a0b  c",
  "\u2028the\tcat",
  "don't",
  "MAT the THE cat",
  "é",
];

describe("n-grams in a graph", () => {
  const training = column(golden.texts);
  const frame = column([...golden.texts, ...corner, null]);

  it.each(Object.entries({ ...cases, lsa: { components: 3 } }))(
    "of the case %s are the same numbers",
    async (_, options) => {
      const { state } = learn(options, training);
      // Sums run in another order, so components that cancel are compared with the size of a row, which is 1.
      const tolerance = options.components === undefined ? 1e-14 : 1e-9;
      await expectSameInGraph(ngramsStep, state, { training, frame }, tolerance);
    },
  );

  it.each(Object.entries(hashed))("hashed in the case %s are the same numbers", async (_, options) => {
    const { state } = learn(options, training);
    await expectSameInGraph(ngramsStep, state, { training, frame }, 1e-14);
  });

  it("are the same where no text has a term, and for one row", async () => {
    for (const options of [
      {},
      { analyzer: "char" },
      { analyzer: "charWb" },
      { hashTo: 4 },
      { hashTo: 4, maxN: 3 },
    ] satisfies Options[]) {
      const { state } = learn(options, training);
      for (const texts of [["", "", null], ["x"]]) {
        await expectSameInGraph(ngramsStep, state, { training, frame: column(texts) });
      }
    }
  });

  it("of two columns, one of categories, are the same numbers", async () => {
    const two = (categories: readonly string[], codes: readonly number[]): Frame => ({
      rows: codes.length,
      names: ["t", "c"],
      columns: [
        { kind: "text", values: codes.map((_, i) => golden.texts[i]!) },
        { kind: "category", categories, codes: Int32Array.from(codes) },
      ],
    });
    const fitted = two(["", "Red wine", "_"], [0, 1, 2, 1, -1]);
    const { state } = learn({ columns: ["t", "c"], minLength: 1 }, fitted);
    await expectSameInGraph(ngramsStep, state, { training: fitted, frame: fitted });
    await expectSameInGraph(ngramsStep, state, { training: fitted, frame: two(["Red wine", "new wine"], [1, 0, -1]) });
  });

  it("of any texts are the same numbers", async () => {
    const letters = [
      "a",
      "B",
      "é",
      "É",
      "Σ",
      "ς",
      "1",
      "_",
      " ",
      "  ",
      "\t",
      "\n",
      "\u00a0",
      "\u0301",
      "日",
      "😀",
      "-",
      "\u001c",
      "\u0085",
    ];
    const texts = fc.array(
      fc.array(fc.constantFrom(...letters), { maxLength: 12 }).map((parts) => parts.join("")),
      { minLength: 1, maxLength: 6 },
    );
    const options = fc.record({
      analyzer: fc.constantFrom("word" as const, "char" as const, "charWb" as const),
      minN: fc.integer({ min: 1, max: 4 }),
      more: fc.integer({ min: 0, max: 2 }),
      lowercase: fc.boolean(),
      hashTo: fc.constantFrom(undefined, 5),
    });
    await fc.assert(
      fc.asyncProperty(texts, texts, options, async (known, found, { more, hashTo, ...analysis }) => {
        const fitted = column([...known, "aa bb cc dd ee ff"]);
        const config: Options = {
          ...analysis,
          maxN: analysis.minN + more,
          ...(hashTo === undefined ? {} : { hashTo }),
          useIdf: false,
          norm: "none",
        };
        const { state } = learn(config, fitted);
        await expectSameInGraph(ngramsStep, state, { training: fitted, frame: column(found) }, 0);
        await expectSameInGraph(ngramsStep, state, { training: fitted, frame: fitted }, 0);
      }),
      { numRuns: 12 },
    );
  });
});
