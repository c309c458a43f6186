import { hashOf } from "../core/index.js";
import type { DataEngine, DatasetVersion, Source } from "../data/index.js";
import { definitionHashes, type OfflineFeatures, type TrainingSet } from "../features/index.js";
import { type Asset, jsonCodec, trainingSetCodec } from "../pipelines/index.js";
import type { LoadedProject, Project } from "./types.js";

/** What the first stages need besides: the project's data. */
export interface LoopData {
  readonly engine: DataEngine;
  readonly offline: OfflineFeatures;
  /** SHA-256 of a file source's bytes. Throws `data.file_missing`. */
  readonly fileDigest: (source: Extract<Source, { kind: "file" }>) => Promise<string>;
}

/**
 * Data to training set: load (what the files hold), validate (every row against its schema), features (point-in-time join).
 * `labelKnownUntil` bounds the examples.
 */
export async function dataAssets(
  data: LoopData,
  loaded: LoadedProject,
  labelKnownUntil: number,
): Promise<readonly Asset[]> {
  const { project } = loaded;
  const files = project.sources.filter((source) => source.kind === "file");
  const digests = Object.fromEntries(
    await Promise.all(files.map(async (file) => [file.name, await data.fileDigest(file)] as const)),
  );
  const definitions = { entities: project.entities, views: project.views };
  const load: Asset<Record<string, string>> = {
    name: "load",
    from: [],
    config: { files: digests },
    codec: jsonCodec(),
    make: async () => digests,
  };
  const validate: Asset<DatasetVersion> = {
    name: "validate",
    from: ["load"],
    config: { sources: project.sources },
    codec: jsonCodec(),
    async make(_inputs, signal) {
      const checks = await data.engine.load(project.sources, signal ? { signal } : {});
      const id = `dv_${hashOf(checks.map(({ source, fingerprint, rows }) => [source, fingerprint, rows])).slice(0, 24)}`;
      return { id, checks: [...checks] };
    },
  };
  const features: Asset<TrainingSet> = {
    name: "features",
    from: ["validate"],
    config: {
      definitions: definitionsOf(project),
      set: project.model.features,
      examples: project.model.examples,
      labelKnownUntil,
    },
    codec: trainingSetCodec,
    async make(_inputs, signal) {
      return data.offline.trainingSet({
        definitions,
        set: project.model.features,
        examples: project.model.examples,
        labelKnownUntil,
        ...(signal ? { signal } : {}),
      });
    },
  };
  return [load, validate, features];
}

/** Hashes of everything that decides the features' values: each view with its entity, and the request features. */
export function definitionsOf(project: Project): Record<string, string> {
  const { features } = project.model;
  return {
    ...definitionHashes({ entities: project.entities, views: project.views }, features),
    request: hashOf(features.request),
  };
}
