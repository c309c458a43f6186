import type { FastifyRequest } from "fastify";
import { artifactPath } from "../../../../tracking/index.js";
import { type MountRoutes, PREFIXES } from "./context.js";
import { bodyLimit, receivedBytes } from "./received-bytes.js";
import { invalidPath, pathAfter, queryValue } from "./request-path.js";
import { sendFile } from "./send-file.js";

/** `/api/2.0/mlflow-artifacts/artifacts` has four parts. */
const SEGMENTS = 4;

/** Mounts the proxied artifacts: files are sent, received, listed and removed by their path from the root of the tree. */
export const mountProxied: MountRoutes = (app, { artifacts, authorise, bodyLimitBytes = Number.POSITIVE_INFINITY }) => {
  const limit = bodyLimit(bodyLimitBytes);
  for (const prefix of PREFIXES) {
    const root = `${prefix}/mlflow-artifacts/artifacts`;
    app.route({
      method: ["GET", "HEAD"],
      url: root,
      async handler(request) {
        const path = directoryOf(request);
        await authorise?.(request, { action: "list", path });
        return listing(await artifacts.list(path));
      },
    });
    app.route({
      method: ["GET", "HEAD"],
      url: `${root}/*`,
      async handler(request, reply) {
        const path = pathAfter(request, SEGMENTS, { directory: true });
        await authorise?.(request, { action: "read", path });
        return sendFile(artifacts, path, { request, reply });
      },
    });
    app.put(`${root}/*`, async (request) => {
      const path = pathAfter(request, SEGMENTS);
      await authorise?.(request, { action: "write", path });
      await artifacts.write(path, receivedBytes(request, limit));
      return {};
    });
    app.delete(`${root}/*`, async (request) => {
      const path = pathAfter(request, SEGMENTS, { directory: true });
      await authorise?.(request, { action: "delete", path });
      await artifacts.remove(path);
      return {};
    });
    for (const method of ["PUT", "DELETE"])
      app.route({
        method,
        url: root,
        handler() {
          throw invalidPath();
        },
      });
  }
};

function directoryOf(request: FastifyRequest): string {
  const path = (queryValue(request, "path") ?? "").replace(/\/$/, "");
  return path === "" ? path : artifactPath(path);
}

/** Names alone; a size that is 0 and an empty list are left out, as the protocol does. */
function listing(entries: readonly { name: string; isDirectory: boolean; sizeBytes: number }[]) {
  if (entries.length === 0) return {};
  return {
    files: entries.map(({ name, isDirectory, sizeBytes }) => ({
      path: name,
      is_dir: isDirectory,
      ...(sizeBytes > 0 ? { file_size: sizeBytes } : {}),
    })),
  };
}
