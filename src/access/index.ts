export { type AccountContext, addUser, changeUser, createToken } from "./accounts.js";
export { type Authenticator, type Credentials, createAuthenticator } from "./authenticate.js";
export { type Permission, permits } from "./permissions.js";
export type { AccessStore, PasswordHasher, StoredToken, StoredUser } from "./ports.js";
export { AccessToken, OPEN_PRINCIPAL, type Principal, Role, User } from "./types.js";
