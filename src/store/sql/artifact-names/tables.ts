/** The tables of `../migrations/artifact-names.ts`. */
export interface ArtifactNameTables {
  /** A file has a digest, a directory none. The root's children have the parent "". */
  artifact_names: { parent: string; name: string; digest: string | null; size_bytes: number };
  /** Since when an object is being put under its digest and not yet named, 0 when it is not: see `create.ts`, `garbage.ts`. */
  artifact_objects: { digest: string; touched_at: number };
  /** Rows that are locked by what must happen one after another; how often they were. */
  artifact_turns: { slot: number; taken: number };
}
