/** Numbers with weights, all 1 when there are none; both arrays are reordered by {@link valueAt}. */
export interface Weighted {
  readonly values: Float64Array;
  readonly weights?: Float64Array;
  /** Called between passes over the values; throws when the fit is cancelled. */
  readonly look?: () => void;
}

/**
 * The value at `position` ≥ 0 when the values stand in ascending order, each as wide as its weight: the one where the sum of weights
 * first exceeds `position`, the largest when none does. Reorders its input. Expected cost O(n) (Hoare's quickselect, with the values
 * equal to the pivot set apart, since residuals have many ties).
 */
export function valueAt(items: Weighted, position: number): number {
  const { values } = items;
  let from = 0;
  let to = values.length;
  let wanted = position;
  while (to - from > 1) {
    items.look?.();
    const pivot = pivotOf(values, from, to);
    const { equalFrom, equalTo } = partition(items, from, to, pivot);
    const below = widthOf(items, from, equalFrom);
    const upTo = below + widthOf(items, equalFrom, equalTo);
    if (wanted < below) to = equalFrom;
    else if (wanted < upTo || equalTo === to) return pivot;
    else {
      from = equalTo;
      wanted -= upTo;
    }
  }
  return values[from];
}

function widthOf({ weights }: Weighted, from: number, to: number): number {
  if (weights === undefined) return to - from;
  let width = 0;
  for (let i = from; i < to; i++) width += weights[i];
  return width;
}

/** The middle one of three. */
function pivotOf(values: Float64Array, from: number, to: number): number {
  const a = values[from];
  const b = values[(from + to) >>> 1];
  const c = values[to - 1];
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** Smaller values first, then those equal to the pivot, then larger ones. */
function partition(
  { values, weights }: Weighted,
  from: number,
  to: number,
  pivot: number,
): { readonly equalFrom: number; readonly equalTo: number } {
  let equalFrom = from;
  let equalTo = to;
  for (let i = from; i < equalTo; ) {
    const value = values[i];
    if (value < pivot) swap(values, weights, i++, equalFrom++);
    else if (value > pivot) swap(values, weights, i, --equalTo);
    else i++;
  }
  return { equalFrom, equalTo };
}

function swap(values: Float64Array, weights: Float64Array | undefined, i: number, j: number): void {
  const value = values[i];
  values[i] = values[j];
  values[j] = value;
  if (weights === undefined) return;
  const weight = weights[i];
  weights[i] = weights[j];
  weights[j] = weight;
}
