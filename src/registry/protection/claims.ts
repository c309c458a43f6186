import type { RegisteredModelStore } from "../ports.js";
import type { RegisteredVersion, VersionStage } from "../types.js";
import { stageName } from "./names.js";

/** A version is to have an alias, or a stage; `holder` is the version that has it now. */
export interface Take {
  readonly kind: "take";
  readonly model: string;
  readonly alias: string;
  readonly version: RegisteredVersion;
  readonly holder: RegisteredVersion | null;
}

/** An alias or a stage is to be taken away from a version. */
export interface Release {
  readonly kind: "release";
  readonly model: string;
  readonly alias: string;
  readonly version: number;
}

/** What a change does to names by which people load a version. */
export type Claim = Take | Release;

/** What a move of an alias claims; null takes it away. Nothing where nothing would move. */
export async function aliasClaims(
  registered: RegisteredModelStore,
  { name, alias, version }: { readonly name: string; readonly alias: string; readonly version: number | null },
): Promise<readonly Claim[]> {
  if (version === null) {
    const holder = await registered.byAlias(name, alias);
    return holder ? [{ kind: "release", model: name, alias, version: holder.version }] : [];
  }
  const wished = await registered.version(name, version);
  if (wished === null) return [];
  const holder = await registered.byAlias(name, alias);
  return holder?.version === version ? [] : [{ kind: "take", model: name, alias, version: wished, holder }];
}

/** What a change of a version's stage claims. The newest version of a stage is the one that people load by it. */
export async function stageClaims(
  registered: RegisteredModelStore,
  wish: {
    readonly name: string;
    readonly version: number;
    readonly stage: VersionStage;
    readonly archiveOthers: boolean;
  },
): Promise<readonly Claim[]> {
  const { name: model, stage } = wish;
  const wished = await registered.version(model, wish.version);
  if (wished === null) return [];
  const [newest = null] = await registered.latest(model, [stage]);
  const take: Take = { kind: "take", model, alias: stageName(stage), version: wished, holder: newest };
  if (wished.stage === stage) return wish.archiveOthers && newest?.version !== wished.version ? [take] : [];
  return [...stageRelease(wished), ...(stage === "None" ? [] : [take])];
}

/** What removing a version claims. */
export async function versionClaims(
  registered: RegisteredModelStore,
  name: string,
  version: number,
): Promise<readonly Claim[]> {
  const there = await registered.version(name, version);
  if (there === null) return [];
  return [...there.aliases.map((alias) => releaseOf(there, alias)), ...stageRelease(there)];
}

/** What removing a model claims; with `newName` what its renaming does, of both names. */
export async function modelClaims(
  registered: RegisteredModelStore,
  name: string,
  newName?: string,
): Promise<readonly Claim[]> {
  const model = newName === name ? null : await registered.get(name);
  if (model === null) return [];
  const claims = [
    ...model.aliases.map((one): Release => ({ kind: "release", model: name, ...one })),
    ...model.latestVersions.flatMap(stageRelease),
  ];
  return newName === undefined ? claims : [...claims, ...claims.map((claim) => ({ ...claim, model: newName }))];
}

function releaseOf({ name, version }: RegisteredVersion, alias: string): Release {
  return { kind: "release", model: name, alias, version };
}

function stageRelease(version: RegisteredVersion): Release[] {
  return version.stage === "None" ? [] : [releaseOf(version, stageName(version.stage))];
}
