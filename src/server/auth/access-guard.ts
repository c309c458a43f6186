import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Authenticator, type Permission, type Principal, permits } from "../../access/index.js";
import { GyreError } from "../../core/index.js";
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
 * paths that are no route at all go on, to be told so, once the caller is known.
 */
export function guardAccess(app: FastifyInstance, authenticator: Authenticator): void {
  app.decorateRequest("principal", null);
  app.addHook("onRequest", async (request) => {
    const { permission } = request.routeOptions.config;
    if (permission === "public") return;
    const principal = await authenticator.principal(credentialsOf(request.headers.authorization));
    request.principal = principal;
    if (request.is404) return;
    if (permission === undefined || !permits(principal.role, permission)) throw forbidden(request, principal);
  });
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
