import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type AuditLog, type AuditRecord, createThrottle } from "../../access/index.js";
import type { Clock, Log } from "../../core/index.js";
import "../auth/access-guard.js";
import { factsOf, notedBy, targetOf } from "./audited.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The procedure, as the audit log names it. */
    readonly rpc?: string;
  }
}

/** What noting requests needs. */
export interface RequestAuditContext {
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
}

const REFUSALS_MS = 60_000;

/**
 * Notes requests that remove, restore, or change users and webhooks, before they are answered, and those for which the caller lacks the
 * right: these once a minute of each caller and procedure, so that asking cannot fill the disk. A log that cannot be written does not undo
 * what was done; it is an error for a person.
 */
export function auditRequests(app: FastifyInstance, { audit, clock, log }: RequestAuditContext): void {
  const throttle = createThrottle(clock, REFUSALS_MS);
  const reached = new WeakSet<FastifyRequest>();
  app.addHook("preHandler", async (request) => {
    if (notedBy(request) === "operation") reached.add(request);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    const record = recordOf(request, reply, reached.has(request));
    if (record === null) return payload;
    const { actor, what, outcome } = record;
    const unnoted = outcome === "refused" ? throttle.admit(`${actor ?? ""} ${what}`) : 0;
    if (unnoted === null) return payload;
    const facts = outcome === "refused" ? { ...record.facts, unnoted } : record.facts;
    try {
      await audit.append({ ...record, facts, at: clock.now() });
    } catch (error) {
      log.error("access.audit_failed", { what, error: String(error) });
    }
    return payload;
  });
}

/** Null for what is not noted here. */
function recordOf(
  request: FastifyRequest,
  { statusCode }: FastifyReply,
  wasReached: boolean,
): Omit<AuditRecord, "at"> | null {
  const by = notedBy(request);
  const what = request.routeOptions.config.rpc;
  const isRefusal = statusCode === 403;
  if (by === null || what === undefined || (by === "operation" && wasReached)) return null;
  if (statusCode >= 400 && !isRefusal) return null;
  return {
    actor: request.principal?.name ?? null,
    what,
    target: targetOf(request),
    outcome: isRefusal ? "refused" : "done",
    code: isRefusal ? "access.forbidden" : null,
    facts: factsOf(request),
  };
}
