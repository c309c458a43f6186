import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import "../../auth/access-guard.js";
import { routeUnknown } from "../../error-reply.js";
import type { Counted, ScoringBody } from "./answers.js";
import type { ModelRef, ModelSource } from "./served-models.js";

/** What the protocol needs from the server. */
export interface OpenInferenceOptions {
  readonly version: string;
  /** Where models come from; of one name the first source answers. Asked for with each request, so that nothing need be loaded before. */
  sources(): Promise<readonly ModelSource[]>;
  /** False once the server is closing. */
  ready(): boolean;
  readonly counted: Counted;
  readonly bodyLimitBytes: number;
}

const PUBLIC = { config: { permission: "public" } } as const;
const READ = { config: { permission: "models:read" } } as const;
const PREDICT = { config: { permission: "predictions:make" } } as const;

/** Loaded with the first request that asks a model: it takes what a server that has none should not pay for. */
const answers = () => import("./answers.js");

/** Mounts the Open Inference Protocol V2 over the models that answer. */
export function mountOpenInference(app: FastifyInstance, options: OpenInferenceOptions): void {
  app.get("/v2", PUBLIC, () => ({ name: "gyre", version: options.version, extensions: [] }));
  app.get("/v2/health/live", PUBLIC, () => ({ live: true }));
  app.get("/v2/health/ready", PUBLIC, (_request, reply) => readiness(options, reply, { live: true }));
  app.get("/v2/models", READ, async () => ({ models: (await answers()).modelNames(await options.sources()) }));
  for (const path of ["/v2/models/:model", "/v2/models/:model/versions/:version"]) {
    app.get(path, READ, async (request) => (await answers()).metadata(await options.sources(), refOf(request)));
    app.get(`${path}/ready`, READ, async (request, reply) => {
      const ref = refOf(request);
      await (await answers()).requireModel(await options.sources(), ref);
      return readiness(options, reply, { name: ref.model });
    });
    app.post(`${path}/infer`, { ...PREDICT, bodyLimit: options.bodyLimitBytes }, async (request, reply) => {
      const context = { sources: await options.sources(), counted: options.counted };
      return replyWithText(reply, await (await answers()).infer(context, refOf(request), request.body));
    });
  }
}

/** Mounts MLflow's scoring protocol over the same models: `POST /invocations/{model}`. */
export function mountInvocations(app: FastifyInstance, options: OpenInferenceOptions): void {
  app.post("/invocations/:model", { ...PREDICT, bodyLimit: options.bodyLimitBytes }, async (request, reply) => {
    const context = { sources: await options.sources(), counted: options.counted };
    return replyWithText(reply, await (await answers()).score(context, refOf(request), scoringBody(request)));
  });
}

/** A table comes as its text, all else as JSON that was read. */
function scoringBody({ headers, body }: FastifyRequest): ScoringBody {
  const isTable = typeof body === "string" && /^text\/csv\b/i.test(headers["content-type"] ?? "");
  return isTable ? { kind: "csv", text: body } : { kind: "json", body };
}

function replyWithText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type("application/json; charset=utf-8").send(text);
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
