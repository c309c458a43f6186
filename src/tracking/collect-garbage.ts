import type { Clock } from "../core/index.js";
import { treePath } from "./artifact-uri.js";
import type { ArtifactGarbage, ArtifactTree, Collectable, TrackingStore } from "./ports.js";

/** What collecting needs of the world. */
export interface GarbageContext {
  readonly tracking: TrackingStore;
  readonly artifacts: ArtifactTree;
  readonly traces: TraceGarbage;
  /** Null where artifacts lie under their names alone and none can lose its name. */
  readonly objects: ArtifactGarbage | null;
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
  readonly objects: number;
  readonly objectBytes: number;
}

const PAGE = 1000;
const TRACES_AT_ONCE = 500;

/**
 * Removes deleted experiments, runs and models for good, with their traces and artifacts, and then the bytes that no artifact names any more. Traces and
 * artifacts go first: whatever ends the work in between, the next one finds what is left. What is restored or uploaded meanwhile stays.
 */
export async function collectGarbage(context: GarbageContext, wish: GarbageWish): Promise<Garbage> {
  const before = context.clock.now() - wish.olderThanMs;
  const items = wish.isDryRun ? await collectable(context, before, wish) : await collect(context, before, wish);
  const garbage = { items, objects: 0, objectBytes: 0 };
  if (context.objects === null) return garbage;
  const going = wish.isDryRun ? await namesOf(context, items, wish.signal) : undefined;
  for await (const { digest, sizeBytes } of context.objects.unreferenced(going)) {
    wish.signal?.throwIfAborted();
    if (!wish.isDryRun && !(await context.objects.removeObject(digest))) continue;
    garbage.objects++;
    garbage.objectBytes += sizeBytes;
  }
  return garbage;
}

async function collectable(
  { tracking }: GarbageContext,
  before: number,
  wish: GarbageWish,
): Promise<readonly Collectable[]> {
  const items = await tracking.collectable(before, Number.MAX_SAFE_INTEGER);
  for (const item of items) wish.onItem?.(item);
  return items;
}

/** How many names each digest has in what these have as artifacts. */
async function namesOf(
  { artifacts }: GarbageContext,
  items: readonly Collectable[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const names = new Map<string, number>();
  for (const { artifactUri } of items) {
    signal?.throwIfAborted();
    const path = treePath(artifactUri);
    if (path === null || path === "") continue;
    for await (const { digest } of artifacts.files(path)) names.set(digest, (names.get(digest) ?? 0) + 1);
  }
  return names;
}

async function collect(context: GarbageContext, before: number, wish: GarbageWish): Promise<readonly Collectable[]> {
  const { tracking, artifacts, traces } = context;
  const removed: Collectable[] = [];
  for (;;) {
    const page = await tracking.collectable(before, PAGE);
    const gone: Collectable[] = [];
    for (const item of page) {
      wish.signal?.throwIfAborted();
      const path = treePath(item.artifactUri);
      if (item.kind === "experiment") await removeTraces(traces, item.id, wish.signal);
      if (path !== null && path !== "") await artifacts.remove(path);
      gone.push(...(await tracking.collect([item])));
      wish.onItem?.(item);
    }
    removed.push(...gone);
    if (gone.length === 0) return removed;
  }
}

async function removeTraces(traces: TraceGarbage, experimentId: string, signal?: AbortSignal): Promise<void> {
  const some = { upTo: Number.MAX_VALUE, limit: TRACES_AT_ONCE };
  while ((await traces.remove(experimentId, some)) > 0) signal?.throwIfAborted();
}
