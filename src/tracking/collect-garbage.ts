import type { Clock } from "../core/index.js";
import { apart, type KeptItem, type NeededArtifacts, pathToRemove, placesOf } from "./garbage-places.js";
import type { ArtifactGarbage, ArtifactTree, Collectable, TrackingStore } from "./ports.js";

/** What collecting needs of the world. */
export interface GarbageContext {
  readonly tracking: TrackingStore;
  readonly artifacts: ArtifactTree;
  readonly traces: TraceGarbage;
  /** Null where artifacts lie under their names alone and none can lose its name. */
  readonly objects: ArtifactGarbage | null;
  readonly neededArtifacts: NeededArtifacts;
  readonly clock: Clock;
}

/** Traces of experiments, as far as they are removed with these. */
export interface TraceGarbage {
  /** Those that were requested up to a time, the oldest first; gives how many there were. */
  remove(experimentId: string, which: { readonly upTo: number; readonly limit: number }): Promise<number>;
}

/** What is to be collected, and how. */
export interface GarbageWish {
  /** Only what was deleted longer ago than this. */
  readonly olderThanMs: number;
  /** Only says what would be removed. */
  readonly isDryRun: boolean;
  readonly signal?: AbortSignal;
  readonly onItem?: (item: Collectable) => void;
}

/** What was removed, or would be. */
export interface Garbage {
  readonly items: readonly Collectable[];
  readonly kept: readonly KeptItem[];
  readonly objects: number;
  readonly objectBytes: number;
}

const PAGE = 1000;
const TRACES_AT_ONCE = 500;

/**
 * Removes deleted experiments, runs and models for good, with their traces and artifacts, and then the bytes that no artifact names any
 * more. Traces and artifacts go first: whatever ends the work in between, the next one finds what is left. What is restored or uploaded
 * meanwhile stays, and so does what has artifacts that are needed. Where experiments share a directory, each loses what is its runs' and
 * models' own there, and the last one the rest.
 */
export async function collectGarbage(context: GarbageContext, wish: GarbageWish): Promise<Garbage> {
  const before = context.clock.now() - wish.olderThanMs;
  const { names, ...found } = wish.isDryRun
    ? await lookThrough(context, before, wish)
    : await collect(context, before, wish);
  const garbage = { ...found, objects: 0, objectBytes: 0 };
  if (context.objects === null) return garbage;
  for await (const { digest, sizeBytes } of context.objects.unreferenced(names)) {
    wish.signal?.throwIfAborted();
    if (!wish.isDryRun && !(await context.objects.removeObject(digest))) continue;
    garbage.objects++;
    garbage.objectBytes += sizeBytes;
  }
  return garbage;
}

interface Found {
  readonly items: readonly Collectable[];
  readonly kept: readonly KeptItem[];
  /** How many names each digest has in what would be removed. */
  readonly names?: ReadonlyMap<string, number>;
}

async function lookThrough(context: GarbageContext, before: number, wish: GarbageWish): Promise<Found> {
  const all = await context.tracking.collectable(before, Number.MAX_SAFE_INTEGER);
  const places = await placesOf(context);
  const { free, kept } = apart(all, places);
  const files = new Map<string, string>();
  const gone = new Set<string>();
  for (const item of free) {
    wish.signal?.throwIfAborted();
    wish.onItem?.(item);
    const path = pathToRemove(item, places, gone);
    if (item.kind === "experiment") gone.add(item.id);
    if (path === null || context.objects === null) continue;
    for await (const file of context.artifacts.files(path)) files.set(`${path}/${file.path}`, file.digest);
  }
  const names = new Map<string, number>();
  for (const digest of files.values()) names.set(digest, (names.get(digest) ?? 0) + 1);
  return { items: free, kept, names };
}

async function collect(context: GarbageContext, before: number, wish: GarbageWish): Promise<Found> {
  const { tracking, artifacts, traces } = context;
  const items: Collectable[] = [];
  const kept: KeptItem[] = [];
  for (;;) {
    const known = new Set(kept.map(keyOf));
    const found = await tracking.collectable(before, PAGE + kept.length);
    const page = found.filter((item) => !known.has(keyOf(item)));
    if (page.length === 0) return { items, kept };
    const places = await placesOf(context);
    const { free, kept: needed } = apart(page, places);
    const removedBefore = items.length;
    const gone = new Set<string>();
    for (const item of free) {
      wish.signal?.throwIfAborted();
      if (!(await tracking.isCollectable(item))) continue;
      const path = pathToRemove(item, places, gone);
      if (item.kind === "experiment") await removeTraces(traces, item.id, wish.signal);
      if (path !== null) await artifacts.remove(path);
      const removed = await tracking.collect([item]);
      items.push(...removed);
      for (const { kind, id } of removed) if (kind === "experiment") gone.add(id);
      wish.onItem?.(item);
    }
    kept.push(...needed);
    if (items.length === removedBefore && needed.length === 0) return { items, kept };
  }
}

function keyOf({ kind, id }: Collectable): string {
  return `${kind} ${id}`;
}

async function removeTraces(traces: TraceGarbage, experimentId: string, signal?: AbortSignal): Promise<void> {
  const some = { upTo: Number.MAX_VALUE, limit: TRACES_AT_ONCE };
  while ((await traces.remove(experimentId, some)) > 0) signal?.throwIfAborted();
}
