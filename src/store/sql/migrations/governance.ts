import type { Words } from "../words.js";

/** Protected aliases, approvals and the audit log, whose head is the row that all who append wait for. */
export function governanceTables(w: Words): string[] {
  return [
    `create table alias_policies (
      model ${w.text} not null,
      alias ${w.text} not null,
      gates ${w.text} not null,
      approvals ${w.integer} not null,
      at ${w.real} not null,
      set_by ${w.text},
      primary key (alias, model)
    ) ${w.keyed}`,
    `create table alias_approvals (
      model ${w.text} not null,
      version ${w.integer} not null,
      alias ${w.text} not null,
      person ${w.text} not null,
      approved_by ${w.text},
      digest ${w.text} not null,
      comment ${w.text} not null,
      at ${w.real} not null,
      primary key (model, version, alias, person)
    ) ${w.keyed}`,

    `create table audit_head (
      id ${w.integer} primary key,
      seq ${w.integer} not null,
      hash ${w.text} not null
    ) ${w.rows}`,
    `insert into audit_head (id, seq, hash) values (1, 0, '${"0".repeat(64)}')`,
    `create table audit_entries (
      seq ${w.integer} primary key,
      at ${w.real} not null,
      actor ${w.text},
      what ${w.text} not null,
      target ${w.text} not null,
      outcome ${w.text} not null,
      code ${w.text},
      facts ${w.text} not null,
      hash ${w.text} not null
    ) ${w.rows}`,
    `create index audit_entries_by_target on audit_entries (target, seq)`,
    `create index audit_entries_by_actor on audit_entries (actor, seq)`,
  ];
}
