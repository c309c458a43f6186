import { compareText } from "../../../core/index.js";
import {
  modelUnknown,
  type RegisteredModel,
  type RegisteredModelStore,
  type RegisteredVersion,
  type RegistryChange,
  type RegistryTag,
  type VersionStage,
  versionUnknown,
} from "../../../registry/index.js";
import { lastByKey } from "../../../tracking/index.js";

type AliasMoves = Awaited<ReturnType<RegisteredModelStore["aliasHistory"]>>;

/** A model as the memory keeps it; it never changes, it is replaced. */
export interface Kept {
  readonly model: Omit<RegisteredModel, "aliases" | "latestVersions">;
  readonly lastVersion: number;
  /** Without aliases; by number. */
  readonly versions: readonly RegisteredVersion[];
  readonly aliases: ReadonlyMap<string, number>;
  readonly moves: AliasMoves;
}

/** Is told of each change, and whether it is one of a prompt. */
export type Announce = (change: RegistryChange, at: number, isOfPrompt: boolean) => void;

/** All that is kept, and how it is changed. */
export interface Shelf {
  readonly kept: Map<string, Kept>;
  readonly announce: Announce;
  /** Throws `registry.model_unknown`. */
  known(name: string): Kept;
  change(name: string, parts: Partial<Kept>): Kept;
  /** Throws `registry.version_unknown`. */
  changeVersion(name: string, version: number, parts: Partial<RegisteredVersion>): RegisteredVersion;
}

/** An empty shelf. */
export function createShelf(announce: Announce): Shelf {
  const kept = new Map<string, Kept>();
  const known = (name: string): Kept => {
    const one = kept.get(name);
    if (one) return one;
    throw modelUnknown(name);
  };
  const change = (name: string, parts: Partial<Kept>): Kept => {
    const changed = { ...known(name), ...parts };
    kept.set(name, changed);
    return changed;
  };
  const changeVersion = (name: string, version: number, parts: Partial<RegisteredVersion>): RegisteredVersion => {
    const one = kept.get(name);
    const before = one?.versions.find((other) => other.version === version);
    if (!one || !before) throw versionUnknown(name, version);
    const after = { ...before, ...parts };
    return withAliases(
      change(name, { versions: one.versions.map((other) => (other === before ? after : other)) }),
      after,
    );
  };
  return { kept, announce, known, change, changeVersion };
}

/** A model as it is given out. */
export function modelOf(one: Kept): RegisteredModel {
  const aliases = [...one.aliases].map(([alias, version]) => ({ alias, version }));
  return {
    ...one.model,
    aliases: aliases.sort((a, b) => compareText(a.alias, b.alias)),
    latestVersions: newest(one),
  };
}

/** The newest of each stage, the stage with the oldest version first. */
export function newest(one: Kept): RegisteredVersion[] {
  const byStage = new Map<VersionStage, RegisteredVersion>();
  for (const version of one.versions) byStage.set(version.stage, version);
  return [...byStage.values()].map((version) => withAliases(one, version));
}

/** A version with the aliases that name it. */
export function withAliases(one: Kept, version: RegisteredVersion): RegisteredVersion {
  const aliases = [...one.aliases].filter(([, named]) => named === version.version).map(([alias]) => alias);
  return { ...version, aliases: aliases.sort(compareText) };
}

/** Tags after a change of one; null removes it. */
export function tagged(tags: readonly RegistryTag[], key: string, value: string | null): RegistryTag[] {
  return lastByKey([...tags.filter((tag) => tag.key !== key), ...(value === null ? [] : [{ key, value }])]);
}
