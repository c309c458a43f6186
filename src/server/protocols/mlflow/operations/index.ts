import type { MESSAGES } from "../messages.js";
import type { MlflowOperation } from "../operation.js";
import { registryOperations } from "./registry/index.js";
import { trackingOperations } from "./tracking/index.js";

/** The operation of every message, by the name of its procedure: one without does not compile. */
export const OPERATIONS: Readonly<Record<keyof typeof MESSAGES, MlflowOperation>> = {
  ...trackingOperations,
  ...registryOperations,
};
