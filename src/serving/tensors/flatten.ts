/**
 * The elements of `data`, which is flat or nested as `shape` says, in row-major order; null when it is nested in another way, such as
 * ragged. A flat list is given back as it is: whether it has as many elements as the shape is for the caller to see.
 */
export function flattened(data: readonly unknown[], shape: readonly number[]): readonly unknown[] | null {
  if (!Array.isArray(data[0])) return data.some(Array.isArray) ? null : data;
  const flat: unknown[] = [];
  return collect(data, shape, 0, flat) ? flat : null;
}

function collect(data: readonly unknown[], shape: readonly number[], axis: number, into: unknown[]): boolean {
  if (data.length !== shape[axis]) return false;
  const last = axis === shape.length - 1;
  for (const item of data) {
    if (Array.isArray(item) === last) return false;
    if (last) into.push(item);
    else if (!collect(item as readonly unknown[], shape, axis + 1, into)) return false;
  }
  return true;
}
