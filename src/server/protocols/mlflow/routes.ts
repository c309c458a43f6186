import type { MlflowContext } from "./operation.js";
import type { MlflowRoute } from "./routes/define.js";
import { REGISTRY_ROUTES } from "./routes/registry.js";
import { TRACKING_ROUTES } from "./routes/tracking.js";
import { webhookRoutes } from "./routes/webhooks.js";

/** Every route that reads a message; those that stream are the artifacts' and OpenTelemetry's own. */
export const ROUTES: readonly MlflowRoute[] = [...TRACKING_ROUTES, ...REGISTRY_ROUTES];

/** The routes of a server, with those of what only some servers have. */
export function routesFor({ webhooks }: MlflowContext): readonly MlflowRoute[] {
  return webhooks ? [...ROUTES, ...webhookRoutes(webhooks)] : ROUTES;
}
