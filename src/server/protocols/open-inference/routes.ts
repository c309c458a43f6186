import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ServedVersion, ServingSlot } from "../../../serving/index.js";
import "../../auth/access-guard.js";
import { routeUnknown } from "../../error-reply.js";
import { inferResponseText } from "./infer-response.js";
import { parseInferRequest } from "./parse-infer.js";
import { type ModelRef, servedModels, withModel } from "./served-models.js";

/** What the protocol needs from the server. */
export interface OpenInferenceOptions {
  readonly version: string;
  /** The slots of the deployments whose models are served. */
  slots(): readonly ServingSlot[];
  /** False once the server is closing. */
  ready(): boolean;
  readonly bodyLimitBytes: number;
}

const PUBLIC = { config: { permission: "public" } } as const;
const READ = { config: { permission: "models:read" } } as const;
const PREDICT = { config: { permission: "predictions:make" } } as const;

/** Mounts the Open Inference Protocol V2 over the models that the deployments answer with. Its predictions are not logged. */
export function mountOpenInference(app: FastifyInstance, options: OpenInferenceOptions): void {
  app.get("/v2", PUBLIC, () => ({ name: "gyre", version: options.version, extensions: [] }));
  app.get("/v2/health/live", PUBLIC, () => ({ live: true }));
  app.get("/v2/health/ready", PUBLIC, (_request, reply) => readiness(options, reply, { live: true }));
  app.get("/v2/models", READ, () => ({ models: servedModels(options.slots()).map((model) => model.name) }));
  for (const path of ["/v2/models/:model", "/v2/models/:model/versions/:version"]) {
    app.get(path, READ, (request) => metadata(options.slots(), refOf(request)));
    app.get(`${path}/ready`, READ, async (request, reply) => {
      const ref = refOf(request);
      await withModel(options.slots(), ref, async () => undefined);
      return readiness(options, reply, { name: ref.model });
    });
    app.post(`${path}/infer`, { ...PREDICT, bodyLimit: options.bodyLimitBytes }, async (request, reply) => {
      const text = await infer(options.slots(), refOf(request), request.body);
      return reply.type("application/json; charset=utf-8").send(text);
    });
  }
}

function readiness(options: OpenInferenceOptions, reply: FastifyReply, facts: Readonly<Record<string, unknown>>) {
  const ready = options.ready();
  return reply.code(ready ? 200 : 503).send({ ...facts, ready });
}

/** The model that a path names. A version that is no number is no path of the protocol. */
function refOf(request: FastifyRequest): ModelRef {
  const { model, version } = request.params as { model: string; version?: string };
  if (version !== undefined && !/^\d+$/.test(version)) throw routeUnknown(request);
  return { model, version };
}

function metadata(slots: readonly ServingSlot[], ref: ModelRef): Promise<unknown> {
  return withModel(slots, ref, async ({ scorer }) => ({
    name: ref.model,
    versions: servedModels(slots).find((model) => model.name === ref.model)?.versions ?? [],
    platform: "onnx_onnxv1",
    inputs: scorer.inputs,
    outputs: scorer.outputs,
  }));
}

function infer(slots: readonly ServingSlot[], ref: ModelRef, body: unknown): Promise<string> {
  return withModel(slots, ref, async ({ version, scorer }: ServedVersion) => {
    const signature = { model: ref.model, inputs: scorer.inputs, outputs: scorer.outputs };
    const { id, inputs, outputs } = parseInferRequest(signature, body);
    return inferResponseText(ref.model, version.version, id, await scorer.infer(inputs, outputs));
  });
}
