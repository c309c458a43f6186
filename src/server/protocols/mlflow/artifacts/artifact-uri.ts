import { GyreError } from "../../../../core/index.js";
import { artifactPath, treePath } from "../../../../tracking/index.js";

/**
 * The path in the tree of an artifact URI, such as `mlflow-artifacts:/1/<run>/artifacts`, or of what lies under it. Throws
 * `tracking.bad_value` for a URI of another store, which clients read themselves, and `tracking.bad_artifact_path`.
 */
export function pathUnder(artifactUri: string, relative: string | null): string {
  const directory = treePath(artifactUri);
  if (directory !== null) return artifactPath(relative === null ? directory : `${directory}/${artifactPath(relative)}`);
  throw new GyreError("tracking.bad_value", `The artifacts at '${artifactUri}' are not kept by this server.`, {
    hint: "read them where they are, with the credentials of that store",
    details: { artifactUri },
  });
}
