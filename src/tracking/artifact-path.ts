import { GyreError } from "../core/index.js";

const MOST_PART_BYTES = 255;
const MOST_PATH_BYTES = 2048;

/** Half a character, which UTF-8 cannot say. */

/**
 * Checks the path of an artifact, which was decoded exactly once, and gives it back: parts joined by "/" that lead from the root to
 * something under it, whatever reads them. Refused are the root itself, absolute paths, drive letters, parts that are empty, "." or
 * "..", back-slashes, control characters, "#" and "?", text that is no UTF-8, parts of more than 255 bytes, 2048 bytes in all, and what
 * would lead elsewhere if someone decoded it once more, such as `%2e%2e/x`. Other percent signs are part of the name.
 * Throws `tracking.bad_artifact_path`.
 *
 * @example artifactPath("1/5f/artifacts/plot.png") // "1/5f/artifacts/plot.png"
 */
export function artifactPath(text: string): string {
  const sound =
    text.isWellFormed() &&
    byteLength(text) <= MOST_PATH_BYTES &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    !/[\\#?\u0000-\u001f\u007f-\u009f]/.test(text) &&
    staysInside(text) &&
    text.split("/").every((part) => byteLength(part) <= MOST_PART_BYTES) &&
    staysInsideDecoded(text);
  if (sound) return text;
  throw new GyreError("tracking.bad_artifact_path", "Invalid path", {
    hint: "expected parts joined by /, such as model/plot.png, without . or .. as a part, back-slashes, #, ? or control characters",
    details: { path: text.slice(0, 200) },
  });
}

/** Whether the path leads to something under its root, for readers to whom both slashes part. */
function staysInside(path: string): boolean {
  if (/^[a-z]:/i.test(path)) return false;
  return path.split(/[/\\]/).every((part) => !["", ".", ".."].includes(part.normalize("NFKC")));
}

/** Whether it still does for readers that decode it once more, or as often as they can. */
function staysInsideDecoded(path: string): boolean {
  let before = path;
  for (;;) {
    const after = before.replace(OVERLONG, decodeOverlong).replace(/%([0-9a-f]{2})/gi, decodeByte);
    if (after === before) return true;
    if (!staysInside(after)) return false;
    before = after;
  }
}

/** Dots and slashes in more bytes than they need, which careless decoders take: two bytes, or three. */
const OVERLONG = /%c0%(ae|af|dc|9c)|%c1%9c|%e0%80%(ae|af)|%e0%81%9c|%u00(2e|2f|5c)/gi;

function decodeOverlong(sequence: string): string {
  if (/(ae|2e)$/i.test(sequence)) return ".";
  return /(af|2f)$/i.test(sequence) ? "/" : "\\";
}

function decodeByte(_escape: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
