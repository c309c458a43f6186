import { GyreError, shellWord } from "../../core/index.js";
import { parseModelUri, type RegisteredModelStore } from "../../registry/index.js";

/** What the argument for a version may be. */
export const VERSION_ARGUMENT = "models:/<name>/<version>, or models:/<name>@<alias>";

/** The version that an argument names. Throws `cli.bad_usage`, `registry.version_unknown`, `registry.model_unknown`. */
export async function versionArgument(
  registered: RegisteredModelStore,
  text: string,
): Promise<{ readonly name: string; readonly version: number }> {
  const uri = parseModelUri(text);
  if (uri?.kind !== "version" && uri?.kind !== "alias")
    throw new GyreError("cli.bad_usage", `expected ${VERSION_ARGUMENT}, got ${text}`);
  const { name } = uri;
  const found =
    uri.kind === "version" ? await registered.version(name, uri.version) : await registered.byAlias(name, uri.alias);
  if (found) return { name, version: found.version };
  throw new GyreError("registry.version_unknown", `there is no ${text}`, {
    hint: `gyre models show ${shellWord(name)}`,
  });
}
