import type { FastifyInstance } from "fastify";
import type { ServerContext } from "./context.js";
import { mountInvocations, mountOpenInference, type OpenInferenceOptions } from "./protocols/open-inference/index.js";

/** Bodies that clients' models are asked with; a picture takes more than a row. */
export const INFER_BODY_LIMIT_BYTES = 16 << 20;

/** Answers for a project's models and for what clients logged and somebody deployed, the project's first. */
export function mountModels(
  app: FastifyInstance,
  { deployments, deployed }: Partial<Pick<ServerContext, "deployments" | "deployed">>,
  options: Omit<OpenInferenceOptions, "sources">,
): void {
  const sources = async () => {
    const { deployedModels, slotModels } = await import("./protocols/open-inference/served-models.js");
    return [
      ...(deployments ? [slotModels(() => [...deployments.values()].map(({ slot }) => slot))] : []),
      ...(deployed ? [deployedModels(deployed)] : []),
    ];
  };
  mountOpenInference(app, { ...options, sources });
  mountInvocations(app, { ...options, sources });
}
