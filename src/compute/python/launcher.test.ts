import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { launched } from "./launcher.js";
import { runProgram } from "./run-program.js";

const found = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
const python = found.stdout?.trim();
const env = { PATH: String(process.env.PATH) };
const run = (...args: readonly string[]) => runProgram({ ...launched(python, args), cwd: "/", env });

const groups: number[] = [];
afterAll(() => {
  for (const group of groups) {
    try {
      process.kill(-group, "SIGKILL");
    } catch {
      // It has ended, as it should have.
    }
  }
});

/** Starts a program as `runProgram` does, up to the process id that it tells; whoever closes its stdin is as good as dead. */
async function started(code: string): Promise<{ readonly child: ChildProcess; readonly pid: number }> {
  const { file, args } = launched(python, ["-c", code]);
  const child = spawn(file, args, { detached: true, stdio: ["pipe", "pipe", "inherit"], env });
  groups.push(Number(child.pid));
  const [said] = await once(child.stdout as NodeJS.ReadableStream, "data");
  return { child, pid: Number(said) };
}

async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100 && isRunning(pid); i++) await sleep(50);
  return !isRunning(pid);
}

describe.skipIf(found.status !== 0)("a launched Python (needs python3)", () => {
  it("is the program itself: its arguments, its exit code, an empty stdin, no child that it did not start", async () => {
    const code = `import os, sys
print(sys.argv, repr(sys.stdin.read()), sys.flags.isolated)
try:
    os.wait()
except ChildProcessError:
    sys.exit(7)`;
    expect(await run("-c", code, "a b", "")).toMatchObject({
      code: 7,
      killedBy: null,
      stdout: `['-c', 'a b', ''] '' 0\n`,
    });
    expect(await run("-c", "import os, signal; os.kill(os.getpid(), signal.SIGUSR1)")).toMatchObject({
      code: null,
      killedBy: "SIGUSR1",
    });
  });

  it("ends with its children once whoever started it is gone, even where nothing else can interrupt it", async () => {
    const busy = `import os, re, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
re.match(r"(a+)+$", "a" * 60 + "b")`;
    const { child, pid } = await started(busy);
    child.stdin?.destroy();
    const [, killedBy] = await once(child, "exit");
    expect(killedBy).toBe("SIGKILL");
    expect(await isGone(pid)).toBe(true);
  });

  it("is still watched after it was asked to end and did not", async () => {
    const stubborn = `import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(os.getpid(), flush=True)
time.sleep(600)`;
    const { child, pid } = await started(stubborn);
    process.kill(-Number(child.pid), "SIGTERM");
    await sleep(100);
    expect(isRunning(pid)).toBe(true);
    child.stdin?.destroy();
    await once(child, "exit");
    expect(await isGone(pid)).toBe(true);
  });
});

/** Whether a process runs; one that has ended and only waits to be asked how does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    return (error as NodeJS.ErrnoException).syscall === "open";
  }
}
