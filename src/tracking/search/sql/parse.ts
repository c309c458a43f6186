import { groupStatement } from "./group.js";
import { tokenize } from "./lexer.js";
import { splitStatements } from "./statements.js";
import { group, type Token } from "./token.js";

/** The statements of a text, their tokens grouped. Throws `TooMuchToGroup`. */
export function parseStatements(text: string): Token[] {
  return splitStatements(tokenize(text)).map((tokens) => {
    const statement = group("statement", tokens);
    groupStatement(statement);
    return statement;
  });
}
