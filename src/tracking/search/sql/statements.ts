import { isSpace, isToken, isWithin, type Token } from "./token.js";

/** Where the splitter is: a semicolon ends a statement only outside of parentheses and of BEGIN … END. */
interface Place {
  blocks: string[];
  /** FOR or WHILE that waits for its LOOP or DO. */
  waiting: string | null;
  isCreate: boolean;
  hasJustBegun: boolean;
  level: number;
}

const TRANSACTION = new Set(["TRANSACTION", "WORK", "TRAN", "DISTRIBUTED", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"]);

/** What a word closes, by the blocks that it may close; END closes any. */
const CLOSES: Readonly<Record<string, readonly string[]>> = {
  "END IF": ["IF"],
  "END FOR": ["FOR"],
  "END WHILE": ["WHILE"],
  "END LOOP": ["LOOP", "FOR", "WHILE"],
  "END CASE": ["CASE"],
};

function start(): Place {
  return { blocks: [], waiting: null, isCreate: false, hasJustBegun: false, level: 0 };
}

function last(place: Place): string {
  return place.blocks.at(-1) ?? "";
}

/** Ends a BEGIN that was no block but a transaction; gives the change of level. */
function endBegin(place: Place): number {
  place.hasJustBegun = false;
  if (last(place) !== "BEGIN") return 0;
  place.blocks.pop();
  return -1;
}

/** Blocks within BEGIN … END; null when the word opens none. */
function opened(place: Place, word: string): number | null {
  if (word === "FOR" || word === "WHILE") {
    place.waiting = word;
    return 0;
  }
  if ((word === "LOOP" || word === "DO") && place.waiting !== null) {
    place.blocks.push(place.waiting);
    place.waiting = null;
    return 1;
  }
  if (word !== "LOOP" && word !== "IF" && word !== "CASE") return null;
  place.blocks.push(word);
  return 1;
}

function closed(place: Place, word: string): number {
  if (word === "END") {
    place.blocks.pop();
    return -1;
  }
  if (!CLOSES[word]?.includes(last(place))) return 0;
  place.blocks.pop();
  return -1;
}

function keyword(place: Place, token: Token): number {
  const word = token.text.toUpperCase();
  if (token.type === "Keyword.DDL" && word.startsWith("CREATE")) {
    place.isCreate = true;
    return 0;
  }
  if (word === "DECLARE" && place.isCreate && place.blocks.length === 0) {
    place.blocks.push("DECLARE");
    return 1;
  }
  if (word === "BEGIN") {
    place.hasJustBegun = true;
    const isDeclared = last(place) === "DECLARE";
    if (isDeclared) place.blocks.pop();
    place.blocks.push("BEGIN");
    return isDeclared ? 0 : 1;
  }
  if (place.hasJustBegun && token.type === "Keyword" && TRANSACTION.has(word)) return endBegin(place);
  const nested = place.blocks.includes("BEGIN") ? opened(place, word) : null;
  return nested ?? closed(place, word);
}

function levelChange(place: Place, token: Token): number {
  if (isToken(token, "Punctuation", ";")) {
    place.waiting = null;
    return place.hasJustBegun ? endBegin(place) : 0;
  }
  if (isToken(token, "Punctuation", "(")) return 1;
  if (isToken(token, "Punctuation", ")")) return -1;
  return isWithin(token, "Keyword") ? keyword(place, token) : 0;
}

/** Whether the statement is over after this token. */
function ends(place: Place, token: Token): boolean {
  place.level += levelChange(place, token);
  if (isToken(token, "Punctuation", ";")) {
    place.hasJustBegun = false;
    return place.level <= 0 && !place.blocks.includes("BEGIN");
  }
  if (token.type === "Keyword" && token.text.split(/\s/u)[0] === "GO") return true;
  const isQuiet = isSpace(token) || token.type === "Comment.Single" || token.type === "Comment.Multiline";
  if (!isQuiet && !(token.type === "Keyword" && token.text.toUpperCase() === "BEGIN")) place.hasJustBegun = false;
  return false;
}

/** The statements that the tokens make, with the white space and line comments after each; a last one of white space alone is left out. */
export function splitStatements(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [];
  let place = start();
  let current: Token[] = [];
  let isOver = false;
  for (const token of tokens) {
    if (isOver && token.type !== "Whitespace" && token.type !== "Comment.Single") {
      statements.push(current);
      [place, current, isOver] = [start(), [], false];
    }
    current.push(token);
    isOver = ends(place, token) || isOver;
  }
  if (!current.every(isSpace)) statements.push(current);
  return statements;
}
