import type { FastifyInstance } from "fastify";
import { type AnyOperation, type ApiContext, inputParser, openApiDocument } from "../api/index.js";
import "./auth/access-guard.js";

/** Makes a route of every operation, and their description at GET /v1/openapi.json. */
export function mountOperations(
  app: FastifyInstance,
  operations: readonly AnyOperation[],
  context: ApiContext,
  options: { readonly version: string; readonly predictBodyLimitBytes: number },
): void {
  for (const operation of operations) {
    const parse = inputParser(operation);
    const bodyLimit = operation.id === "serving.predict" ? { bodyLimit: options.predictBodyLimitBytes } : {};
    app.route({
      method: operation.method,
      url: operation.path.replace(/\{(\w+)\}/g, ":$1"),
      ...bodyLimit,
      config: { permission: operation.permission },
      handler: ({ params, query, body }) => operation.run(context, parse({ params, query, body })),
    });
  }
  const document = openApiDocument(operations, options.version);
  app.get("/v1/openapi.json", { config: { permission: "public" } }, () => document);
}
