import type { Condition, Field } from "../tracking/index.js";
import { PROMPT_TAG } from "./tag-rules.js";

/** What a search of registered models or of versions looks for. */
export interface PromptSearch {
  /** What remains to be asked; null keeps all. */
  readonly where: Condition | null;
  readonly hidesPrompts: boolean;
}

/**
 * Prompts are hidden unless the condition asks for them, by their tag `= 'true'` or `!= 'false'`. Where it does not, whatever else
 * it says of that tag is left out: models do not have it.
 */
export function promptSearch(where: Condition | null): PromptSearch {
  if (where === null) return { where, hidesPrompts: true };
  if (asksForPrompts(where)) return { where, hidesPrompts: false };
  return { where: withoutPromptTag(where), hidesPrompts: true };
}

function asksForPrompts(condition: Condition): boolean {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.parts.some(asksForPrompts);
    case "not":
      return asksForPrompts(condition.part);
    case "comparison": {
      if (!isAboutPromptTag(condition) || typeof condition.value !== "string") return false;
      const value = condition.value.toLowerCase();
      return (condition.comparator === "=" && value === "true") || (condition.comparator === "!=" && value === "false");
    }
    default:
      return false;
  }
}

/** Null for what was about the tag alone. */
function withoutPromptTag(condition: Condition): Condition | null {
  if ("parts" in condition) {
    const parts = condition.parts.map(withoutPromptTag);
    if (condition.kind === "or" && parts.includes(null)) return null;
    const kept = parts.filter((part) => part !== null);
    return kept.length === 0 ? null : { ...condition, parts: kept };
  }
  if ("part" in condition) {
    const part = withoutPromptTag(condition.part);
    return part && { ...condition, part };
  }
  return isAboutPromptTag(condition) ? null : condition;
}

function isAboutPromptTag(condition: Extract<Condition, { readonly field: Field }>): boolean {
  return condition.field.entity === "tag" && condition.field.key === PROMPT_TAG;
}
