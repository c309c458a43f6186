import type { Divide, ForestKernels, Rank } from "./kernels.js";
import { plainGroup } from "./plain-groups.js";
import { plainScan, plainScanClasses } from "./plain-scan.js";

/** The kernels in TypeScript: where a host has no WebAssembly, and what its results are compared with. */
export function plainKernels(buffer: ArrayBuffer): ForestKernels {
  const [u8, u16] = [new Uint8Array(buffer), new Uint16Array(buffer)];
  return {
    pairs1: plainGroup(buffer, u8, false),
    pairs2: plainGroup(buffer, u16, false),
    classes1: plainGroup(buffer, u8, true),
    classes2: plainGroup(buffer, u16, true),
    scanGini: plainScan(buffer, false),
    scanSquared: plainScan(buffer, true),
    scanClasses: plainScanClasses(buffer),
    divide1: plainDivide(buffer, u8, (bin, cut, missing) => bin <= cut || bin === missing),
    divide2: plainDivide(buffer, u16, (bin, cut, missing) => bin <= cut || bin === missing),
    divideBySet1: plainDivide(buffer, u8, (bin, set) => u8[set + bin] === 1),
    divideBySet2: plainDivide(buffer, u16, (bin, set) => u8[set + bin] === 1),
    sort(values, n) {
      const sorted = new Float64Array(buffer, values, n);
      for (let i = 0; i < n; i++) sorted[i] += 0;
      sorted.sort();
    },
    rank1: plainRank(buffer, u8),
    rank2: plainRank(buffer, u16),
  };
}

function plainDivide(
  buffer: ArrayBuffer,
  binOf: Uint8Array | Uint16Array,
  isLeft: (bin: number, cut: number, missing: number) => boolean,
): Divide {
  const [i32, f64] = [new Int32Array(buffer), new Float64Array(buffer)];
  return (bins, stride, rows, records, n, spareRows, spareRecords, cut, missing) => {
    const [row, record, restRow, restRecord] = [rows >> 2, records >> 3, spareRows >> 2, spareRecords >> 3];
    const shift = binOf.BYTES_PER_ELEMENT - 1;
    let left = 0;
    let rest = 0;
    for (let i = 0; i < n; i++) {
      const goesLeft = isLeft(binOf[(bins + i32[row + i] * stride) >> shift], cut, missing);
      const [to, at] = goesLeft ? [row + left, record + 2 * left++] : [restRow + rest, restRecord + 2 * rest++];
      i32[to] = i32[row + i];
      f64[at] = f64[record + 2 * i];
      f64[at + 1] = f64[record + 2 * i + 1];
    }
    i32.copyWithin(row + left, restRow, restRow + rest);
    f64.copyWithin(record + 2 * left, restRecord, restRecord + 2 * rest);
    return left;
  };
}

function plainRank(buffer: ArrayBuffer, out: Uint8Array | Uint16Array): Rank {
  const f64 = new Float64Array(buffer);
  const shift = out.BYTES_PER_ELEMENT - 1;
  return (values, n, bounds, steps, missing, to) => {
    for (let i = 0; i < n; i++) {
      const value = f64[(values >> 3) + i];
      let below = 0;
      for (let half = (2 ** steps) >> 1; half > 0; half >>= 1) {
        if (value > f64[(bounds >> 3) + below + half - 1]) below += half;
      }
      out[(to >> shift) + i] = Number.isNaN(value) ? missing : below;
    }
  };
}
