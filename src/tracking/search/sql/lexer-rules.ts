import type { TokenType } from "./token.js";

/** Members of classes: what Python takes for letters of a name, for characters of a word and for white space. */
const LETTER = "A-Za-z\\u00c0-\\u00dc\\u00e0-\\u00f6\\u00f8-\\u00fc\\u0130\\u0131\\u017f\\u212a\\u212b";
const WORD = "\\p{L}\\p{N}_";
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** A letter in both cases, with the letters that fold to it. */
function anyCase(letter: string): string {
  const others: Readonly<Record<string, string>> = { I: "\\u0130\\u0131", K: "\\u212a", S: "\\u017f" };
  return `[${letter}${letter.toLowerCase()}${others[letter] ?? ""}]`;
}

/**
 * A regular expression from a notation in which capitals stand for both cases; `<l>` is a letter, `<w>` a character
 * of a word, `<s>` white space, `<d>` a digit, `<.>` all but a new line, `<end>` the end of a word; within `[…]` without the signs: `l:`, `w:`.
 */
function sourceOf(notation: string): string {
  const named: Readonly<Record<string, string>> = {
    "<l>": `[${LETTER}]`,
    "l:": LETTER,
    "<w>": `[${WORD}]`,
    "w:": WORD,
    "<s>": `[${SPACE}]`,
    "<d>": "\\p{Nd}",
    "<.>": "[^\\n]",
    "<end>": `(?![${WORD}])`,
  };
  return notation.replace(/<(?:[lwsd.]|end)>|[lw]:|[A-Z]/g, (part) => named[part] ?? anyCase(part));
}

/** What opens a text in dollar quotes. */
export const OPENING_TAG = new RegExp(sourceOf('(?<![w:"$])\\$(?:[_l:]<w>*)?\\$'), "uy");

const RULES: readonly (readonly [notation: string, type: TokenType | "word"])[] = [
  ["(?:--|# )\\+<.>*?(?:\\r\\n|\\r|\\n|$)", "Comment.Single.Hint"],
  ["(?:--|# )<.>*?(?:\\r\\n|\\r|\\n|$)", "Comment.Single"],
  ["\\r\\n|\\r|\\n", "Whitespace.Newline"],
  ["<s>", "Whitespace"],
  [":=", "Assignment"],
  ["::", "Punctuation"],
  ["\\*", "Wildcard"],
  ["`(?:``|[^`])*`", "Name"],
  ["´(?:´´|[^´])*´", "Name"],
  ["\\?", "Name.Placeholder"],
  ["%(?:\\(<w>+\\))?S", "Name.Placeholder"],
  ["(?<!<w>)[$:?]<w>+", "Name.Placeholder"],
  ["\\\\<w>+", "Command"],
  ["(?:CASE|IN|VALUES|USING|FROM|AS)<end>", "Keyword"],
  ["(?:@|##|#)<l><w>+", "Name"],
  ["<l><w>*(?=<s>*\\.(?!<d>))", "Name"],
  ["(?<=\\.)<l><w>*", "Name"],
  ["<l><w>*(?=\\()", "Name"],
  ["-?0X[<d>a-f\\x41-\\x46]+", "Number.Hexadecimal"],
  ["-?<d>+(?:\\.<d>+)?E-?<d>+", "Number.Float"],
  ["(?![_l:])-?(?:<d>+\\.<d>*|\\.<d>+)(?![_l:])", "Number.Float"],
  ["(?![_l:])-?<d>+(?![_l:])", "Number.Integer"],
  ["'(?:''|\\\\'|[^'])*'", "String.Single"],
  ['"(?:""|\\\\"|[^"])*"', "String.Symbol"],
  ['""|"<.>*?[^\\\\]"', "String.Symbol"],
  ["(?<![w:\\])])\\[[^\\]\\[]+\\]", "Name"],
  [
    "(?:(?:LEFT<s>+|RIGHT<s>+|FULL<s>+)?(?:INNER<s>+|OUTER<s>+|STRAIGHT<s>+)?|(?:CROSS<s>+|NATURAL<s>+)?)?JOIN<end>",
    "Keyword",
  ],
  ["END(?:<s>+IF|<s>+LOOP|<s>+WHILE|<s>+FOR|<s>+CASE)?<end>", "Keyword"],
  ["IF<s>+(?:NOT<s>+)?EXISTS<end>", "Keyword"],
  ["NOT<s>+NULL<end>", "Keyword"],
  ["(?:ASC|DESC)(?:<s>+NULLS<s>+(?:FIRST|LAST))?<end>", "Keyword.Order"],
  ["NULLS<s>+(?:FIRST|LAST)<end>", "Keyword.Order"],
  ["UNION<s>+ALL<end>", "Keyword"],
  ["CREATE(?:<s>+OR<s>+REPLACE)?<end>", "Keyword.DDL"],
  ["DOUBLE<s>+PRECISION<end>", "Name.Builtin"],
  ["(?:GROUP<s>+BY|ORDER<s>+BY|PRIMARY<s>+KEY|HANDLER<s>+FOR|GO<s><d>+)<end>", "Keyword"],
  ["LATERAL<s>+VIEW<s>+(?:EXPLODE|INLINE|PARSE_URL_TUPLE|POSEXPLODE|STACK)<end>", "Keyword"],
  ["(?:AT|WITH')<s>+TIME<s>+ZONE<s>+'[^']+'", "Keyword.TZCast"],
  ["(?:NOT<s>+)?(?:LIKE|ILIKE|RLIKE)<end>", "Operator.Comparison"],
  ["(?:NOT<s>+)?REGEXP(?:<s>+BINARY)?<end>", "Operator.Comparison"],
  ["<w>[$#w:]*", "word"],
  ["[;:()\\[\\],.]", "Punctuation"],
  ["->>?|#>>?|@>|<@|\\?\\|?|\\?&|-|#-", "Operator"],
  ["[<>=~!]+", "Operator.Comparison"],
  ["[+/@#%^&|-]+", "Operator"],
];

/** One token, where the search is told to begin: of several that fit the first counts, and the group that it is says which. */
export const ANY_TOKEN = new RegExp(RULES.map(([notation]) => `(${sourceOf(notation)})`).join("|"), "uy");

/** What the token of each group is. */
export const GROUP_TYPES: readonly (TokenType | "word")[] = RULES.map(([, type]) => type);
