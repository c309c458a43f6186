import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { GyreError } from "../../../../core/index.js";
import type { ArtifactTree } from "../../../../tracking/index.js";
import { attachment, mediaType } from "./file-headers.js";
import { openAsListed } from "./listed-name.js";
import { parseRange } from "./range.js";

/** Answers with a file, or the part of it that the request asks for. Throws `tracking.artifact_unknown`, also for a directory. */
export async function sendFile(
  artifacts: ArtifactTree,
  path: string,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<FastifyReply> {
  const content = await openAsListed(artifacts, path);
  if (!content) throw artifactUnknown(path);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const etag = content.digest === null ? undefined : `"${content.digest}"`;
  reply.headers({
    "accept-ranges": "bytes",
    "content-disposition": attachment(name),
    "content-type": mediaType(name),
    "x-content-type-options": "nosniff",
    ...(etag ? { etag } : {}),
  });
  if (etag && matches(request.headers["if-none-match"], etag)) return reply.code(304).send();
  const { sizeBytes } = content;
  const range = wishedRange(request, etag, sizeBytes);
  if (range === "unsatisfiable") return reply.code(416).header("content-range", `bytes */${sizeBytes}`).send();
  const { from, to } = range ?? { from: 0, to: sizeBytes };
  if (range) reply.code(206).header("content-range", `bytes ${from}-${to - 1}/${sizeBytes}`);
  reply.header("content-length", String(to - from));
  if (request.method === "HEAD" || to === from) return reply.send();
  return reply.send(streamOf(range ? content.read(from, to) : content.read()));
}

/** Buffers nothing: the next chunk is asked for when the one before has left, and its memory may be used again. */
function streamOf(chunks: AsyncIterable<Uint8Array>): Readable {
  const source = chunks[Symbol.asyncIterator]();
  return new Readable({
    highWaterMark: 0,
    read() {
      source.next().then(
        ({ done, value }) => this.push(done ? null : value),
        (error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      Promise.resolve(source.return?.()).then(
        () => done(error),
        (failure) => done(error ?? failure),
      );
    },
  });
}

/** A range counts only as long as the file is still the one that the client has a part of. */
function wishedRange({ headers }: FastifyRequest, etag: string | undefined, sizeBytes: number) {
  const ifRange = headers["if-range"];
  if (ifRange !== undefined && ifRange !== etag) return null;
  return parseRange(headers.range, sizeBytes);
}

function matches(header: string | undefined, etag: string): boolean {
  return (header ?? "").split(",").some((one) => ["*", etag, `W/${etag}`].includes(one.trim()));
}

function artifactUnknown(path: string): GyreError {
  return new GyreError("tracking.artifact_unknown", `No such artifact: '${path}'`, {
    hint: "list its directory to see what is there; a directory is downloaded file by file",
    details: { path },
  });
}
