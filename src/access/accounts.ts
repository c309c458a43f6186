import { type Clock, GyreError, type Id, sha256 } from "../core/index.js";
import type { AccessStore, PasswordHasher } from "./ports.js";
import type { AccessToken, Role, User } from "./types.js";

/** What the use cases of accounts need. */
export interface AccountContext {
  readonly access: AccessStore;
  readonly passwords: PasswordHasher;
  readonly clock: Clock;
  readonly newId: <P extends string>(prefix: P) => Id<P>;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
const LEAST_PASSWORD = 12;
const MOST_PASSWORD = 1024;

/**
 * Makes a user. The first one must be an admin, as from then on nobody without an account gets in. Throws `access.bad_value`,
 * `access.user_exists`.
 */
export async function addUser(
  { access, passwords, clock }: AccountContext,
  { name, password, role }: { readonly name: string; readonly password: string; readonly role: Role },
): Promise<User> {
  if (!NAME.test(name)) {
    throw new GyreError(
      "access.bad_value",
      `expected a name of 1 to 64 letters, digits and . _ @ -, got ${JSON.stringify(name)}`,
    );
  }
  checkPassword(password);
  if (role !== "admin" && !(await access.hasUsers())) {
    throw new GyreError("access.bad_value", "the first user must be an admin, who can make the others", {
      hint: `gyre users add ${name} --role admin`,
    });
  }
  const user: User = { name, role, createdAt: clock.now() };
  await access.addUser({ ...user, passwordHash: await passwords.hash(password) });
  return user;
}

/** Gives a user another password or role. Throws `access.user_unknown`, `access.last_admin`, `access.bad_value`. */
export async function changeUser(
  { access, passwords }: AccountContext,
  { name, password, role }: { readonly name: string; readonly password?: string; readonly role?: Role },
): Promise<void> {
  if (password !== undefined) checkPassword(password);
  await access.changeUser(name, {
    ...(role !== undefined && { role }),
    ...(password !== undefined && { passwordHash: await passwords.hash(password) }),
  });
}

/** Makes a token for a user and gives its secret, which is not kept. Throws `access.user_unknown`. */
export async function createToken(
  { access, passwords, clock, newId }: AccountContext,
  { user, label, lifetimeMs }: { readonly user: string; readonly label: string; readonly lifetimeMs: number | null },
): Promise<{ readonly token: AccessToken; readonly secret: string }> {
  const secret = `gyre_${passwords.newSecret()}`;
  const createdAt = clock.now();
  const expiresAt = lifetimeMs === null ? null : createdAt + lifetimeMs;
  const token: AccessToken = { id: newId("tok"), user, label, createdAt, expiresAt };
  await access.addToken({ ...token, secretHash: sha256(secret) });
  return { token, secret };
}

function checkPassword(password: string): void {
  if (password.length >= LEAST_PASSWORD && password.length <= MOST_PASSWORD) return;
  throw new GyreError(
    "access.bad_value",
    `expected a password of ${LEAST_PASSWORD} to ${MOST_PASSWORD} characters, got ${password.length}`,
  );
}
