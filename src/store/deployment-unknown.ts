import { GyreError } from "../core/index.js";

/** Nothing is served under that name: `serving.deployment_unknown`. */
export function deploymentUnknown(name: string): GyreError {
  return new GyreError("serving.deployment_unknown", `nothing is deployed as ${name}`, {
    hint: "gyre deployments",
  });
}
