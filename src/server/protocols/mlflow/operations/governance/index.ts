import { approveVersion, listApprovals, withdrawApproval } from "./approvals.js";
import { listAudit } from "./audit.js";
import { checkAliasMove } from "./check-move.js";
import { listProtectedAliases, protectAlias, unprotectAlias } from "./protected-aliases.js";

/** The operations on protected aliases, approvals and the audit log, by the names of their procedures. */
export const governanceOperations = {
  protectAlias,
  listProtectedAliases,
  unprotectAlias,
  approveVersion,
  listApprovals,
  withdrawApproval,
  checkAliasMove,
  listAudit,
};
