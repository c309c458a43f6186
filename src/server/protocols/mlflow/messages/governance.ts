import { checked, int32, int64, list, oneOf, required, text } from "../fields.js";

const MOST_ENTRIES = 1000;

const name = required(text);
const version = required(text);
const alias = required(text);

/** Messages about protected aliases, approvals and the audit log, which are Gyre's own. */
export const governanceMessages = {
  protectAlias: { model: required(text), alias, gates: list(text), approvals: int32 },
  listProtectedAliases: {},
  unprotectAlias: { model: required(text), alias },
  approveVersion: { name, version, alias, comment: text, digest: text },
  listApprovals: { name, version: text, alias: text },
  withdrawApproval: { name, version, alias, by: text },
  checkAliasMove: { name, version, alias },
  listAudit: {
    actor: text,
    what: text,
    target: text,
    outcome: oneOf({ 0: "done", 1: "refused" }),
    since: int64,
    until: int64,
    max_results: checked(int32, (value) => (value < 1 || value > MOST_ENTRIES ? "" : null)),
    page_token: text,
  },
} as const;
