import { RE2JS } from "re2js";
import { refuse } from "./refuse.js";

const LONGEST = 1000;

/** Characters times the steps of the pattern: a second or two, where none of its short cuts helps. */
const MOST_WORK = 5e7;

/** The last patterns that were read: a search asks the same one of many texts. */
const read = new Map<string, RE2JS>();
const MOST_KEPT = 32;

/**
 * Whether a text has a match of a pattern somewhere, in time of the product of their lengths: what would need going back, such as `\1` and
 * `(?=…)`, is no pattern here. Throws `tracking.bad_filter` for such a one, for one of more than 1000 characters, and when asked of a text
 * that is too long for how large the pattern is.
 *
 * @example
 * patternOf("^gpt-[0-9]")("gpt-4") // true
 */
export function patternOf(pattern: string): (text: string) => boolean {
  const compiled = read.get(pattern) ?? compile(pattern);
  read.set(pattern, compiled);
  const [oldest] = read.keys();
  if (read.size > MOST_KEPT && oldest !== undefined) read.delete(oldest);
  const steps = compiled.programSize();
  return (text) => {
    if (text.length * steps > MOST_WORK) {
      refuse(
        `Invalid regular expression '${pattern}': its ${steps} steps are too many for a text of ${text.length} characters`,
      );
    }
    return compiled.test(text);
  };
}

function compile(pattern: string): RE2JS {
  if (pattern.length > LONGEST) {
    refuse(`Invalid regular expression: expected at most ${LONGEST} characters, got ${pattern.length}`);
  }
  try {
    return RE2JS.compile(pythonsWords(pattern));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse(
      `Invalid regular expression '${pattern}': ${why}. Back-references and look-around are not supported, as matching them can take forever.`,
    );
  }
}

/** `\Z` is Python's word for the end of a text. */
function pythonsWords(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, (pair, letter: string) => (letter === "Z" ? "\\z" : pair));
}
