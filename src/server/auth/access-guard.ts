import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Authenticator, type Permission, type Principal, permits, unauthenticated } from "../../access/index.js";
import { GyreError } from "../../core/index.js";
import { type HostRules, othersRefused, reachedAs } from "../host-guard.js";
import type { ServerOptions } from "../listen.js";
import { credentialsOf } from "./credentials.js";

/** What a route's `config` says of who may call it. */
export type RoutePermission = Permission | "public";

declare module "fastify" {
  interface FastifyContextConfig {
    readonly permission?: RoutePermission;
  }
  interface FastifyRequest {
    /** Who asks; null on public routes. */
    principal: Principal | null;
  }
}

/**
 * Lets nobody through to a route whose permission the caller's role does not include. A route without a permission is for nobody; only
 * paths that are no route at all go on, to be told so, once the caller is known. Beyond this machine a caller must always say who asks,
 * also when the last user has gone.
 */
export function guardAccess(app: FastifyInstance, authenticator: Authenticator, rules: HostRules): void {
  const mayBeOpen = reachedAs(rules) === null;
  app.decorateRequest("principal", null);
  app.addHook("onRequest", async (request) => {
    const { permission } = request.routeOptions.config;
    if (permission === "public") return;
    const principal = await authenticator.principal(credentialsOf(request.headers.authorization), request.ip);
    if (principal.name === null && !mayBeOpen) throw unauthenticated("this server asks who you are");
    request.principal = principal;
    if (request.is404) return;
    if (permission === undefined || !permits(principal.role, permission)) throw forbidden(request, principal);
  });
}

/** Throws `server.host_refused` where others could reach a server of which nobody has an account. */
export async function requireAccounts(
  { firstUser = "gyre users add <name> --role admin", ...rules }: Omit<ServerOptions, "port" | "log">,
  authenticator: Authenticator | undefined,
): Promise<void> {
  const others = reachedAs(rules);
  if (others === null || (await authenticator?.hasUsers())) return;
  throw othersRefused(others, firstUser);
}

function forbidden(request: FastifyRequest, { name, role }: Principal): GyreError {
  const { permission } = request.routeOptions.config;
  return new GyreError(
    "access.forbidden",
    `${name ?? "an open server"} is ${role}, which does not include ${permission}`,
    {
      hint: "an admin can change that: gyre users role <name> <role>",
      details: { permission: permission ?? null, role },
    },
  );
}
