import { evaluationMessages } from "./messages/evaluation.js";
import { loggedModelMessages } from "./messages/logged-models.js";
import { registryMessages } from "./messages/registry.js";
import { traceMessages } from "./messages/traces.js";
import { trackingMessages } from "./messages/tracking.js";

/** Every message that is read, by the name of its procedure. */
export const MESSAGES = {
  ...trackingMessages,
  ...loggedModelMessages,
  ...registryMessages,
  ...traceMessages,
  ...evaluationMessages,
} as const;
