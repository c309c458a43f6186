import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createRandom, decodeJson, encodeJson } from "../core/index.js";
import type { Table } from "../learn/index.js";
import { normalCdf, normalQuantile } from "../math/index.js";
import { compareDrift, featureScores, fitReference } from "./index.js";

const grid = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => normalQuantile((i + 0.5) / n));
const numbers = (values: Float64Array, name = "x"): Table => ({
  rows: values.length,
  names: [name],
  columns: [{ kind: "number", values }],
});
const letters = (counts: Readonly<Record<string, number>>, missing = 0): Table => {
  const categories = Object.keys(counts);
  const codes = [
    ...categories.flatMap((c, code) => new Array<number>(counts[c]).fill(code)),
    ...Array(missing).fill(-1),
  ];
  return {
    rows: codes.length,
    names: ["c"],
    columns: [{ kind: "category", codes: Int32Array.from(codes), categories }],
  };
};

describe("a numeric feature", () => {
  test("the published sample D3 is found: D 0.1285 and W₁/σ 0.3118", () => {
    const current = grid(800).map((z) => 0.3 + 1.2 * z);
    const [finding] = compareDrift(fitReference(numbers(grid(1000))), numbers(current));
    expect(finding).toMatchObject({
      feature: "x",
      aspect: "values",
      referenceRows: 1000,
      currentRows: 800,
      drifted: true,
    });
    expect(finding.distance).toBeCloseTo(0.311842844117, 3);
    // Made by golden/math/reference.py: the limit distribution at √(nm/(n+m))·D.
    const golden = JSON.parse(readFileSync(new URL("../../golden/math/reference.json", import.meta.url), "utf8"));
    expect((finding.p ?? 1) / golden.ks[1].limit).toBeCloseTo(1, 6);
  });

  // Made by golden/monitoring/reference.py, which draws 4,000 pairs of samples with NumPy and measures them with SciPy.
  test.each([
    ["normal", (z: number) => z],
    ["lognormal", (z: number) => Math.exp(0.5 * z)],
    ["uniform", (z: number) => normalCdf(z)],
    ["bernoulli", (z: number) => (normalCdf(z) < 0.1 ? 1 : 0)],
  ])("what chance explains of the distance is what repeated sampling shows: %s", (name, shape) => {
    const golden = JSON.parse(readFileSync(new URL("../../golden/monitoring/reference.json", import.meta.url), "utf8"));
    const [column] = fitReference(numbers(grid(5000).map(shape))).columns;
    const factor = column.kind === "number" ? column.nullFactor : 0;
    expect(Math.abs(factor / golden.factors[name].quantile95 - 1)).toBeLessThan(0.07);
  });

  test("two samples of one skewed column differ by more than chance in about 5 % of the cases", () => {
    const random = createRandom("skewed");
    const skewed = (n: number) => Float64Array.from({ length: n }, () => Math.exp(1.5 * normalQuantile(random.next())));
    const reference = fitReference(numbers(skewed(20_000)));
    let beyond = 0;
    // 200 windows exceed a 95 % quantile 10 times on average, more than 22 times with a chance below 0.1 %.
    for (let i = 0; i < 200; i++) if ((compareDrift(reference, numbers(skewed(500)))[0].effectLow ?? 0) > 0) beyond++;
    expect(beyond).toBeLessThanOrEqual(22);
  });

  test("a change of unit and an offset change nothing", () => {
    const before = grid(600);
    const after = grid(300).map((z) => 0.2 + z);
    const [plain] = compareDrift(fitReference(numbers(before)), numbers(after));
    const scale = (values: Float64Array) => numbers(values.map((z) => 1e6 + 1000 * z));
    const [scaled] = compareDrift(fitReference(scale(before)), scale(after));
    expect(scaled.p).toBe(plain.p);
    expect(scaled.distance).toBeCloseTo(plain.distance ?? 0, 6);
    expect(scaled.limit).toBeCloseTo(plain.limit ?? 0, 6);
  });

  test("a constant column that starts to vary is found, and stays silent while it does not", () => {
    const reference = fitReference(numbers(new Float64Array(500).fill(3)));
    expect(compareDrift(reference, numbers(new Float64Array(500).fill(3)))[0].drifted).toBe(false);
    const varied = Float64Array.from({ length: 500 }, (_, i) => (i % 10 === 0 ? 3.001 : 3));
    expect(compareDrift(reference, numbers(varied))[0].drifted).toBe(true);
  });
});

