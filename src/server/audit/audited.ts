import type { FastifyRequest, RouteOptions } from "fastify";

/** Changes of registered models note themselves, in the transaction that makes them. */
const NOTES_ITSELF = new Set([
  "setRegisteredModelAlias",
  "deleteRegisteredModelAlias",
  "transitionModelVersionStage",
  "deleteModelVersion",
  "deleteRegisteredModel",
  "renameRegisteredModel",
  "protectAlias",
  "unprotectAlias",
  "approveVersion",
  "withdrawApproval",
]);

/** Whatever is asked for with these is noted. */
const PERMISSIONS = new Set(["users:manage", "account:own", "webhooks:manage"]);

/** Removing and bringing back, but for tags. */
const REMOVES = /^(delete|restore)(?!.*Tags?(V\d)?$)/;

/** How a route's requests are noted: by the server, by their operation alone, or not at all. */
export function notedBy({ config, method }: RouteOptions): "server" | "operation" | null {
  const { rpc, permission = "" } = config ?? {};
  if (rpc === undefined || method === "GET" || method === "HEAD") return null;
  if (NOTES_ITSELF.has(rpc)) return "operation";
  return PERMISSIONS.has(permission) || REMOVES.test(rpc) ? "server" : null;
}

/** What a request's fields are about, by their names on the wire. No other field is ever noted: it may be a secret. */
const PLACES: Readonly<Record<string, string>> = {
  experiment_id: "experiments:/",
  run_id: "runs:/",
  model_id: "models:/",
  trace_id: "traces:/",
  assessment_id: "assessments:/",
  dataset_id: "datasets:/",
  webhook_id: "webhooks:/",
  username: "users:/",
  token_id: "tokens:/",
  name: "name=",
  version: "version=",
};

const FACTS = ["role", "is_admin", "status"];

/** What a request was about. */
export function targetOf(request: FastifyRequest): string {
  const params = request.params as Readonly<Record<string, string>>;
  if (request.routeOptions.config.rpc === "deleteArtifact") return `artifacts:/${params["*"] ?? ""}`;
  const fields = fieldsOf(request);
  const parts = Object.entries(PLACES).flatMap(([key, place]) => {
    const value = fields.get(key);
    return typeof value === "string" || typeof value === "number" ? [`${place}${value}`] : [];
  });
  return parts.length > 0 ? parts.join(" ") : request.url.split("?", 1)[0];
}

/** What it wished, where that matters and is no secret. */
export function factsOf(request: FastifyRequest): Readonly<Record<string, unknown>> {
  const fields = fieldsOf(request);
  return Object.fromEntries(
    FACTS.flatMap((key) => (fields.has(key) ? [[key, String(fields.get(key)).slice(0, 40)]] : [])),
  );
}

/** The fields that may be noted, by their names on the wire; they may also be named in camel case. */
function fieldsOf({ body, params, query }: FastifyRequest): ReadonlyMap<string, unknown> {
  const given = [params, body, query].map(asObject);
  const found = new Map<string, unknown>();
  for (const name of [...Object.keys(PLACES), ...FACTS]) {
    const camel = name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    for (const key of [name, camel]) {
      const source = given.find((one) => Object.hasOwn(one, key));
      if (source && !found.has(name)) found.set(name, source[key]);
    }
  }
  return found;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Buffer.isBuffer(value)
    ? (value as Record<string, unknown>)
    : {};
}
