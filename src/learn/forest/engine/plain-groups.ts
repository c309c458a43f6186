import { type Group, SUMS_AT } from "./kernels.js";

/** Rows by their bins, in TypeScript; `hasClasses` says what records are. */
export function plainGroup(buffer: ArrayBuffer, binOf: Uint8Array | Uint16Array, hasClasses: boolean): Group {
  const [i32, f64] = [new Int32Array(buffer), new Float64Array(buffer)];
  const shift = binOf.BYTES_PER_ELEMENT - 1;
  return (bins, stride, rows, records, n, slots, room, bin, sums, width) => {
    const channels = hasClasses ? width >> 3 : 2;
    const histogram = (room + SUMS_AT) >> 3;
    const used = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      used[i] = binOf[(bins + i32[(rows >> 2) + i] * stride) >> shift];
      const at = histogram + used[i] * channels;
      const record = (records >> 3) + 2 * i;
      if (hasClasses) f64[at + i32[2 * record + 2]] += f64[record];
      else {
        f64[at] += f64[record];
        f64[at + 1] += f64[record + 1];
      }
    }
    const isDense = 2 * n > slots;
    const visited = isDense ? slots : used.sort().length;
    let found = 0;
    for (let i = 0; i < visited; i++) {
      const b = isDense ? i : used[i];
      // A bin without rows writes its zeros where the next one will write over them.
      let isUsed = 0;
      for (let k = 0; k < channels; k++) {
        const sum = f64[histogram + b * channels + k];
        if (sum !== 0) isUsed = 1;
        f64[(sums >> 3) + found * channels + k] = sum;
        f64[histogram + b * channels + k] = 0;
      }
      i32[(bin >> 2) + found] = b;
      found += isUsed;
    }
    return found;
  };
}
