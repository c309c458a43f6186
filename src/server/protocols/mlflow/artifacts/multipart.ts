import { Socket } from "node:net";
import type { FastifyRequest } from "fastify";
import { GyreError } from "../../../../core/index.js";
import { artifactPath } from "../../../../tracking/index.js";
import { type ArtifactRouteOptions, type MountRoutes, PREFIXES } from "./context.js";
import { bodyLimit, JSON_LIMIT_BYTES, receivedBytes, receivedJson } from "./received-bytes.js";
import { pathAfter } from "./request-path.js";

/** `/api/2.0/mlflow-artifacts/mpu/create` has five parts. */
const SEGMENTS = 5;
const MOST_PARTS = 10_000;

/**
 * Mounts uploads in parts. The client asks for addresses, sends each part to its own without its credentials, and gives back the
 * ETag of each: an address holds the upload's id, which nobody can guess, and that is the right to send parts.
 */
export const mountMultipart: MountRoutes = (app, options) => {
  const { artifacts, authorise, bodyLimitBytes = Number.POSITIVE_INFINITY } = options;
  const limit = bodyLimit(bodyLimitBytes);
  for (const prefix of PREFIXES) {
    const home = `${prefix}/mlflow-artifacts/mpu`;
    /** What the three steps share: the message, and the target that it names. */
    const step = (name: string, work: (target: string, message: Message, request: FastifyRequest) => Promise<object>) =>
      app.post(`${home}/${name}/*`, { bodyLimit: JSON_LIMIT_BYTES }, async (request) => {
        const directory = pathAfter(request, SEGMENTS, { directory: true });
        await authorise?.(request, { action: "write", path: directory });
        const message = await receivedJson(request);
        return work(targetOf(directory, message), message, request);
      });
    step("create", async (target, message, request) => {
      const count = partCount(message.num_parts);
      const { uploadId } = await artifacts.beginParts(target);
      const url = `${publicUrl(options, request)}${home}/part/${uploadId}`;
      const credentials = Array.from({ length: count }, (_, i) => ({
        url: `${url}/${i + 1}`,
        part_number: i + 1,
        headers: {},
      }));
      return { upload_id: uploadId, credentials };
    });
    step("complete", async (_target, message, request) => {
      // Joining a large file takes longer than a silent connection may.
      if (request.raw.socket instanceof Socket) request.raw.socket.setTimeout(0);
      await artifacts.finishParts(text(message, "upload_id"), partList(message.parts));
      return {};
    });
    step("abort", async (_target, message) => {
      await artifacts.abortParts(text(message, "upload_id"));
      return {};
    });
    app.put<{ Params: { uploadId: string; part: string } }>(`${home}/part/:uploadId/:part`, async (request, reply) => {
      const { uploadId, part } = request.params;
      const { tag } = await artifacts.writePart(uploadId, Number(part), receivedBytes(request, limit));
      return reply.header("etag", `"${tag}"`).send({});
    });
  }
};

type Message = Readonly<Record<string, unknown>>;

/** The client names the directory in the address, and its own path of the file, of which the last part counts. */
function targetOf(directory: string, message: Message): string {
  return artifactPath(`${directory}/${text(message, "path").split(/[\\/]/).at(-1)}`);
}

function text(message: Message, name: string): string {
  const value = message[name];
  if (typeof value === "string" && value !== "") return value;
  if (value === undefined || value === null || value === "") throw missing(name);
  throw invalid(name, value);
}

function partCount(value: unknown): number {
  const count = typeof value === "string" ? Number(value) : (value ?? 0);
  if (Number.isInteger(count) && Number(count) >= 0 && Number(count) <= MOST_PARTS) return Number(count);
  throw invalid("num_parts", value);
}

function partList(value: unknown): readonly { part: number; tag: string }[] {
  if (value === undefined || value === null) throw missing("parts");
  if (!Array.isArray(value)) throw invalid("parts", value);
  const parts = value.map((one: unknown) => {
    const { part_number, etag } = (one ?? {}) as Message;
    if (!Number.isInteger(Number(part_number)) || typeof etag !== "string") throw invalid("parts", one);
    return { part: Number(part_number), tag: etag.replace(/^(W\/)?"(.*)"$/, "$2") };
  });
  // One large part, named often, would fill the disk with a small request.
  if (new Set(parts.map(({ part }) => part)).size < parts.length) throw invalid("parts", value);
  return parts;
}

const SEE = "See the API docs for more information about request parameters.";

function missing(name: string): GyreError {
  return new GyreError("tracking.bad_value", `Missing value for required parameter '${name}'. ${SEE}`);
}

function invalid(name: string, value: unknown): GyreError {
  const shown = JSON.stringify(value)?.slice(0, 200);
  return new GyreError("tracking.bad_value", `Invalid value ${shown} for parameter '${name}' supplied. ${SEE}`);
}

function publicUrl({ publicUrl }: ArtifactRouteOptions, { protocol, host }: FastifyRequest): string {
  return publicUrl?.replace(/\/$/, "") ?? `${protocol}://${host}`;
}
