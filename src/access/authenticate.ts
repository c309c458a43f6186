import { type Clock, GyreError, sha256 } from "../core/index.js";
import { createAttempts } from "./attempts.js";
import type { AccessStore, PasswordHasher, StoredUser } from "./ports.js";
import { OPEN_PRINCIPAL, type Principal } from "./types.js";

/** What a caller shows. */
export type Credentials =
  | { readonly kind: "password"; readonly name: string; readonly password: string }
  | { readonly kind: "token"; readonly secret: string };

/** Tells who shows credentials. */
export interface Authenticator {
  /**
   * Who asks, from the address `from`. Throws `access.unauthenticated` for no credentials where they are needed, and for wrong ones;
   * `access.too_many_attempts`.
   */
  principal(credentials: Credentials | null, from: string): Promise<Principal>;
  /** Whether a user has this password. Throws `access.too_many_attempts`. */
  isPassword(name: string, password: string, from: string): Promise<boolean>;
  hasUsers(): Promise<boolean>;
  /** Believes nothing any longer without asking again: users or tokens were changed. */
  forget(): void;
}

/** How long a role, a token and the absence of all users are believed without asking again. */
const BELIEVED_MS = 5000;
const OPEN_BELIEVED_MS = 1000;
const MOST_BELIEVED = 1000;

/** No password has this hash; checking against it takes as long as against a real one. */
const NOBODY = "nobody";

/** What an authenticator asks. */
export interface AuthenticatorContext {
  readonly passwords: PasswordHasher;
  readonly clock: Clock;
}

/**
 * Asks the store at most every five seconds for the same credentials, so a change elsewhere takes effect within that time. As long as
 * there is no user at all, whoever comes is let in.
 */
export function createAuthenticator(access: AccessStore, { passwords, clock }: AuthenticatorContext): Authenticator {
  const believed = new Map<string, { readonly principal: Principal; readonly until: number }>();
  const asking = new Map<string, Promise<Principal>>();
  const prove = passwordProof(access, { passwords, clock });
  const openness = opennessOf(access, clock);
  let changes = 0;

  const asked = async (credentials: Credentials, from: string): Promise<Principal> => {
    // A token may also be given in the place of the password.
    if (credentials.kind === "token" || credentials.password.startsWith("gyre_")) {
      const owner = await ownerOf(access, credentials, clock.now());
      if (owner) return owner;
    } else {
      const user = await prove(credentials.name, credentials.password, from);
      if (user) return { name: user.name, role: user.role };
    }
    if (await openness.isOpen()) return OPEN_PRINCIPAL;
    throw unauthenticated("the name and password, or the token, are not right");
  };
  return {
    async principal(credentials, from) {
      if (credentials === null) {
        if (await openness.isOpen()) return OPEN_PRINCIPAL;
        throw unauthenticated("this server asks who you are");
      }
      const key = sha256(JSON.stringify(credentials));
      const known = believed.get(key);
      if (known && clock.now() < known.until) return known.principal;
      believed.delete(key);
      const before = changes;
      // Programs that start many threads send the same credentials many times at once.
      const answer = asking.get(key) ?? asked(credentials, from).finally(() => asking.delete(key));
      asking.set(key, answer);
      const principal = await answer;
      if (believed.size >= MOST_BELIEVED) believed.clear();
      if (principal.name !== null && changes === before)
        believed.set(key, {
          principal,
          until: Math.min(clock.now() + BELIEVED_MS, principal.until ?? Number.POSITIVE_INFINITY),
        });
      return principal;
    },
    isPassword: async (name, password, from) => (await prove(name, password, from)) !== null,
    hasUsers: () => access.hasUsers(),
    forget() {
      changes++;
      asking.clear();
      believed.clear();
      openness.forget();
    },
  };
}

/** Whether there is no user at all, asked at most once a second. */
function opennessOf(access: AccessStore, clock: Clock) {
  let changes = 0;
  let openUntil = 0;
  const isOpen = async (): Promise<boolean> => {
    if (clock.now() < openUntil) return true;
    const before = changes;
    if (await access.hasUsers()) return false;
    // The first user was made meanwhile.
    if (changes !== before) return isOpen();
    openUntil = clock.now() + OPEN_BELIEVED_MS;
    return true;
  };
  return {
    isOpen,
    forget() {
      changes++;
      openUntil = 0;
    },
  };
}

/**
 * Gives the user that a password proves. Proving is slow, so a password that was right is believed for as long as its hash stays, and is
 * not counted as an attempt: who tries passwords cannot keep those out who know theirs.
 */
function passwordProof(access: AccessStore, { passwords, clock }: AuthenticatorContext) {
  const attempts = createAttempts(clock);
  const proven = new Map<string, string>();
  return async (name: string, password: string, from: string): Promise<StoredUser | null> => {
    const user = await access.user(name);
    if (!user && !(await access.hasUsers())) return null;
    const key = sha256(JSON.stringify([name, password]));
    if (user && proven.get(key) === user.passwordHash) return user;
    attempts.begin(name, from);
    if (!(await passwords.verify(password, user?.passwordHash ?? NOBODY)) || !user) return null;
    attempts.succeeded(name, from);
    if (proven.size >= MOST_BELIEVED) proven.clear();
    proven.set(key, user.passwordHash);
    return user;
  };
}

async function ownerOf(access: AccessStore, credentials: Credentials, now: number): Promise<Principal | null> {
  const token = await access.token(sha256(credentials.kind === "token" ? credentials.secret : credentials.password));
  if (token === null || (token.expiresAt !== null && token.expiresAt <= now)) return null;
  if (credentials.kind === "password" && credentials.name !== token.user) return null;
  const user = await access.user(token.user);
  return user && { name: user.name, role: user.role, until: token.expiresAt ?? undefined };
}

/** `access.unauthenticated` with how to say who asks. */
export function unauthenticated(message: string): GyreError {
  return new GyreError("access.unauthenticated", message, {
    hint: "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN (gyre tokens create)",
  });
}
