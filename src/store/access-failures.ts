import type { AccessToken, StoredToken, StoredUser, User } from "../access/index.js";
import { GyreError } from "../core/index.js";

export function userExists(name: string): GyreError {
  return new GyreError("access.user_exists", `User (username=${name}) already exists.`, {
    hint: `gyre users password ${name} or gyre users role ${name} change it`,
  });
}

export function userUnknown(name: string): GyreError {
  return new GyreError("access.user_unknown", `User with username=${name} not found`, { hint: "gyre users list" });
}

export function lastAdmin(name: string): GyreError {
  return new GyreError("access.last_admin", `${name} is the last admin`, {
    hint: "make another user an admin first: gyre users role <name> admin",
  });
}

export function tokenUnknown(id: string): GyreError {
  return new GyreError("access.token_unknown", `there is no token ${id}`, { hint: "gyre tokens list" });
}

/** The user as lists show it. */
export function withoutHash({ name, role, createdAt }: StoredUser): User {
  return { name, role, createdAt };
}

/** The token as lists show it. */
export function withoutSecret({ id, user, label, createdAt, expiresAt }: StoredToken): AccessToken {
  return { id, user, label, createdAt, expiresAt };
}
