import type { Words } from "../words.js";

/** Versions of clients' models that are served: each move of each name, the last of which counts, and what was asked and answered. */
export function deploymentTables(w: Words): string[] {
  return [
    `create table model_deployments (
      name ${w.text} not null,
      revision ${w.integer} not null,
      at ${w.real} not null,
      moved_by ${w.text},
      body ${w.text},
      primary key (name, revision)
    ) ${w.keyed}`,
    `create table inferences (
      id ${w.text} primary key,
      deployment ${w.text} not null,
      revision ${w.integer} not null,
      at ${w.real} not null,
      row_count ${w.integer} not null,
      duration_ms ${w.real} not null,
      inputs ${w.text},
      outputs ${w.text}
    ) ${w.keyed}`,
    `create index inferences_by_deployment on inferences (deployment, id)`,
  ];
}
