import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";
import { OPEN_PRINCIPAL, type Principal } from "../../../access/index.js";
import { GyreError } from "../../../core/index.js";
import { requestAudit } from "../../audit/audit-requests.js";
import type { RoutePermission } from "../../auth/access-guard.js";
import { routeUnknown } from "../../error-reply.js";
import { methodNotAllowed } from "../../method-guard.js";
import { mountOtlp } from "../otlp/index.js";
import { mountArtifactRoutes } from "./artifacts/index.js";
import { mountInfo } from "./info.js";
import type { MlflowContext } from "./operation.js";
import { MLFLOW_BODY_LIMIT_BYTES, parseMlflowBodies } from "./read-body.js";
import { readMessage } from "./read-message.js";
import { readQuery } from "./read-query.js";
import type { MlflowRoute } from "./routes/define.js";
import { withoutSingleRights } from "./routes/users.js";
import { routesFor } from "./routes.js";
import { writeReply } from "./write-reply.js";

type Raw = Readonly<Record<string, unknown>>;
type Params = Readonly<Record<string, string>>;

/** Answers MLflow's clients under `/api` and `/ajax-api`, and their questions about the server. */
export function mountMlflow(app: FastifyInstance, context: MlflowContext): void {
  const noteRequests = requestAudit({ audit: context.governance.audit, clock: context.clock, log: context.log });
  mountInfo(app);
  const routes = routesFor(context);
  app.register(async (scope) => {
    parseMlflowBodies(scope);
    scope.addHook("onRoute", noteRequests);
    for (const route of routes) mountRoute(scope, route, context);
  });
  refuseOthers(app, routes);
  mountOtlp(app, context);
  app.register(async (scope) => {
    scope.addHook("onRoute", (route) => {
      const rpc = [route.method].flat().includes("DELETE") ? { rpc: "deleteArtifact" } : {};
      const streams = takesFiles(route) ? ({ streams: true } as const) : {};
      route.config = { ...route.config, ...rpc, ...streams, permission: artifactPermission(route) };
      noteRequests(route);
    });
    mountArtifactRoutes(scope, context);
  });
}

/** What a caller must be allowed for a route of artifacts; the address of a part is itself the right to send it. */
function artifactPermission({ method, url }: Pick<RouteOptions, "method" | "url">): RoutePermission {
  if (url.includes("/mpu/part/")) return "public";
  return [method].flat().every((one) => one === "GET" || one === "HEAD") ? "artifacts:read" : "artifacts:write";
}

/** Whether a body is a file, which is written as it comes. */
function takesFiles({ method, url }: Pick<RouteOptions, "method" | "url">): boolean {
  return [method].flat().includes("PUT") || url.endsWith("/upload-artifact");
}

/** Tells of a path's other methods what is allowed, when it is asked for, as hundreds of routes that refuse would make each start slower. */
function refuseOthers(app: FastifyInstance, routes: readonly MlflowRoute[]): void {
  const methodsOf = (path: string): readonly string[] =>
    routes
      .filter((route) => urlsOf(route).some((url) => new RegExp(`^${url.replace(/:\w+/g, "[^/]+")}/?$`).test(path)))
      .map(({ method }) => method);
  for (const prefix of ["/api", "/ajax-api"]) {
    app.register(
      async (scope) => {
        scope.setNotFoundHandler(async (request) => {
          const allow = methodsOf(request.url.split("?", 1)[0]);
          if (allow.length > 0) throw methodNotAllowed(request.method, allow);
          const told = withoutSingleRights(request.url);
          throw told === null ? routeUnknown(request) : new GyreError("server.route_unknown", told);
        });
      },
      { prefix },
    );
  }
}

function mountRoute(app: FastifyInstance, route: MlflowRoute, context: MlflowContext): void {
  const messageOf = readMessageOf(route);
  for (const url of urlsOf(route)) {
    app.route({
      method: route.method,
      url,
      bodyLimit: MLFLOW_BODY_LIMIT_BYTES,
      config: { permission: route.permission, rpc: route.rpc },
      handler: async (request, reply) => {
        const answer = await route.operation(context, messageOf(request) as never, callerOf(request));
        return reply.type("application/json").send(writeReply(answer));
      },
    });
  }
}

/** Who asks, as the access guard found; whoever comes where there is none. */
function callerOf({ principal }: FastifyRequest): Principal {
  return principal ?? OPEN_PRINCIPAL;
}

/** Where a route is: under both prefixes, as Fastify writes paths. */
export function urlsOf({ version, path, isPageOnly }: MlflowRoute): readonly string[] {
  const tail = path.replace(/\{(?:\w+\.)?(\w+)\}/g, ":$1");
  const prefixes = isPageOnly ? ["/ajax-api"] : ["/api", "/ajax-api"];
  return prefixes.map((prefix) => `${prefix}/${version}${tail}`);
}

function readMessageOf({ message, method, path }: MlflowRoute): (request: FastifyRequest) => Raw {
  const withParams = paramsOf(path);
  return (request) => {
    const raw = method === "GET" ? readQuery(message, request.query as Params) : ((request.body ?? {}) as Raw);
    return readMessage(message, withParams(raw, request.params as Params));
  };
}

/** What the path names counts, whatever the body says; `{a.b}` is the field b of the message in the field a. */
function paramsOf(path: string): (raw: Raw, params: Params) => Raw {
  const [, outer, inner] = /\{(\w+)\.(\w+)\}/.exec(path) ?? [];
  // Written into what was read, as copying a body with very many fields takes longer than parsing it.
  if (outer === undefined || inner === undefined) return (raw, params) => Object.assign(raw, params);
  return (raw, params) => {
    const within = raw[outer];
    const isMessage = typeof within === "object" && within !== null && !Array.isArray(within);
    return isMessage ? { ...raw, [outer]: { ...within, [inner]: params[inner] } } : raw;
  };
}
