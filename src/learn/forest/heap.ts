/** An entry of a heap: the largest key first, of equals the smallest `tie`. */
export interface HeapEntry {
  readonly key: number;
  readonly tie: number;
}

/** Adds an entry to a binary heap. */
export function pushHeap<T extends HeapEntry>(heap: T[], entry: T): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(entry, heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = entry;
}

/** Takes the first entry out; undefined where there is none. */
export function popHeap<T extends HeapEntry>(heap: T[]): T | undefined {
  const first = heap[0];
  const moved = heap.pop();
  if (moved === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
    if (!isBefore(heap[child], moved)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = moved;
  return first;
}

function isBefore(a: HeapEntry, b: HeapEntry): boolean {
  return a.key > b.key || (a.key === b.key && a.tie < b.tie);
}
