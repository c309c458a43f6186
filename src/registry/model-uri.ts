/** What a `models:/…` URI names. */
export type ModelUri =
  | { readonly kind: "model"; readonly modelId: string }
  | { readonly kind: "version"; readonly name: string; readonly version: number }
  | { readonly kind: "stage"; readonly name: string; readonly stage: string }
  | { readonly kind: "latest"; readonly name: string }
  | { readonly kind: "alias"; readonly name: string; readonly alias: string };

/**
 * Reads `models:/<logged model>`, `models:/<name>/<version, stage or latest>` or `models:/<name>@<alias>`; null for anything else.
 *
 * @example parseModelUri("models:/late@champion") // { kind: "alias", name: "late", alias: "champion" }
 */
export function parseModelUri(uri: string): ModelUri | null {
  const path = /^models:(?:\/\/[^/?#]*)?(\/[^?]+)/i.exec(uri)?.[1];
  const [name = "", suffix, ...rest] = path?.replace(/^\/+/, "").split("/") ?? [];
  if (rest.length > 0 || name.trim() === "") return null;
  if (suffix === undefined) return withoutSuffix(name);
  if (suffix.trim() === "") return null;
  if (/^\d+$/.test(suffix)) return { kind: "version", name, version: Number(suffix) };
  if (suffix.toLowerCase() === "latest") return { kind: "latest", name };
  return { kind: "stage", name, stage: suffix };
}

function withoutSuffix(text: string): ModelUri | null {
  const at = text.lastIndexOf("@");
  if (at < 0) return { kind: "model", modelId: text };
  const alias = text.slice(at + 1);
  return alias.trim() === "" ? null : { kind: "alias", name: text.slice(0, at), alias };
}
