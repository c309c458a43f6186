import type { GyreError } from "../core/index.js";
import { badValue } from "./bad-values.js";
import { hasRelativePath, isLocalSource, isWithin, localPath, parseSource } from "./source-uri.js";

/** What a source may lie in: the run, or the logged model, that the client says it came from; null when it names none. */
export interface SourceOwner {
  readonly parameter: "run_id" | "model_id";
  readonly id: string | null;
  /** Where its files are; null when there is no such run or model. */
  readonly artifactUri: string | null;
}

/** Of a prompt, which has no files. */
const PLACEHOLDERS: readonly string[] = ["dummy-source", "prompt-template"];

/** Schemes whose URIs name the host to ask: a server that followed them could be sent anywhere. */
const HOST_SCHEMES: readonly string[] = [
  "ftp",
  "sftp",
  "hdfs",
  "viewfs",
  "http",
  "https",
  "mlflow-artifacts",
  "r2",
  "b2",
  "abfss",
];

/** The source of a prompt's version. Throws `registry.bad_value`. */
export function checkPromptSource(source: string): void {
  if (PLACEHOLDERS.includes(source)) return;
  throw badValue(`Invalid prompt source: '${source}'. Prompt sources must use an MLflow placeholder.`);
}

/** Refuses hosts of the client's choice in a field of a message. Throws `registry.bad_value`. */
export function checkUriHost(uri: string, field: "source" | "artifact_location"): void {
  const { scheme, authority } = parseSource(uri);
  if (!HOST_SCHEMES.includes(scheme) || (scheme === "mlflow-artifacts" && authority === "")) return;
  throw badValue(
    `'${field}' cannot use the '${scheme}' scheme: the '${scheme}' scheme addresses a host other than the tracking server's configured artifact storage, so the server would connect to the host named in the URI. Set the MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES environment variable on the server to allow it.`,
  );
}

/**
 * Local files and the server's own artifacts must lie within the run or logged model that the client names, whatever the
 * encoding; nothing may climb up. Throws `registry.bad_value`.
 */
export function checkSourcePlace(source: string, owner: SourceOwner): void {
  const { scheme, authority, path } = parseSource(source);
  if (isLocalSource(source)) {
    checkLocalSource(source, owner);
    return;
  }
  if (hasRelativePath(source)) throw relativeSource(source);
  const isOwned = owner.artifactUri !== null && isWithin(source, owner.artifactUri);
  if (scheme === "mlflow-artifacts" && !isOwned) throw foreignSource(source, owner.parameter);
  if (scheme !== "runs") return;
  const [runId] = path.replace(/^\//, "").split("/");
  if (authority !== "" || owner.parameter !== "run_id" || owner.id === null || owner.id !== runId)
    throw foreignSource(source, owner.parameter);
}

/** The source is not in what the parameter names. */
export function foreignSource(source: string, parameter: SourceOwner["parameter"]): GyreError {
  return badValue(
    `Invalid model version source: '${source}'. The ${parameter} request parameter must identify the resource that contains the source.`,
  );
}

function checkLocalSource(source: string, { parameter, id, artifactUri }: SourceOwner): void {
  const hasHost = !/^(|\.|localhost.*|127\.0\.0\.1.*)$/.test(parseSource(source).authority);
  if (id !== null && artifactUri === null) throw foreignSource(source, parameter);
  if (id !== null && artifactUri !== null && isLocalSource(artifactUri) && !hasHost) {
    const path = localPath(source);
    if (!hasRelativePath(path) && isWithin(path, localPath(artifactUri))) return;
  }
  const shown = id === null ? source : localPath(source);
  throw badValue(
    `Invalid model version source: '${shown}'. To use a local path as a model version source, the ${parameter} request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the ${parameter}.`,
  );
}

function relativeSource(source: string): GyreError {
  return badValue(
    `Invalid model version source: '${source}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`,
  );
}
