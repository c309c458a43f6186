import type { FastifyInstance } from "fastify";
import { parseBodies } from "./body-parsing.js";
import type { DeployedModels } from "./context.js";
import { methodGuard } from "./method-guard.js";
import type { ServerMetrics } from "./metrics.js";
import { INFER_BODY_LIMIT_BYTES, mountModels } from "./mount-models.js";

/**
 * Answers for clients' models and counts it, in a server that has no project. What measures is loaded with the first answer, or when somebody
 * wants to read it.
 */
export function mountDeployedModels(
  app: FastifyInstance,
  deployed: DeployedModels,
  { version, ready }: { readonly version: string; ready(): boolean },
): { close(): void } {
  let metrics: Promise<ServerMetrics> | null = null;
  const measured = (): Promise<ServerMetrics> =>
    (metrics ??= import("./metrics.js").then(({ createMetrics }) => createMetrics(deployed)));
  app.register(async (scope) => {
    const guard = methodGuard(scope);
    parseBodies(scope, () => undefined);
    mountModels(
      scope,
      { deployed },
      {
        version,
        ready,
        counted: (...answered) => void measured().then((gauges) => gauges.inferred(...answered)),
        bodyLimitBytes: INFER_BODY_LIMIT_BYTES,
      },
    );
    guard.seal();
  });
  app.get("/metrics", { config: { permission: "deployments:read" } }, async (_request, reply) => {
    const { text, contentType } = await (await measured()).render();
    return reply.type(contentType).send(text);
  });
  return { close: () => void metrics?.then((gauges) => gauges.close()) };
}
