import type { Words } from "../words.js";

/** Names of artifacts and the objects that they mean. */
export function artifactNameTables(w: Words): string[] {
  return [
    `create table artifact_names (
    parent ${w.text} not null,
    name ${w.text} not null,
    digest ${w.text},
    size_bytes ${w.integer} not null,
    primary key (parent, name)
  ) ${w.keyed}`,
    `create index artifact_names_by_digest on artifact_names (digest)`,
    `create table artifact_objects (
    digest ${w.text} primary key,
    touched_at ${w.real} not null
  ) ${w.keyed}`,
    `create table artifact_turns (slot ${w.integer} primary key, taken ${w.integer} not null) ${w.keyed}`,
  ];
}
