/** Things that wait for their time, given out in the order of time and, at equal times, of arrival. */
export interface Pending<T> {
  readonly size: number;
  add(timeMs: number, thing: T, row: number): void;
  /** Gives out all that are due at `timeMs`. */
  release(timeMs: number, take: (thing: T, row: number) => void): void;
}

/** Sorted arrays: things that arrive in the order of time are appended in O(1); others are put in their place in O(waiting). */
export function createPending<T>(): Pending<T> {
  let times: number[] = [];
  let things: T[] = [];
  let rows: number[] = [];
  let first = 0;
  const forget = (): void => {
    times = times.slice(first);
    things = things.slice(first);
    rows = rows.slice(first);
    first = 0;
  };
  const placeOf = (timeMs: number): number => {
    let low = first;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    get size() {
      return times.length - first;
    },
    add(timeMs, thing, row) {
      const isLast = times.length === first || times[times.length - 1] <= timeMs;
      const place = isLast ? times.length : placeOf(timeMs);
      if (isLast) {
        times.push(timeMs);
        things.push(thing);
        rows.push(row);
      } else {
        times.splice(place, 0, timeMs);
        things.splice(place, 0, thing);
        rows.splice(place, 0, row);
      }
    },
    release(timeMs, take) {
      for (; first < times.length && times[first] <= timeMs; first++) take(things[first], rows[first]);
      if (first > 1024 && first * 2 > times.length) forget();
    },
  };
}
