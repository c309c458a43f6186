import { spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";

/** A program to run. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly onLine?: (line: string) => void;
}

/** How a program ended. */
export interface Ended {
  /** Null after a signal. */
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly isTimedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Both as they came, the middle left out where there is very much. */
  readonly log: string;
}

const GRACE_MS = 3000;
const MOST_CHARACTERS = 4 * 1024 * 1024;

/**
 * Runs a program without a shell, in a process group of its own. Once `signal` is aborted or the time is up, the whole group is asked to end,
 * and killed after three seconds; when the program has ended, so has all that it started. Its stdin stays open as long as this
 * process lives. Rejects with the system's error when it cannot be started.
 */
export async function runProgram(program: Program): Promise<Ended> {
  const { file, args, cwd, env, signal, timeoutMs, onLine } = program;
  signal?.throwIfAborted();
  const child = spawn(file, [...args], { cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  const killGroup = (by: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, by);
    } catch {
      // The group is gone.
    }
  };
  let patience: NodeJS.Timeout | undefined;
  let isTimedOut = false;
  const stop = (): void => {
    killGroup("SIGTERM");
    patience ??= setTimeout(() => killGroup("SIGKILL"), GRACE_MS);
  };
  const timeUp = (): void => {
    isTimedOut = true;
    stop();
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(timeUp, timeoutMs);
  signal?.addEventListener("abort", stop, { once: true });
  const log = growingLog();
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => linesOf(stream, log.add, onLine));
  try {
    const [code, killedBy] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", () => killGroup("SIGKILL"));
      child.on("close", (...how) => resolve(how));
    });
    return { code, killedBy, isTimedOut, stdout: stdout(), stderr: stderr(), log: log.text() };
  } finally {
    clearTimeout(timer);
    clearTimeout(patience);
    signal?.removeEventListener("abort", stop);
  }
}

/** The end of what a program wrote. */
export function lastLines(log: string): string {
  return log.trim().split(/\r?\n/).slice(-12).join("\n").slice(-4000);
}

/** Follows a stream; gives what came last of it. */
function linesOf(
  stream: NodeJS.ReadableStream,
  add: (text: string) => void,
  onLine: ((line: string) => void) | undefined,
): () => string {
  const decoder = new StringDecoder("utf8");
  const kept = growingEnd();
  let begun = "";
  stream.on("data", (chunk: Buffer) => {
    const text = decoder.write(chunk);
    kept.add(text);
    add(text);
    const lines = (begun + text).split("\n");
    begun = (lines.pop() ?? "").slice(-10_000);
    for (const line of lines) onLine?.(asShown(line));
  });
  stream.on("end", () => {
    if (begun !== "") onLine?.(asShown(begun));
  });
  return kept.text;
}

/** What a terminal shows of a line that progress bars wrote over: what follows the last carriage return. */
function asShown(line: string): string {
  const whole = line.replace(/\r+$/, "");
  return whole.slice(whole.lastIndexOf("\r") + 1);
}

/** The beginning and the end of a text that may grow very long. */
function growingLog(): { readonly add: (text: string) => void; readonly text: () => string } {
  const last = growingEnd();
  let first = "";
  return {
    add(text) {
      const room = MOST_CHARACTERS - first.length;
      if (room > 0) first += text.slice(0, room);
      last.add(text.slice(room));
    },
    text: () => (last.isCut() ? `${first}\n… left out …\n${last.text()}` : first + last.text()),
  };
}

/** The end of a text that may grow very long; its beginning is dropped now and then, as each time copies all that is kept. */
function growingEnd() {
  let kept = "";
  let isCut = false;
  return {
    add(text: string): void {
      kept += text;
      isCut ||= kept.length > MOST_CHARACTERS;
      if (kept.length > 2 * MOST_CHARACTERS) kept = kept.slice(-MOST_CHARACTERS);
    },
    text: (): string => kept.slice(-MOST_CHARACTERS),
    isCut: (): boolean => isCut,
  };
}
