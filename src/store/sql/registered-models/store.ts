import type { Kysely } from "kysely";
import type { RegisteredModelStore } from "../../../registry/index.js";
import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import { aliasHistory, setAlias, versionByAlias } from "./aliases.js";
import { createModel, describeModel, removeModel, renameModel, tagModel } from "./change-models.js";
import { createVersion, describeVersion, moveToStage, removeVersion, tagVersion } from "./change-versions.js";
import { newestOfStages } from "./newest.js";
import { keepMessages } from "./outbox.js";
import { completeModel, findModel, knownModel } from "./read-models.js";
import { completeVersions, findVersion, readVersions } from "./read-versions.js";
import { searchModels, searchVersions } from "./search.js";

/**
 * A {@link RegisteredModelStore} in SQL; each change and the messages to webhooks about it are one. In a transaction that is under way
 * all of it is part of that.
 */
export function createSqlRegisteredModelStore({ db }: Pick<SqlDatabase, "db">): RegisteredModelStore {
  const within = <T>(work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> =>
    db.isTransaction ? work(db) : db.transaction().execute(work);
  return {
    create: (model) =>
      within(async (trx) => {
        const created = await createModel(trx, model);
        await keepMessages(trx, { kind: "modelCreated", ...model }, model.at);
        return created;
      }),
    async get(name) {
      const row = await findModel(db, name);
      return row && completeModel(db, row);
    },
    rename: (name, newName, at) => within((trx) => renameModel(trx, name, { newName, at })),
    describe: (name, description, at) => within((trx) => describeModel(trx, name, { description, at })),
    remove: (name) => within((trx) => removeModel(trx, name)),
    tag: (name, key, value, at) =>
      within(async (trx) => {
        await tagModel(trx, name, { key, value });
        await keepMessages(trx, { kind: "modelTagged", name, key, value }, at);
      }),
    search: (query) => searchModels(db, query),

    createVersion: (wish) =>
      within(async (trx) => {
        const version = await createVersion(trx, wish);
        await keepMessages(trx, { kind: "versionCreated", ...version }, wish.createdAt);
        return version;
      }),
    async version(name, version) {
      const row = await findVersion(db, name, version);
      return row && (await completeVersions(db, [row]))[0];
    },
    async latest(name, stages) {
      const { id } = await knownModel(db, name);
      return readVersions(db, await newestOfStages(db, [id], stages));
    },
    describeVersion: (name, version, description, at) =>
      within((trx) => describeVersion(trx, name, version, { description, at })),
    moveToStage: (name, version, move) => within((trx) => moveToStage(trx, name, version, move)),
    removeVersion: (name, version, at) => within((trx) => removeVersion(trx, name, version, at)),
    tagVersion: (name, version, { key, value, at }) =>
      within(async (trx) => {
        await tagVersion(trx, name, version, { key, value });
        await keepMessages(trx, { kind: "versionTagged", name, version, key, value }, at);
      }),
    searchVersions: (query) => searchVersions(db, query),

    setAlias: (name, move) =>
      within(async (trx) => {
        await setAlias(trx, name, move);
        await keepMessages(trx, { kind: "aliasMoved", name, alias: move.alias, version: move.version }, move.at);
      }),
    byAlias: (name, alias) => versionByAlias(db, name, alias),
    aliasHistory: (name) => aliasHistory(db, name),
  };
}
