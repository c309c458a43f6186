import { GyreError } from "../../core/index.js";
import { namedModel, parseModelUri, type RegisteredModelStore } from "../../registry/index.js";
import { artifactPath, type TrackingStore, treePath } from "../../tracking/index.js";

/** What tells where files are. */
export interface LocateContext {
  readonly tracking: TrackingStore;
  readonly registered: RegisteredModelStore;
}

/**
 * The path in the tree of artifacts of what a person names: a run by its id or `runs:/…`, a registered or logged model by `models:/…`, and
 * `path` within it. Throws `tracking.run_unknown`, `registry.version_unknown`, `tracking.model_unknown`, `tracking.bad_value`.
 */
export async function locate(context: LocateContext, of: string, path: string): Promise<string> {
  const isModel = parseModelUri(of) !== null;
  const [, runId, inside = ""] = /^runs:\/+([^/]+)\/?(.*)$/.exec(of) ?? [null, of];
  const uri = isModel ? (await namedModel(context, of)).location : await runFiles(context, runId);
  const root = treePath(uri);
  if (root === null) {
    throw new GyreError("tracking.bad_value", `the files of ${of} are at ${uri}, outside this store`, {
      hint: "read them there, with the credentials of that store",
    });
  }
  const rest = [inside, path].filter((part) => part !== "").join("/");
  return rest === "" ? root : `${root}/${artifactPath(rest)}`;
}

async function runFiles({ tracking }: LocateContext, id: string): Promise<string> {
  const run = await tracking.run(id);
  if (run) return run.info.artifactUri;
  throw new GyreError("tracking.run_unknown", `Run with id=${id} not found`, { hint: "gyre runs list" });
}
