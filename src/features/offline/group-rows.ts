/** Rows gathered by key: those of key k are `rows[offsets[k]]` … `rows[offsets[k + 1] − 1]`, in their former order. */
export interface GroupedRows {
  readonly offsets: Int32Array;
  readonly rows: Int32Array;
}

/** Gathers rows by key in O(rows + keys); rows whose key is −1 are left out. */
export function groupRows(keys: Int32Array, keyCount: number): GroupedRows {
  const offsets = new Int32Array(keyCount + 1);
  for (let row = 0; row < keys.length; row++) if (keys[row] >= 0) offsets[keys[row] + 1]++;
  for (let key = 0; key < keyCount; key++) offsets[key + 1] += offsets[key];
  const next = offsets.slice(0, keyCount);
  const rows = new Int32Array(offsets[keyCount]);
  for (let row = 0; row < keys.length; row++) if (keys[row] >= 0) rows[next[keys[row]]++] = row;
  return { offsets, rows };
}

/** The values of the gathered rows, in gathered order. */
export function gather(values: Float64Array, rows: Int32Array): Float64Array {
  const gathered = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) gathered[i] = values[rows[i]];
  return gathered;
}
