import type { FastifyRequest } from "fastify";
import { GyreError } from "../../../../core/index.js";
import { pathUnder } from "./artifact-uri.js";
import { type ArtifactRouteOptions, type MountRoutes, PREFIXES } from "./context.js";
import { type BodyLimit, receivedBytes } from "./received-bytes.js";
import { queryValue } from "./request-path.js";
import { sendFile } from "./send-file.js";

/** Mounts the addresses that pages use: files by their run, version or logged model, and small uploads to a run. */
export const mountLinkedFiles: MountRoutes = (app, options) => {
  const { artifacts, authorise } = options;
  const download = (url: string, pathOf: (request: FastifyRequest) => Promise<string>) =>
    app.route({
      method: ["GET", "HEAD"],
      url,
      async handler(request, reply) {
        const path = await pathOf(request);
        await authorise?.(request, { action: "read", path });
        return sendFile(artifacts, path, { request, reply });
      },
    });
  download("/get-artifact", async (request) => {
    const id = queryValue(request, "run_id") || queryValue(request, "run_uuid") || "";
    return pathUnder(await runUri(options, id), wanted(request, "path"));
  });
  download("/model-versions/get-artifact", async (request) =>
    pathUnder(await versionUri(options, request), wanted(request, "path")),
  );
  download("/ajax-api/2.0/mlflow/logged-models/:modelId/artifacts/files", async (request) => {
    const { modelId } = request.params as { modelId: string };
    return pathUnder(await modelUri(options, modelId), wanted(request, "artifact_file_path"));
  });
  for (const prefix of PREFIXES)
    app.post(`${prefix}/mlflow/upload-artifact`, async (request) => {
      const uri = await runUri(options, specified(request, "run_uuid"));
      const path = pathUnder(uri, specified(request, "path"));
      await authorise?.(request, { action: "write", path });
      await artifacts.write(path, notEmpty(receivedBytes(request, SMALL_UPLOAD)));
      return {};
    });
};

const SMALL_UPLOAD: BodyLimit = {
  limitBytes: 10 * 1024 * 1024,
  tooLarge: () => badValue("Artifact size is too large. Max size is 10MB."),
};

async function* notEmpty(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let empty = true;
  for await (const chunk of bytes) {
    empty &&= chunk.length === 0;
    yield chunk;
  }
  if (empty) throw badValue("Request must specify data.");
}

async function runUri({ tracking }: ArtifactRouteOptions, id: string): Promise<string> {
  const run = await tracking.run(id);
  if (run) return run.info.artifactUri;
  throw new GyreError("tracking.run_unknown", `Run with id=${id} not found`, { details: { id } });
}

async function modelUri({ tracking }: ArtifactRouteOptions, id: string): Promise<string> {
  const model = await tracking.model(id);
  if (model) return model.artifactUri;
  throw new GyreError("tracking.model_unknown", `Logged model with ID '${id}' not found.`, { details: { id } });
}

async function versionUri({ registered }: ArtifactRouteOptions, request: FastifyRequest): Promise<string> {
  const name = wanted(request, "name");
  const version = wanted(request, "version");
  if (!/^\d{1,15}$/.test(version)) throw badValue(`Parameter 'version' must be an integer, got '${version}'.`);
  const found = await registered.version(name, Number(version));
  if (!found)
    throw new GyreError("registry.version_unknown", `Model Version (name=${name}, version=${version}) not found`);
  return found.storageLocation;
}

function wanted(request: FastifyRequest, name: string): string {
  const value = queryValue(request, name);
  if (value) return value;
  throw badValue(`Request must include the "${name}" query parameter.`);
}

function specified(request: FastifyRequest, name: string): string {
  const value = queryValue(request, name);
  if (value) return value;
  throw badValue(`Request must specify ${name}.`);
}

function badValue(message: string): GyreError {
  return new GyreError("tracking.bad_value", message);
}
