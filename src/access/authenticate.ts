import { type Clock, GyreError, sha256 } from "../core/index.js";
import type { AccessStore, PasswordHasher } from "./ports.js";
import { OPEN_PRINCIPAL, type Principal } from "./types.js";

/** What a caller shows. */
export type Credentials =
  | { readonly kind: "password"; readonly name: string; readonly password: string }
  | { readonly kind: "token"; readonly secret: string };

/** Tells who shows credentials. */
export interface Authenticator {
  /** Throws `access.unauthenticated` for none where they are needed, and for wrong ones. */
  principal(credentials: Credentials | null): Promise<Principal>;
}

/** How long a password that was right, a role, and the absence of all users are believed without asking again. */
const BELIEVED_MS = 5000;
const MOST_BELIEVED = 1000;

/** No password has this hash; checking against it takes as long as against a real one. */
const NOBODY = "nobody";

/**
 * Asks the store, but a password at most every five seconds, as checking one is slow on purpose. A change of a user therefore takes
 * effect within that time. As long as there is no user at all, whoever comes is let in.
 */
export function createAuthenticator(
  access: AccessStore,
  { passwords, clock }: { readonly passwords: PasswordHasher; readonly clock: Clock },
): Authenticator {
  const believed = new Map<string, { readonly principal: Principal; readonly until: number }>();
  let openUntil = 0;

  const isOpen = async (): Promise<boolean> => {
    if (clock.now() < openUntil) return true;
    if (await access.hasUsers()) return false;
    openUntil = clock.now() + Math.min(BELIEVED_MS, 1000);
    return true;
  };
  const asked = async (credentials: Credentials): Promise<Principal | null> => {
    if (credentials.kind === "token" || credentials.password.startsWith("gyre_")) {
      const secret = credentials.kind === "token" ? credentials.secret : credentials.password;
      const token = await access.token(sha256(secret));
      if (token === null || (token.expiresAt !== null && token.expiresAt <= clock.now())) return null;
      const user = await access.user(token.user);
      if (credentials.kind === "password" && credentials.name !== token.user) return null;
      return user && { name: user.name, role: user.role };
    }
    const user = await access.user(credentials.name);
    const isRight = await passwords.verify(credentials.password, user?.passwordHash ?? NOBODY);
    return isRight && user ? { name: user.name, role: user.role } : null;
  };

  return {
    async principal(credentials) {
      if (credentials === null) {
        if (await isOpen()) return OPEN_PRINCIPAL;
        throw unauthenticated("this server asks who you are");
      }
      const key = sha256(JSON.stringify(credentials));
      const known = believed.get(key);
      if (known && clock.now() < known.until) return known.principal;
      believed.delete(key);
      const principal = await asked(credentials);
      if (principal === null) {
        if (await isOpen()) return OPEN_PRINCIPAL;
        throw unauthenticated("the name and password, or the token, are not right");
      }
      if (believed.size >= MOST_BELIEVED) believed.clear();
      believed.set(key, { principal, until: clock.now() + BELIEVED_MS });
      return principal;
    },
  };
}

function unauthenticated(message: string): GyreError {
  return new GyreError("access.unauthenticated", message, {
    hint: "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN (gyre tokens create)",
  });
}
