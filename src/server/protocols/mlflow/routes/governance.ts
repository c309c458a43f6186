import { governanceMessages } from "../messages/governance.js";
import { governanceOperations } from "../operations/governance/index.js";
import { type Row, routesOf } from "./define.js";

const TABLE: readonly Row<keyof typeof governanceMessages>[] = [
  ["protectAlias", "POST", "/gyre/protected-aliases", "models:protect"],
  ["listProtectedAliases", "GET", "/gyre/protected-aliases", "models:read"],
  ["unprotectAlias", "DELETE", "/gyre/protected-aliases", "models:protect"],
  ["approveVersion", "POST", "/gyre/approvals", "models:approve"],
  ["listApprovals", "GET", "/gyre/approvals", "models:read"],
  ["withdrawApproval", "DELETE", "/gyre/approvals", "models:approve"],
  ["checkAliasMove", "GET", "/gyre/alias-moves/check", "models:read"],
  ["listAudit", "GET", "/gyre/audit", "audit:read"],
];

/** Protected aliases, approvals and the audit log. */
export const GOVERNANCE_ROUTES = routesOf(TABLE, governanceMessages, governanceOperations);
