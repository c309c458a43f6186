import type { RegisteredModel, RegisteredVersion, VersionStage } from "../types.js";
import { aliasClaims, modelClaims, stageClaims, versionClaims } from "./claims.js";
import { type GovernedChange, type GovernedContext, governedChange } from "./governed-change.js";
import { placeUri, stageName } from "./names.js";
import type { Mover } from "./types.js";

/** Where an alias is to be; null takes it away. */
export interface AliasWish {
  readonly name: string;
  readonly alias: string;
  readonly version: number | null;
}

/** Where a version is to be among the stages. */
export interface StageWish {
  readonly name: string;
  readonly version: number;
  readonly stage: VersionStage;
  readonly archiveOthers: boolean;
}

/** A move of an alias, as {@link governedChange} does it and `verdictsOn` judges it. */
export function aliasMove(wish: AliasWish, mover: Mover): GovernedChange<void> {
  const { name, ...move } = wish;
  return {
    what: move.version === null ? "deleteRegisteredModelAlias" : "setRegisteredModelAlias",
    target: placeUri(name, move.alias),
    mover,
    isAlwaysNoted: false,
    claims: (registered) => aliasClaims(registered, wish),
    apply: (registered, at) => registered.setAlias(name, { ...move, at, by: mover.actor }),
  };
}

/** A move to a stage. */
export function stageMove(wish: StageWish, mover: Mover): GovernedChange<RegisteredVersion> {
  const { name, version, stage, archiveOthers } = wish;
  return {
    what: "transitionModelVersionStage",
    target: placeUri(name, stageName(stage)),
    facts: { version, archiveOthers },
    mover,
    isAlwaysNoted: false,
    claims: (registered) => stageClaims(registered, wish),
    apply: (registered, at) => registered.moveToStage(name, version, { stage, archiveOthers, at }),
  };
}

/** Moves an alias if its gates let it. Throws what {@link governedChange} throws, `registry.model_unknown`, `registry.version_unknown`. */
export function moveAlias(context: GovernedContext, wish: AliasWish, mover: Mover): Promise<void> {
  return governedChange(context, aliasMove(wish, mover));
}

/** Moves a version to a stage if its gates let it. Throws what {@link governedChange} throws, `registry.version_unknown`. */
export function moveStage(context: GovernedContext, wish: StageWish, mover: Mover): Promise<RegisteredVersion> {
  return governedChange(context, stageMove(wish, mover));
}

/** Removes a version, unless someone who may not would take a protected name away by it. */
export function removeVersion(
  context: GovernedContext,
  { name, version }: { readonly name: string; readonly version: number },
  mover: Mover,
): Promise<void> {
  return governedChange(context, {
    what: "deleteModelVersion",
    target: `models:/${name}/${version}`,
    mover,
    isAlwaysNoted: true,
    claims: (registered) => versionClaims(registered, name, version),
    apply: (registered, at) => registered.removeVersion(name, version, at),
  });
}

/** Removes a model, unless someone who may not would take a protected name away by it. */
export function removeModel(context: GovernedContext, name: string, mover: Mover): Promise<void> {
  return governedChange(context, {
    what: "deleteRegisteredModel",
    target: `models:/${name}`,
    mover,
    isAlwaysNoted: true,
    claims: (registered) => modelClaims(registered, name),
    apply: (registered) => registered.remove(name),
  });
}

/** Renames a model. What it has that is protected, under the old name or the new one, needs the right to take it away. */
export function renameModel(
  context: GovernedContext,
  { name, newName }: { readonly name: string; readonly newName: string },
  mover: Mover,
): Promise<RegisteredModel> {
  return governedChange(context, {
    what: "renameRegisteredModel",
    target: `models:/${name}`,
    facts: { newName },
    mover,
    isAlwaysNoted: true,
    claims: (registered) => modelClaims(registered, name, newName),
    apply: (registered, at) => registered.rename(name, newName, at),
  });
}
