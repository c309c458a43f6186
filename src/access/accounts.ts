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

/** A user to be made. */
export interface NewUser {
  readonly name: string;
  readonly password: string;
  readonly role: Role;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
const LEAST_PASSWORD = 12;
const MOST_PASSWORD = 1024;
const MOST_LABEL = 200;
const MOST_LIFETIME_MS = 100 * 365.25 * 86_400_000;

/**
 * Makes a user. The first one must be an admin, as from then on nobody without an account gets in. Throws `access.bad_value`,
 * `access.user_exists`.
 */
export async function addUser(context: AccountContext, wish: NewUser): Promise<User> {
  checkNewUser(wish);
  if (wish.role !== "admin" && !(await context.access.hasUsers())) throw firstMustBeAdmin(wish.name);
  return keep(context, wish, (user) => context.access.addUser(user));
}

/**
 * Makes the first user, for a caller whom nobody has asked who it is: only as long as there is none. Throws `access.bad_value`,
 * `access.unauthenticated` where another was quicker.
 */
export async function addFirstUser(context: AccountContext, wish: NewUser): Promise<User> {
  checkNewUser(wish);
  if (wish.role !== "admin") throw firstMustBeAdmin(wish.name);
  return keep(context, wish, async (user) => {
    if (await context.access.addFirstUser(user)) return;
    throw new GyreError("access.unauthenticated", "another first user was made meanwhile: the server asks who you are");
  });
}

async function keep(
  { passwords, clock }: AccountContext,
  { name, password, role }: NewUser,
  add: (user: User & { readonly passwordHash: string }) => Promise<void>,
): Promise<User> {
  const user: User = { name, role, createdAt: clock.now() };
  await add({ ...user, passwordHash: await passwords.hash(password) });
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

/** A token that is to be made. */
export interface NewToken {
  readonly user: string;
  readonly label: string;
  /** Null for one without an end. */
  readonly lifetimeMs: number | null;
  /** It may not outlive this moment, at which the token of whoever asks ends. */
  readonly until?: number | undefined;
}

/** Makes a token for a user and gives its secret, which is not kept. Throws `access.user_unknown`, `access.bad_value`. */
export async function createToken(
  { access, passwords, clock, newId }: AccountContext,
  { user, label, lifetimeMs, until }: NewToken,
): Promise<{ readonly token: AccessToken; readonly secret: string }> {
  checkToken(label, lifetimeMs);
  const secret = `gyre_${passwords.newSecret()}`;
  const createdAt = clock.now();
  const expiresAt = lifetimeMs === null ? null : createdAt + Math.ceil(lifetimeMs);
  if (until !== undefined && (expiresAt === null || expiresAt > until))
    throw new GyreError("access.bad_value", "a token cannot make one that lives longer than itself", {
      hint: "ask with the name and password, or for a shorter life",
      details: { until },
    });
  const token: AccessToken = { id: newId("tok"), user, label, createdAt, expiresAt };
  await access.addToken({ ...token, secretHash: sha256(secret) });
  return { token, secret };
}

function checkToken(label: string, lifetimeMs: number | null): void {
  if (label.length > MOST_LABEL) {
    const text = `expected a label of at most ${MOST_LABEL} characters, got ${label.length}`;
    throw new GyreError("access.bad_value", text);
  }
  if ((lifetimeMs ?? 0) <= MOST_LIFETIME_MS) return;
  throw new GyreError("access.bad_value", "expected a token to live for at most 100 years", {
    hint: "without a lifetime it stands until it is removed",
  });
}

function checkNewUser({ name, password }: NewUser): void {
  if (!NAME.test(name)) {
    throw new GyreError(
      "access.bad_value",
      `expected a name of 1 to 64 letters, digits and . _ @ -, got ${JSON.stringify(name.slice(0, 100))}`,
    );
  }
  checkPassword(password);
}

function checkPassword(password: string): void {
  if (password.length < LEAST_PASSWORD)
    throw new GyreError("access.bad_value", `Password must be at least ${LEAST_PASSWORD} characters.`);
  if (password.length > MOST_PASSWORD)
    throw new GyreError("access.bad_value", `Password must be at most ${MOST_PASSWORD} characters.`);
  // A token is told from a password by how it begins.
  if (password.startsWith("gyre_"))
    throw new GyreError("access.bad_value", "Password must not begin as a token does, with gyre_.");
}

function firstMustBeAdmin(name: string): GyreError {
  return new GyreError("access.bad_value", "the first user must be an admin, who can make the others", {
    hint: `gyre users add ${name} --role admin`,
  });
}
