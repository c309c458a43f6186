/** ASCII letters in lower case, all else as it is. */
function folded(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * Whether a text is as a pattern says: `%` stands for any characters, `_` for one, and nothing is escaped. In time of the product of
 * the lengths.
 */
export function isLike(text: string, pattern: string, ignoresCase: boolean): boolean {
  const characters = [...(ignoresCase ? folded(text) : text)];
  const signs = [...(ignoresCase ? folded(pattern) : pattern)];
  let [at, sign] = [0, 0];
  // Where to go on when what follows the last `%` does not fit: the `%`, and how far it reached.
  let [percent, reached] = [-1, 0];
  while (at < characters.length) {
    if (signs[sign] === "%") {
      [percent, reached] = [sign++, at];
    } else if (sign < signs.length && (signs[sign] === "_" || signs[sign] === characters[at])) {
      at++;
      sign++;
    } else if (percent >= 0) {
      sign = percent + 1;
      at = ++reached;
    } else {
      return false;
    }
  }
  while (signs[sign] === "%") sign++;
  return sign === signs.length;
}
