import type { Role } from "./types.js";

/** The least role that may do each thing. What is not in this table nobody may do. */
const LEAST_ROLE = {
  "deployments:read": "viewer",
  "predictions:read": "viewer",
  "models:read": "viewer",
  "runs:read": "viewer",
  "artifacts:read": "viewer",
  "traces:read": "viewer",
  "events:read": "viewer",
  "rehearsals:read": "viewer",
  "account:own": "viewer",
  "predictions:make": "editor",
  "outcomes:record": "editor",
  "runs:write": "editor",
  "artifacts:write": "editor",
  "models:write": "editor",
  "traces:write": "editor",
  "models:approve": "admin",
  "models:protect": "admin",
  "audit:read": "admin",
  "webhooks:manage": "admin",
  "users:manage": "admin",
} as const satisfies Record<string, Role>;

/** What a caller must be allowed to do. */
export type Permission = keyof typeof LEAST_ROLE;

const RANK: Readonly<Record<Role, number>> = { viewer: 0, editor: 1, admin: 2 };

/** Whether a role includes a permission; a text that is no permission is never included. */
export function permits(role: Role, permission: string): boolean {
  if (!Object.hasOwn(LEAST_ROLE, permission)) return false;
  return RANK[role] >= RANK[LEAST_ROLE[permission as Permission]];
}
