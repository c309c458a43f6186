/** The words of a text as a POSIX shell splits them, without its other characters meaning anything; null when a quote or an escape is left open. */
export function shellWords(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === quote && quote !== "") {
      quote = "";
    } else if (character === "\\" && quote !== "'") {
      const next = text[++at];
      if (next === undefined) return null;
      word = (word ?? "") + (quote === '"' && next !== '"' && next !== "\\" ? `\\${next}` : next);
    } else if (quote === "" && (character === "'" || character === '"')) {
      quote = character;
      word ??= "";
    } else if (quote === "" && " \t\r\n".includes(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== "") return null;
  return word === null ? words : [...words, word];
}
