/** Category texts and their codes, in the order of appearance. */
export interface Dictionary {
  readonly codes: Map<string, number>;
  readonly texts: string[];
}

export function createDictionary(): Dictionary {
  return { codes: new Map(), texts: [] };
}

/** The code of a text, a new one when it was never seen. */
export function codeOf(dictionary: Dictionary, text: string): number {
  const known = dictionary.codes.get(text);
  if (known !== undefined) return known;
  const code = dictionary.texts.push(text) - 1;
  dictionary.codes.set(text, code);
  return code;
}
