import type { Words } from "../words.js";

/** Users and tokens. */
export function accessTables(w: Words): string[] {
  return [
    `create table users (
      name ${w.text} primary key,
      role ${w.text} not null,
      created_at ${w.real} not null,
      password_hash ${w.text} not null
    ) ${w.keyed}`,
    `create table user_changes (id ${w.integer} primary key, changes ${w.integer} not null) ${w.rows}`,
    `insert into user_changes (id, changes) values (1, 0)`,
    `create table tokens (
      id ${w.text} primary key,
      "user" ${w.text} not null references users (name) on delete cascade,
      label ${w.text} not null,
      created_at ${w.real} not null,
      expires_at ${w.real},
      secret_hash ${w.text} not null unique
    ) ${w.keyed}`,
    `create index tokens_by_user on tokens ("user", created_at)`,
  ];
}
