import { badValue, invalidValue, unsafeName, valueTooLong } from "./bad-values.js";
import type { RegistryTag } from "./types.js";

/** The tag that makes a registered model, or a version, a prompt. */
export const PROMPT_TAG = "mlflow.prompt.is_prompt";

const PROMPT_TEXT_TAG = "mlflow.prompt.text";
const LONGEST_KEY = 250;
const LONGEST_VALUE = 100_000;

/** Letters, digits, `_ - . / :` and spaces; no path that is another one. Throws `registry.bad_value`. */
export function checkTagKey(key: string): void {
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(key)) {
    const reason =
      "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).";
    throw invalidValue("key", key, reason);
  }
  const unsafe = unsafeName("key", key);
  if (unsafe) throw unsafe;
}

/** A key of at most 250 characters and a value of at most 100,000. Throws `registry.bad_value`. */
export function checkTag({ key, value }: RegistryTag): void {
  checkTagKey(key);
  if (isLonger(key, LONGEST_KEY)) throw valueTooLong("key", LONGEST_KEY);
  if (isLonger(value, LONGEST_VALUE)) throw valueTooLong("value", LONGEST_VALUE);
}

/** As {@link checkTag}; the text of a prompt has a message of its own. */
export function checkVersionTag(tag: RegistryTag): void {
  checkTagKey(tag.key);
  if (tag.key === PROMPT_TEXT_TAG && isLonger(tag.value, LONGEST_VALUE))
    throw badValue(`Prompt text exceeds max length of ${LONGEST_VALUE} characters.`);
  checkTag(tag);
}

/** Whether tags say that it is a prompt; of one key the last value counts. */
export function isPrompt(tags: readonly RegistryTag[]): boolean {
  return tags.findLast((tag) => tag.key === PROMPT_TAG)?.value.toLowerCase() === "true";
}

/** One tag of each key, the last, by key in code points. */
export function distinctTags(tags: readonly RegistryTag[]): RegistryTag[] {
  const values = new Map(tags.map((tag) => [tag.key, tag.value]));
  return [...values].map(([key, value]) => ({ key, value })).sort((a, b) => compareText(a.key, b.key));
}

/** Text by code points, as every store orders it. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((char, i) => char !== right[i]);
  if (at < 0) return -1;
  return (left[at].codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}

function isLonger(text: string, limit: number): boolean {
  return text.length > limit && [...text].length > limit;
}
