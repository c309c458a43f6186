import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom, type Random } from "../../src/core/index.js";
import { type Started, start } from "../cli/gyre.js";

/** The seed of this run's moments: printed, and given again as GYRE_CRASH_SEED to get the same ones. */
export const SEED = process.env.GYRE_CRASH_SEED ?? String(Date.now() % 1_000_000);

/** Chance of its own for one test. */
export function chance(test: string): Random {
  process.stderr.write(`crash test "${test}": GYRE_CRASH_SEED=${SEED}\n`);
  return createRandom(`${SEED}/${test}`);
}

/** Starts a command and kills it after so many milliseconds, unless it ends before. Gives the children that it had then. */
export async function killAfter(
  args: readonly string[],
  ms: number,
): Promise<{ readonly killed: boolean; readonly children: readonly number[] }> {
  return kill(start(args), ms);
}

/** Kills what was started after so many milliseconds. */
export async function kill(
  started: Started,
  ms: number,
): Promise<{ readonly killed: boolean; readonly children: readonly number[] }> {
  await Promise.race([sleep(ms), started.ended]);
  const children = await childrenOf(Number(started.process.pid));
  started.process.kill("SIGKILL");
  const { code } = await started.ended;
  return { killed: code === null, children };
}

/** Process ids of a process's children; none where the system has no /proc. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.split(" ").filter(Boolean).map(Number);
}

/** Whether a process is still there, a zombie aside. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !/\) [ZX] /.test(stat);
}

/** Resolves when all these processes have ended; false when one is still there after `withinMs`. */
export async function allEnd(pids: readonly number[], withinMs: number): Promise<boolean> {
  for (const until = Date.now() + withinMs; Date.now() < until; await sleep(50)) {
    const alive = await Promise.all(pids.map(isAlive));
    if (!alive.includes(true)) return true;
  }
  return false;
}
