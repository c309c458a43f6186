import type { FastifyReply, FastifyRequest, RouteOptions } from "fastify";
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
 * Gives what makes a route note its requests, where these remove, restore, or change users and webhooks: before they are answered, and also
 * when the caller lacks the right; then once a minute of each caller and procedure, so that asking cannot fill the disk. A log that cannot
 * be written does not undo what was done; it is an error for a person.
 */
export function requestAudit({ audit, clock, log }: RequestAuditContext): (route: RouteOptions) => void {
  const throttle = createThrottle(clock, REFUSALS_MS);
  const reached = new WeakSet<FastifyRequest>();
  const note = async (record: Omit<AuditRecord, "at">): Promise<void> => {
    const { actor, what, outcome } = record;
    const unnoted = outcome === "refused" ? throttle.admit(`${actor ?? ""} ${what}`) : 0;
    if (unnoted === null) return;
    const facts = outcome === "refused" ? { ...record.facts, unnoted } : record.facts;
    try {
      await audit.append({ ...record, facts, at: clock.now() });
    } catch (error) {
      log.error("access.audit_failed", { what, error: String(error) });
    }
  };
  return (route) => {
    const by = notedBy(route);
    if (by === null) return;
    route.preHandler = async (request) => {
      reached.add(request);
    };
    route.onSend = async (request, reply, payload) => {
      const record = by === "operation" && reached.has(request) ? null : recordOf(request, reply);
      if (record) await note(record);
      return payload;
    };
  };
}

/** Null for what was refused for another reason than a lacking right. */
function recordOf(request: FastifyRequest, { statusCode }: FastifyReply): Omit<AuditRecord, "at"> | null {
  const { rpc: what = "" } = request.routeOptions.config;
  const isRefusal = statusCode === 403;
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
