import { type Clock, type FailureCode, GyreError, type Log } from "../../core/index.js";
import type { Authenticator, Credentials } from "../authenticate.js";
import type { AccessStore } from "../ports.js";
import type { AuditLog } from "./ports.js";
import { createThrottle } from "./throttle.js";

/** What noting failed logins needs. */
export interface LoginAuditContext {
  readonly access: AccessStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
}

const WINDOW_MS = 10 * 60_000;

/**
 * An authenticator that also notes credentials that were not right: for each user once in ten minutes, with how many came meanwhile, so that
 * guessing cannot fill the disk. A name that is no user's is not noted, as it may be a password in the wrong field.
 */
export function auditedAuthenticator(authenticator: Authenticator, context: LoginAuditContext): Authenticator {
  const throttle = createThrottle(context.clock, WINDOW_MS);
  const note = async (shown: Shown, from: string, code: FailureCode): Promise<void> => {
    const user = shown.name !== null && (await context.access.user(shown.name)) !== null ? shown.name : null;
    const unnoted = throttle.admit(user ?? "");
    if (unnoted === null) return;
    await context.audit.append({
      at: context.clock.now(),
      actor: user,
      what: "login",
      target: user === null ? "users:/" : `users:/${user}`,
      outcome: "refused",
      code,
      facts: { shown: shown.kind, from, unnoted },
    });
  };
  const noted = (shown: Shown, from: string, code: FailureCode): Promise<void> =>
    note(shown, from, code).catch((error) =>
      context.log.error("access.audit_failed", { what: "login", error: String(error) }),
    );
  return {
    ...authenticator,
    async principal(credentials, from) {
      try {
        return await authenticator.principal(credentials, from);
      } catch (error) {
        if (credentials !== null && error instanceof GyreError && isRefusal(error.code)) {
          const name = credentials.kind === "password" ? credentials.name : null;
          await noted({ kind: credentials.kind, name }, from, error.code);
        }
        throw error;
      }
    },
    async isPassword(name, password, from) {
      const isRight = await authenticator.isPassword(name, password, from);
      if (!isRight) await noted({ kind: "password", name }, from, "access.unauthenticated");
      return isRight;
    },
  };
}

/** What a caller showed, without the secret. */
interface Shown {
  readonly kind: Credentials["kind"];
  readonly name: string | null;
}

function isRefusal(code: FailureCode): boolean {
  return code === "access.unauthenticated" || code === "access.too_many_attempts";
}
