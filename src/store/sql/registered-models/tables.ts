import type { Generated } from "kysely";

/** The tables of `../migrations/registered-models.ts`. */
export interface RegisteredModelTables {
  registered_models: RegisteredModelTable;
  registered_model_tags: { model: number; key: string; value: string };
  registered_versions: RegisteredVersionTable;
  registered_version_tags: { model: number; version: number; key: string; value: string };
  registered_aliases: { model: number; alias: string; version: number };
  registered_alias_moves: {
    seq: Generated<number>;
    model: number;
    alias: string;
    version: number | null;
    at: number;
    moved_by: string | null;
  };
  webhooks: WebhookTable;
  webhook_deliveries: WebhookDeliveryTable;
}

/** `events` and `data` hold JSON; `secret` is encrypted. */
export interface WebhookTable {
  id: string;
  name: string;
  description: string | null;
  url: string;
  events: string;
  status: string;
  secret: string | null;
  created_at: number;
  updated_at: number;
}

/** Messages that have not arrived yet. */
export interface WebhookDeliveryTable {
  number: Generated<number>;
  id: string;
  webhook: string;
  entity: string;
  action: string;
  at: number;
  data: string;
  attempts: number;
  due_at: number;
}

/** `last_version` is the greatest number that was ever given. */
export interface RegisteredModelTable {
  id: Generated<number>;
  name: string;
  created_at: number;
  updated_at: number;
  description: string | null;
  last_version: number;
}

/** `model` is the number of its row in `registered_models`. */
export interface RegisteredVersionTable {
  model: number;
  version: number;
  created_at: number;
  updated_at: number;
  user_id: string | null;
  description: string | null;
  source: string;
  storage_location: string;
  run_id: string;
  run_link: string;
  model_id: string | null;
  stage: string;
}
