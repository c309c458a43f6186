import type { ArtifactContent, ArtifactTree } from "../../../../tracking/index.js";

/**
 * Opens a file by its name, or by what MLflow's client made of that name: it decodes the names of a listing until nothing changes, so
 * that it lists `my%20plot.png` and then asks for `my plot.png`. An exact name comes first.
 */
export async function openAsListed(artifacts: ArtifactTree, path: string): Promise<ArtifactContent | null> {
  const exact = await artifacts.open(path);
  if (exact) return exact;
  const at = path.lastIndexOf("/") + 1;
  const siblings = await artifacts.list(path.slice(0, Math.max(0, at - 1)));
  const meant = siblings.find(({ name, isDirectory }) => !isDirectory && clientName(name) === path.slice(at));
  return meant ? artifacts.open(path.slice(0, at) + meant.name) : null;
}

/** A listed name as the client understands it: decoded, and control characters encoded again. */
function clientName(name: string): string {
  let before = name;
  for (;;) {
    const after = before.replace(/(%[0-9a-f]{2})+/gi, (bytes) =>
      Buffer.from(bytes.replaceAll("%", ""), "hex").toString(),
    );
    if (after === before) break;
    before = after;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return before.replace(/[\u0000-\u001f\u007f]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
