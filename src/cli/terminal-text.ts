/** A line's control characters, which would move the cursor or colour the screen, and what a terminal turns around (U+202A…). */
const OF_A_LINE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const WIDE =
  /(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** A text that people chose, as one line that only shows: `␊` for a newline, `␛` for an escape, `�` for the others. */
export function oneLine(text: string): string {
  return PLAIN.test(text) ? text : text.replace(OF_A_LINE, picture);
}

/** The same for a text of several lines, whose newlines and tabs stay. */
export function manyLines(text: string): string {
  return text.replace(OF_A_LINE, (one) => (one === "\n" || one === "\t" ? one : picture(one)));
}

/** JSON on one line that says the same and only shows: what a terminal would follow is written as `\u009b`. */
export function shownJson(json: string): string {
  return json.replace(OF_A_LINE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Its beginning of at most so many characters, with … where more follows. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** The columns that a line takes on a terminal: two for Chinese, Japanese, Korean characters and pictures, none for marks. */
export function columnsOf(line: string): number {
  if (PLAIN.test(line)) return line.length;
  let columns = 0;
  for (const character of line) columns += WITHOUT_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

function picture(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "␡" : "�";
}