describe("a category", () => {
  const reference = fitReference(letters({ a: 500, b: 300, c: 200 }));

  test("shares moving by a quarter and a new category are found; the order of the categories does not matter", () => {
    expect(compareDrift(reference, letters({ a: 250, b: 550, c: 200 }))[0].drifted).toBe(true);
    expect(compareDrift(reference, letters({ c: 36, b: 54, a: 90, new: 20 }))[0].drifted).toBe(true);
    const same = compareDrift(reference, letters({ c: 40, b: 60, a: 100 }))[0];
    expect(same).toMatchObject({ drifted: false, distance: 0, p: 1 });
  });

  test("the distance is about the Jensen–Shannon distance", () => {
    const p = [0.5, 0.3, 0.2];
    const q = [0.4, 0.36, 0.24];
    const divergence = p.reduce((sum, x, i) => {
      const middle = (x + q[i]) / 2;
      return sum + (x * Math.log(x / middle) + q[i] * Math.log(q[i] / middle)) / 2;
    }, 0);
    const [finding] = compareDrift(reference, letters({ a: 400, b: 360, c: 240 }));
    expect(finding.distance).toBeCloseTo(Math.sqrt(divergence), 2);
  });
});

describe("missing values", () => {
  test("a broken join is found as a changed missing share, apart from the values", () => {
    const reference = fitReference(numbers(grid(1000)));
    const broken = grid(1000).map((z, i) => (i % 5 === 0 ? Number.NaN : z));
    const findings = compareDrift(reference, numbers(broken));
    expect(findings.map(({ aspect, drifted }) => [aspect, drifted])).toEqual([
      ["values", false],
      ["missing", true],
    ]);
    expect(featureScores(findings).get("x")).toBeGreaterThan(1);
  });

  test("a column with no values left has no verdict on them", () => {
    const findings = compareDrift(fitReference(letters({ a: 300 })), letters({ a: 0 }, 300));
    expect(findings[0]).toMatchObject({ aspect: "values", enough: false, score: null, p: null });
    expect(findings[1]).toMatchObject({ aspect: "missing", enough: true, drifted: true });
  });
});

describe("the gate", () => {
  test("the score is 1 or more exactly when the feature drifted", () => {
    const reference = fitReference(numbers(grid(1000)));
    let drifted = 0;
    for (let shift = 0; shift < 0.4; shift += 0.005) {
      for (const m of [100, 400, 1600]) {
        const [finding] = compareDrift(reference, numbers(grid(m).map((z) => z + shift)));
        expect((finding.score ?? 0) >= 1).toBe(finding.drifted);
        if (finding.drifted) drifted++;
      }
    }
    expect(drifted).toBeGreaterThan(20);
  });

  test("a tiny shift in very many rows is significant and still no drift; a smaller delta makes it one", () => {
    const reference = fitReference(numbers(grid(100_000)));
    const window = numbers(grid(50_000).map((z) => z + 0.03));
    expect(compareDrift(reference, window)[0]).toMatchObject({ drifted: false });
    expect(compareDrift(reference, window)[0].pAdjusted).toBeLessThan(1e-3);
    expect(compareDrift(reference, window, { deltas: { x: 0.01 } })[0].drifted).toBe(true);
  });

  test("a window below minRows has no verdict, and what does not fit is refused", () => {
    const reference = fitReference(numbers(grid(1000)));
    expect(compareDrift(reference, numbers(grid(99)))[0]).toMatchObject({
      enough: false,
      drifted: false,
      test: "none",
    });
    expect(() => compareDrift(reference, letters({ a: 5 }))).toThrow('no column "x"');
    const other = { ...letters({ a: 5 }), names: ["x"] };
    expect(() => compareDrift(reference, other)).toThrow('column "x" was a number and is a category now');
  });

  test("a reference survives storing as JSON, and equal tables give equal references", () => {
    const reference = fitReference(numbers(grid(5000)));
    expect(decodeJson(encodeJson(reference))).toEqual(reference);
    expect(fitReference(numbers(grid(5000).reverse()))).toEqual(reference);
  });
});
