import { keyOf } from "../quotes.js";
import { refuse, setText } from "../refuse.js";

/**
 * A field of experiments, registered models or versions: an attribute or a tag. `isRaw`: an attribute's key is compared with the valid
 * ones before its quotes are taken off.
 */
export function shortIdentifier(
  text: string,
  valid: readonly string[],
  isRaw = false,
): { readonly type: "attribute" | "tag"; readonly key: string } {
  const dot = text.indexOf(".");
  const entity = dot < 0 ? "attribute" : text.slice(0, dot);
  if (entity !== "attribute" && entity !== "tag" && entity !== "tags") {
    refuse(`Invalid entity type '${entity}'. Valid entity types are ('attribute', 'tag', 'tags')`);
  }
  const type = entity === "attribute" ? "attribute" : "tag";
  const written = text.slice(dot + 1);
  const key = keyOf(written);
  const checked = isRaw ? written : key;
  if (type === "attribute" && !valid.includes(checked)) {
    refuse(`Invalid attribute key '${checked}' specified. Valid keys are '${setText(valid)}'`);
  }
  return { type, key };
}
