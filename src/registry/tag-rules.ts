import { characters, nameFault } from "../tracking/index.js";
import { badValue, invalidValue, valueTooLong } from "./bad-values.js";
import type { RegistryTag } from "./types.js";

/** The tag that makes a registered model, or a version, a prompt. */
export const PROMPT_TAG = "mlflow.prompt.is_prompt";

const PROMPT_TEXT_TAG = "mlflow.prompt.text";
const LONGEST_KEY = 250;
const LONGEST_VALUE = 100_000;

/** Letters, digits, `_ - . / :` and spaces; no path that is another one. Throws `registry.bad_value`. */
export function checkTagKey(key: string): void {
  const fault = nameFault(key);
  if (fault !== null) throw invalidValue("key", key, fault);
}

/** A key of at most 250 characters and a value of at most 100,000. Throws `registry.bad_value`. */
export function checkTag({ key, value }: RegistryTag): void {
  checkTagKey(key);
  if (characters(key) > LONGEST_KEY) throw valueTooLong("key", LONGEST_KEY);
  if (characters(value) > LONGEST_VALUE) throw valueTooLong("value", LONGEST_VALUE);
}

/** As {@link checkTag}; the text of a prompt has a message of its own. */
export function checkVersionTag(tag: RegistryTag): void {
  checkTagKey(tag.key);
  if (tag.key === PROMPT_TEXT_TAG && characters(tag.value) > LONGEST_VALUE)
    throw badValue(`Prompt text exceeds max length of ${LONGEST_VALUE} characters.`);
  checkTag(tag);
}

/** Whether tags say that it is a prompt; of one key the last value counts. */
export function isPrompt(tags: readonly RegistryTag[]): boolean {
  return tags.findLast((tag) => tag.key === PROMPT_TAG)?.value.toLowerCase() === "true";
}
