import type { ExactJson, ExactObject } from "./exact-json.js";

/** A tag of an evaluation dataset; null where it was made without a value. */
export interface DatasetTag {
  readonly key: string;
  readonly value: string | null;
}

/** Records to evaluate an application with: what goes in, and what should come out. Times are ms since the epoch. */
export interface EvaluationDataset {
  /** `d-` and 32 hex digits. */
  readonly datasetId: string;
  /** Not unique. */
  readonly name: string;
  /** By key. */
  readonly tags: readonly DatasetTag[];
  /** JSON: the type of every field that a record ever had, as first seen; null before the first. */
  readonly schema: string | null;
  /** JSON: how many records there are; null before the first. */
  readonly profile: string | null;
  /** Another one after each change of the records. */
  readonly digest: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly createdBy: string | null;
  readonly updatedBy: string | null;
}

/** Where a record comes from. */
export interface RecordSource {
  readonly type: "UNSPECIFIED" | "TRACE" | "HUMAN" | "DOCUMENT" | "CODE";
  readonly data: ExactObject;
}

/** One record of an evaluation dataset. Its inputs are its identity: a dataset has no two records with the same. */
export interface DatasetRecord {
  /** `dr-` and 32 hex digits. */
  readonly recordId: string;
  readonly datasetId: string;
  readonly inputs: ExactObject;
  readonly outputs: ExactJson;
  readonly expectations: ExactObject | null;
  readonly tags: ExactObject;
  readonly source: RecordSource | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly createdBy: string | null;
  readonly updatedBy: string | null;
}

/** A record as a client sends it. */
export interface RecordWish {
  readonly inputs: ExactObject;
  /** Undefined where nothing is said of them. */
  readonly outputs: ExactJson | undefined;
  readonly expectations: ExactObject | null;
  readonly tags: ExactObject | null;
  readonly source: RecordSource | null;
}

/** A version of a scorer: how answers are judged, as the client wrote it. Nothing of it is ever run here. */
export interface ScorerVersion {
  /** A UUID; that of all versions of this name in this experiment. */
  readonly scorerId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly version: number;
  /** JSON. */
  readonly serialized: string;
  readonly createdAt: number;
}

/** Which share of an experiment's new traces a scorer is asked about. No scorer is run here: clients read it back. */
export interface ScorerSampling {
  /** 32 hex digits; another one after each change. */
  readonly samplingId: string;
  readonly scorerId: string;
  readonly experimentId: string;
  /** From 0 to 1. */
  readonly rate: number;
  /** Of traces; null for all. */
  readonly filter: string | null;
}
