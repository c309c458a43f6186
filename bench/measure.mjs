// A program's wall time, CPU time with all its descendants, and memory.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const SAMPLE_MS = 100;

/**
 * Runs a program to its end. `stdout` and `stderr`: "inherit" shows them, "pipe" gives them back as text. CPU is exact (bash's `time`);
 * memory is read from /proc ten times a second, so it is null elsewhere than on Linux: `largestMb` is the greatest high-water mark of a
 * single process, `togetherMb` the greatest sum of resident sizes at one moment (memory that processes share counts in each).
 */
export async function measure(command, args, { cwd, env = process.env, stdout = "inherit", stderr = "inherit" } = {}) {
  const timed = 'TIMEFORMAT="%R %U %S"; { time "$@" 2>&4; } 4>&2 2>&3';
  const child = spawn("bash", ["-c", timed, "bash", command, ...args], {
    cwd,
    env,
    stdio: ["ignore", stdout, stderr, "pipe"],
  });
  const texts = [1, 2, 3].map((i) => textOf(child.stdio[i]));
  const memory = watchMemory(child.pid);
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit) => resolve(exit ?? 1));
  });
  const [wallSeconds, userSeconds, systemSeconds] = texts[2]().trim().split(/\s+/).map(Number);
  return {
    code,
    wallSeconds,
    cpuSeconds: userSeconds + systemSeconds,
    ...memory(),
    stdout: texts[0](),
    stderr: texts[1](),
  };
}

/** One line for people: `12.3 s, 20.1 s of CPU, 812 MB at most (410 MB the largest process)`. */
export function saidOf({ wallSeconds, cpuSeconds, largestMb, togetherMb }) {
  const memory = largestMb === null ? "" : `, ${togetherMb} MB at most (${largestMb} MB the largest process)`;
  return `${wallSeconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU${memory}`;
}

function textOf(stream) {
  let text = "";
  stream?.setEncoding("utf8").on("data", (part) => (text += part));
  return () => text;
}

function watchMemory(root) {
  let largest = null;
  let together = null;
  const timer = setInterval(() => {
    const processes = familyOf(root).map(memoryOf).filter(Boolean);
    if (processes.length === 0) return;
    largest = Math.max(largest ?? 0, ...processes.map((one) => one.peakMb));
    together = Math.max(
      together ?? 0,
      processes.reduce((sum, one) => sum + one.nowMb, 0),
    );
  }, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    return {
      largestMb: largest === null ? null : Math.round(largest),
      togetherMb: together === null ? null : Math.round(Math.max(together, largest)),
    };
  };
}

/** The process and all its descendants. */
export function familyOf(root) {
  const family = [root];
  for (const pid of family) {
    for (const thread of listed(`/proc/${pid}/task`)) {
      family.push(...read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number));
    }
  }
  return family;
}

/** Resident memory of a process now and at most; null once it has ended. */
export function memoryOf(pid) {
  const status = read(`/proc/${pid}/status`);
  const megabytes = (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1024;
  return status === "" ? null : { peakMb: megabytes("VmHWM"), nowMb: megabytes("VmRSS") };
}

/** A process may end between two looks at it. */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function listed(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
