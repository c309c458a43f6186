import type { MlflowContext } from "./operation.js";
import type { MlflowRoute } from "./routes/define.js";
import { EVALUATION_ROUTES, ONLINE_SCORING_ROUTES } from "./routes/evaluation.js";
import { GOVERNANCE_ROUTES } from "./routes/governance.js";
import { REGISTRY_ROUTES } from "./routes/registry.js";
import { TRACE_ROUTES } from "./routes/traces.js";
import { TRACKING_ROUTES } from "./routes/tracking.js";
import { userRoutes } from "./routes/users.js";
import { webhookRoutes } from "./routes/webhooks.js";

/** Every route that reads a message; those that stream are the artifacts' and OpenTelemetry's own. */
export const ROUTES: readonly MlflowRoute[] = [
  ...TRACKING_ROUTES,
  ...REGISTRY_ROUTES,
  ...TRACE_ROUTES,
  ...EVALUATION_ROUTES,
];

/** The routes of a server, with those of what only some servers have. */
export function routesFor({ webhooks, accounts }: MlflowContext): readonly MlflowRoute[] {
  return [
    ...ROUTES,
    ...ONLINE_SCORING_ROUTES,
    ...GOVERNANCE_ROUTES,
    ...(webhooks ? webhookRoutes(webhooks) : []),
    ...(accounts ? userRoutes(accounts) : []),
  ];
}
