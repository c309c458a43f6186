import { treePath } from "./artifact-uri.js";
import { createPathIndex, type PathIndex } from "./path-index.js";
import type { Collectable, TrackingStore } from "./ports.js";
import { allOf } from "./search/all-of.js";

/** Artifact URIs that are needed, however deleted what they are of is, and what needs each. */
export type NeededArtifacts = () => AsyncIterable<readonly [uri: string, by: string]>;

/** Something deleted that stays, and what needs its artifacts. */
export interface KeptItem extends Collectable {
  readonly neededBy: string;
}

interface PlacesContext {
  readonly tracking: TrackingStore;
  readonly neededArtifacts: NeededArtifacts;
}

/** What lies where in the tree of artifacts. */
export interface Places {
  /** By what needs it. */
  readonly needed: PathIndex;
  /** By the experiments' ids. */
  readonly experiments: PathIndex;
}

/** Reads what lies where now. */
export async function placesOf({ tracking, neededArtifacts }: PlacesContext): Promise<Places> {
  return { needed: await indexOf(neededArtifacts()), experiments: await indexOf(experimentsOf(tracking)) };
}

async function indexOf(owned: AsyncIterable<readonly [uri: string, owner: string]>): Promise<PathIndex> {
  const paths: [string, string][] = [];
  for await (const [uri, owner] of owned) {
    const path = treePath(uri);
    if (path !== null) paths.push([path, owner]);
  }
  return createPathIndex(paths);
}

async function* experimentsOf(tracking: TrackingStore): AsyncGenerator<readonly [uri: string, id: string]> {
  const experiments = allOf((query) => tracking.searchExperiments("all", query));
  for await (const { id, artifactLocation } of experiments) yield [artifactLocation, id];
}

/** What may be removed, and what is needed. */
export function apart(items: readonly Collectable[], { needed }: Places): { free: Collectable[]; kept: KeptItem[] } {
  const free: Collectable[] = [];
  const kept: KeptItem[] = [];
  for (const item of items) {
    const path = treePath(item.artifactUri);
    const neededBy = path === null ? null : needed.overlapping(path);
    if (neededBy === null) free.push(item);
    else kept.push({ ...item, neededBy });
  }
  return { free, kept };
}

/** The directory that goes with something; null where there is none, or it is an experiment's that shares it with one that has not gone. */
export function pathToRemove(
  { kind, id, artifactUri }: Collectable,
  { experiments }: Places,
  gone: ReadonlySet<string>,
): string | null {
  const path = treePath(artifactUri);
  if (path === null || path === "") return null;
  const isOther = (experiment: string): boolean => experiment !== id && !gone.has(experiment);
  return kind === "experiment" && experiments.overlapping(path, isOther) !== null ? null : path;
}
