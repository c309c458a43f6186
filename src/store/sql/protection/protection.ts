import type { Kysely, Selectable } from "kysely";
import { decodeJson, encodeJson } from "../../../core/index.js";
import { type AliasPolicy, type Approval, type ProtectionStore, personOf } from "../../../registry/index.js";
import type { Tables } from "../schema.js";
import type { ProtectionTables } from "./tables.js";

/** A {@link ProtectionStore} in SQL, also within a transaction that is under way. */
export function createSqlProtectionStore(db: Kysely<Tables>): ProtectionStore {
  return {
    async setPolicy({ model, alias, gates, approvals, at, by }) {
      const row = { gates: encodeJson(gates), approvals, at, set_by: by };
      await db
        .insertInto("alias_policies")
        .values({ model, alias, ...row })
        .onConflict((conflict) => conflict.columns(["alias", "model"]).doUpdateSet(row))
        .execute();
    },
    async removePolicy({ model, alias }) {
      const gone = db.deleteFrom("alias_policies").where("model", "=", model).where("alias", "=", alias);
      return (await gone.returning("model").execute()).length > 0;
    },
    async policies(alias) {
      let query = db.selectFrom("alias_policies").selectAll().orderBy("model").orderBy("alias");
      if (alias !== undefined) query = query.where("alias", "=", alias);
      return (await query.execute()).map(policyOf);
    },
    async approve({ model, version, alias, by, digest, comment, at }) {
      const row = { approved_by: by, digest, comment, at };
      await db
        .insertInto("alias_approvals")
        .values({ model, version, alias, person: personOf(by), ...row })
        .onConflict((conflict) => conflict.columns(["model", "version", "alias", "person"]).doUpdateSet(row))
        .execute();
    },
    async withdraw({ model, version, alias, person }) {
      const gone = await db
        .deleteFrom("alias_approvals")
        .where("model", "=", model)
        .where("version", "=", version)
        .where("alias", "=", alias)
        .where("person", "=", person)
        .returning("person")
        .execute();
      return gone.length > 0;
    },
    async approvals({ model, version, alias }) {
      let query = db.selectFrom("alias_approvals").selectAll().where("model", "=", model);
      if (version !== undefined) query = query.where("version", "=", version);
      if (alias !== undefined) query = query.where("alias", "=", alias);
      const rows = await query.orderBy("version").orderBy("alias").orderBy("person").execute();
      return rows.map(approvalOf);
    },
  };
}

function policyOf(row: Selectable<ProtectionTables["alias_policies"]>): AliasPolicy {
  const { model, alias, gates, approvals, at, set_by: by } = row;
  return { model, alias, gates: decodeJson(gates) as AliasPolicy["gates"], approvals, at, by };
}

function approvalOf(row: Selectable<ProtectionTables["alias_approvals"]>): Approval {
  const { model, version, alias, approved_by: by, digest, comment, at } = row;
  return { model, version, alias, by, digest, comment, at };
}
