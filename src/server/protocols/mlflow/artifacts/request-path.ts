import type { FastifyRequest } from "fastify";
import { GyreError } from "../../../../core/index.js";
import { artifactPath } from "../../../../tracking/index.js";

/** MLflow's refusal of a path. */
export function invalidPath(): GyreError {
  return new GyreError("tracking.bad_artifact_path", "Invalid path");
}

/**
 * The path of an artifact in a URL, after its first `segments` parts: decoded here, once, whatever the router made of it. One slash at
 * the end may be there where a directory may be meant. Throws `tracking.bad_artifact_path`.
 */
export function pathAfter(request: FastifyRequest, segments: number, options: { readonly directory?: boolean } = {}) {
  const [path] = (request.raw.url ?? "").split("?", 1);
  const raw = path
    .split("/")
    .slice(segments + 1)
    .join("/");
  const text = decoded(raw);
  return artifactPath(options.directory ? text.replace(/\/$/, "") : text);
}

/** A value of the query by its name, decoded once; null when it is not there. Throws `tracking.bad_artifact_path`. */
export function queryValue(request: FastifyRequest, name: string): string | null {
  const url = request.raw.url ?? "";
  const at = url.indexOf("?");
  for (const pair of at < 0 ? [] : url.slice(at + 1).split("&")) {
    const [key, ...value] = pair.split("=");
    if (key === name) return decoded(value.join("=").replaceAll("+", " "));
  }
  return null;
}

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw invalidPath();
  }
}
