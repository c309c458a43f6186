/** The tag of a logged model that tells which versions were registered from it. */
export const MODEL_VERSIONS_TAG = "mlflow.modelVersions";

/**
 * The tag's value with one more version, as the clients write it.
 *
 * @example withModelVersion(undefined, "late", 1) // [{"name": "late", "version": 1}]
 */
export function withModelVersion(value: string | undefined, name: string, version: number): string {
  return `[${[...entriesOf(value), { name, version }].map(entryText).join(", ")}]`;
}

function entriesOf(value: string | undefined): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(value ?? "[]");
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

function entryText(entry: unknown): string {
  if (typeof entry !== "object" || entry === null) return JSON.stringify(entry);
  const pairs = Object.entries(entry).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{${pairs.join(", ")}}`;
}
