/**
 * Passes over the rows of a row-major matrix. All places are indices into one heap of doubles; `stride` is the length of a row;
 * `rows` and `stride` are multiples of 4 above 0.
 */
export interface LinearKernel {
  /** z[i] = Σⱼ x[i][j]·theta[j]. */
  readonly dots: (x: number, rows: number, stride: number, theta: number, z: number) => void;
  /** g[j] += Σᵢ r[i]·x[i][j]. */
  readonly accumulate: (x: number, rows: number, stride: number, r: number, g: number) => void;
  /** h[j][k] += Σᵢ w[i]·x[i][j]·x[i][k] for k from the multiple of 4 at or below j. */
  readonly gram: (x: number, rows: number, stride: number, w: number, h: number) => void;
  /** Σ w·(log(1 + e^z) − y·z), and r = w·(1 / (1 + e^−z) − y). */
  readonly logistic: (z: number, y: number, w: number, rows: number, r: number) => number;
  /** out[i][k] = (raw[k][i] − factors[2k])·factors[2k + 1] for four columns k, each `length` long, into rows of `stride`. */
  readonly standardise: (
    raw: number,
    length: number,
    rows: number,
    factors: number,
    out: number,
    stride: number,
  ) => void;
}

const MAGIC = 6755399441055744;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Powers of two from 2^−1022 to 2^0. */
const powers = Float64Array.from({ length: 1023 }, (_, k) => 2 ** (k - 1022));
/** 1 / k!, of Taylor's polynomial of e^x. */
const exponential = Float64Array.from({ length: 14 }, (_, k) => {
  let factorial = 1;
  for (let i = 2; i <= k; i++) factorial *= i;
  return 1 / factorial;
});
/** 1 / (2k + 1), of atanh's series. */
const series = Float64Array.from({ length: 11 }, (_, k) => 1 / (2 * k + 1));

/** The kernel in TypeScript: every addition in the order of the WebAssembly one, so both give the same bits. */
export function plainKernel(heap: Float64Array): LinearKernel {
  return {
    dots: (x, rows, stride, theta, z) => dots(heap, x, rows, stride, theta, z),
    accumulate: (x, rows, stride, r, g) => accumulate(heap, x, rows, stride, r, g),
    gram: (x, rows, stride, w, h) => gram(heap, x, rows, stride, w, h),
    logistic: (z, y, w, rows, r) => logistic(heap, z, y, w, rows, r),
    standardise: (raw, length, rows, factors, out, stride) => {
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < 4; k++) {
          const value = heap[raw + k * length + i] - heap[factors + 2 * k];
          heap[out + i * stride + k] = value * heap[factors + 2 * k + 1];
        }
      }
    },
  };
}

type Pass = (heap: Float64Array, x: number, rows: number, stride: number, from: number, to: number) => void;

const dots: Pass = (heap, x, rows, stride, theta, z) => {
  for (let i = 0; i < rows; i++) {
    const row = x + i * stride;
    let even = 0;
    let odd = 0;
    for (let j = 0; j < stride; j += 2) {
      even += heap[row + j] * heap[theta + j];
      odd += heap[row + j + 1] * heap[theta + j + 1];
    }
    heap[z + i] = even + odd;
  }
};

const accumulate: Pass = (heap, x, rows, stride, r, g) => {
  for (let i = 0; i < rows; i += 4) {
    const row = x + i * stride;
    const [r0, r1, r2, r3] = [heap[r + i], heap[r + i + 1], heap[r + i + 2], heap[r + i + 3]];
    for (let j = 0; j < stride; j++) {
      let sum = heap[g + j] + r0 * heap[row + j];
      sum += r1 * heap[row + stride + j];
      sum += r2 * heap[row + 2 * stride + j];
      heap[g + j] = sum + r3 * heap[row + 3 * stride + j];
    }
  }
};

const gram: Pass = (heap, x, rows, stride, w, h) => {
  for (let i = 0; i < rows; i++) {
    const row = x + i * stride;
    for (let j = 0; j < stride; j++) {
      const a = heap[w + i] * heap[row + j];
      for (let k = j & ~3; k < stride; k++) heap[h + j * stride + k] += a * heap[row + k];
    }
  }
};

function logistic(heap: Float64Array, z: number, y: number, w: number, rows: number, r: number): number {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < rows; i++) {
    const v = heap[z + i];
    const e = expOfMinus(v);
    const label = heap[y + i];
    const p = (v >= 0 ? 1 : e) / (1 + e);
    const loss = heap[w + i] * (Math.max(v, 0) - label * v + log1pOf(e));
    heap[r + i] = heap[w + i] * (p - label);
    if ((i & 1) === 0) even += loss;
    else odd += loss;
  }
  return even + odd;
}

/** e^−|v| to one unit in the last place; e^−708 below. Reduced by multiples of log 2 (Cody and Waite, 1980). */
function expOfMinus(v: number): number {
  const t = Math.max(-Math.abs(v), -708);
  const k = t * Math.LOG2E + MAGIC - MAGIC;
  const f = t - k * LN2_HIGH - k * LN2_LOW;
  return polynomial(exponential, f) * powers[k + 1022];
}

/** log(1 + e) for e in [0, 1], as 2·atanh(e / (2 + e)), about 1 where e is large. */
function log1pOf(e: number): number {
  const isBig = e > 0.41421356;
  const s = (e + (isBig ? -1 : 0)) / (e + (isBig ? 3 : 2));
  return 2 * s * polynomial(series, s * s) + (isBig ? Math.LN2 : 0);
}

const terms = new Float64Array(16);

/** Σ coefficientₖ·xᵏ by Estrin's scheme: pairs, then pairs of pairs. */
function polynomial(coefficients: Float64Array, x: number): number {
  terms.set(coefficients);
  for (let n = coefficients.length, power = x; n > 1; n = (n + 1) >> 1, power *= power) {
    for (let k = 0; 2 * k < n; k++) {
      terms[k] = 2 * k + 1 < n ? terms[2 * k] + power * terms[2 * k + 1] : terms[2 * k];
    }
  }
  return terms[0];
}
