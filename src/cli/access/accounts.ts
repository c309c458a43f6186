import { randomBytes } from "node:crypto";
import {
  type AccessStore,
  type AccountContext,
  type Authenticator,
  createAuthenticator,
  Role,
} from "../../access/index.js";
import { createRandom, GyreError, idFactory } from "../../core/index.js";
import { createPasswordHasher } from "../../server/auth/passwords.js";
import { systemClock } from "../system-clock.js";

/** What the use cases of accounts need, over an opened store. */
export function accountContext(access: AccessStore): AccountContext {
  return {
    access,
    passwords: createPasswordHasher(),
    clock: systemClock,
    newId: idFactory(systemClock, createRandom(randomBytes(16).toString("hex"))),
  };
}

/** The same with what tells who asks a server. */
export function serverAccounts(access: AccessStore): AccountContext & { readonly authenticator: Authenticator } {
  const accounts = accountContext(access);
  return { ...accounts, authenticator: createAuthenticator(access, accounts) };
}

/** A role as it is written on the command line. Throws `cli.bad_usage`. */
export function roleOption(text: string): Role {
  const roles = Role.anyOf.map((role) => role.const);
  const role = roles.find((one) => one === text);
  if (role !== undefined) return role;
  throw new GyreError("cli.bad_usage", `expected the role ${roles.join(", ")}, got ${text}`);
}
