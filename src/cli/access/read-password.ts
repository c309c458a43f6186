import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** Asks for a password on the terminal, without showing it; elsewhere the first line of stdin is it. */
export async function readPassword(question: string, stdin = process.stdin, stderr = process.stderr): Promise<string> {
  const isTerminal = stdin.isTTY === true;
  if (isTerminal) stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: isTerminal });
  try {
    return await new Promise<string>((resolve) => {
      lines.once("line", resolve);
      lines.once("close", () => resolve(""));
    });
  } finally {
    lines.close();
    if (isTerminal) stderr.write("\n");
  }
}
