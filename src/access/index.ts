export { type AccountContext, addFirstUser, addUser, changeUser, createToken, type NewUser } from "./accounts.js";
export { auditedAuthenticator } from "./audit/audit-logins.js";
export { chained, EMPTY_LOG } from "./audit/chain.js";
export type { AuditLog, AuditMark } from "./audit/ports.js";
export { createThrottle } from "./audit/throttle.js";
export { AuditEntry, type AuditFilter, AuditOutcome, type AuditRecord } from "./audit/types.js";
export { verifyAudit } from "./audit/verify.js";
export {
  type Authenticator,
  type AuthenticatorContext,
  type Credentials,
  createAuthenticator,
  unauthenticated,
} from "./authenticate.js";
export { type Permission, permits } from "./permissions.js";
export type { AccessStore, PasswordHasher, StoredToken, StoredUser } from "./ports.js";
export { AccessToken, OPEN_PRINCIPAL, type Principal, Role, User } from "./types.js";
