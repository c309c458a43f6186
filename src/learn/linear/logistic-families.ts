import { BLOCK, type Design } from "./design-matrix.js";
import type { Family } from "./smooth-problem.js";

/** Log loss of labels 0/1 in the log-odds z: log(1 + e^z) − y·z. */
export function binaryFamily(design: Design, y: Float64Array, weights: Float64Array): Family {
  const { scratch } = design;
  const { values, kernel } = design.heap;
  return {
    outputs: 1,
    constant: ([z]) => {
      let [ones, zeros] = [0, 0];
      for (let i = 0; i < y.length; i++) {
        ones += weights[i] * y[i];
        zeros += weights[i] * (1 - y[i]);
      }
      const e = Math.exp(-Math.abs(z));
      const p = z >= 0 ? 1 / (1 + e) : e / (1 + e);
      const loss = Math.log1p(e) + Math.max(z, 0);
      return { value: ones * (loss - z) + zeros * loss, slope: ones * (1 - p) + zeros * p };
    },
    slopes: (from, count) => {
      const padded = (count + 3) & ~3;
      values.set(y.subarray(from, from + count), scratch.y);
      values.set(weights.subarray(from, from + count), scratch.w);
      values.fill(0, scratch.w + count, scratch.w + padded);
      return kernel.logistic(scratch.z, scratch.y, scratch.w, padded, scratch.r);
    },
    curvatures: (_, [z], from, out) => {
      for (let i = 0; i < out.length; i++) {
        const e = Math.exp(-Math.abs(z[from + i]));
        out[i] = (weights[from + i] * e) / ((1 + e) * (1 + e));
      }
    },
  };
}

/** Log loss of one of K classes in the scores z: log Σ e^z_k − z_y. */
export function softmaxFamily(codes: Int32Array, outputs: number, weights: Float64Array): Family {
  return {
    outputs,
    slopes: (from, count, z, r) => {
      let loss = 0;
      for (let i = 0; i < count; i++) {
        const weight = weights[from + i];
        const own = codes[from + i] * BLOCK + i;
        let most = z[i];
        for (let at = i; at < outputs * BLOCK; at += BLOCK) most = Math.max(most, z[at]);
        let sum = 0;
        for (let at = i; at < outputs * BLOCK; at += BLOCK) sum += r[at] = Math.exp(z[at] - most);
        for (let at = i; at < outputs * BLOCK; at += BLOCK) r[at] *= weight / sum;
        r[own] -= weight;
        loss += weight * (Math.log(sum) + most - z[own]);
      }
      return loss;
    },
    curvatures: ({ k, l }, z, from, out) => {
      for (let i = 0; i < out.length; i++) {
        let most = Number.NEGATIVE_INFINITY;
        for (const values of z) most = Math.max(most, values[from + i]);
        let sum = 0;
        for (const values of z) sum += Math.exp(values[from + i] - most);
        const pk = Math.exp(z[k][from + i] - most) / sum;
        const pl = Math.exp(z[l][from + i] - most) / sum;
        out[i] = weights[from + i] * (k === l ? pk * (1 - pk) : -pk * pl);
      }
    },
  };
}
