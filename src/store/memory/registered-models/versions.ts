import { isPrompt, type RegisteredModelStore, type RegisteredVersion } from "../../../registry/index.js";
import { lastByKey } from "../../../tracking/index.js";
import { searchVersions } from "./search.js";
import { newest, type Shelf, tagged, withAliases } from "./shelf.js";

/** What a store of registered models in memory does with versions. */
export function createVersions({
  kept,
  announce,
  known,
  change,
  changeVersion,
}: Shelf): Pick<
  RegisteredModelStore,
  | "createVersion"
  | "version"
  | "latest"
  | "describeVersion"
  | "moveToStage"
  | "removeVersion"
  | "tagVersion"
  | "searchVersions"
> {
  return {
    async createVersion(wish) {
      const { lastVersion, model, versions } = known(wish.name);
      const added: RegisteredVersion = {
        ...wish,
        version: lastVersion + 1,
        updatedAt: wish.createdAt,
        stage: "None",
        tags: lastByKey(wish.tags),
        aliases: [],
      };
      change(wish.name, {
        lastVersion: added.version,
        versions: [...versions, added],
        model: { ...model, updatedAt: wish.createdAt },
      });
      announce({ kind: "versionCreated", ...added }, wish.createdAt, isPrompt(added.tags));
      return added;
    },
    async version(name, version) {
      const one = kept.get(name);
      const found = one?.versions.find((other) => other.version === version);
      return one && found ? withAliases(one, found) : null;
    },
    async latest(name, stages) {
      return newest(known(name)).filter((version) => !stages || stages.includes(version.stage));
    },
    async describeVersion(name, version, description, at) {
      return changeVersion(name, version, { description, updatedAt: at });
    },
    async moveToStage(name, version, { stage, archiveOthers, at }) {
      const moved = changeVersion(name, version, { stage, updatedAt: at });
      const others = known(name).versions.map((other) =>
        archiveOthers && other.version !== version && other.stage === stage
          ? { ...other, stage: "Archived" as const, updatedAt: at }
          : other,
      );
      change(name, { versions: others, model: { ...known(name).model, updatedAt: at } });
      return moved;
    },
    async removeVersion(name, version, at) {
      changeVersion(name, version, {});
      const { aliases, model, moves, versions } = known(name);
      const gone = [...aliases].filter(([, named]) => named === version).map(([alias]) => alias);
      change(name, {
        versions: versions.filter((other) => other.version !== version),
        aliases: new Map([...aliases].filter(([alias]) => !gone.includes(alias))),
        moves: [...moves, ...gone.map((alias) => ({ alias, version: null, at, by: null }))],
        model: { ...model, updatedAt: at },
      });
    },
    async tagVersion(name, version, { key, value, at }) {
      const { tags } = changeVersion(name, version, {});
      changeVersion(name, version, { tags: tagged(tags, key, value) });
      announce({ kind: "versionTagged", name, version, key, value }, at, isPrompt(known(name).model.tags));
    },
    async searchVersions(query) {
      const versions = [...kept.values()].flatMap((one) => one.versions.map((version) => withAliases(one, version)));
      return searchVersions(versions, query);
    },
  };
}
