import type { FileHandle } from "node:fs/promises";

const MOST_KEPT = 10_000;

/** Which files were read whole and found right. */
export interface VerifiedFiles {
  /** Whether the file with this stamp was; a file that anyone has written to since has another stamp. */
  has(path: string, stamp: string): boolean;
  add(path: string, stamp: string): void;
}

/** Kept as long as the process lives, so that what a disk loses is found when it starts again. The latest 10,000 are known. */
export function createVerifiedFiles(): VerifiedFiles {
  const stamps = new Map<string, string>();
  return {
    has: (path, stamp) => stamps.get(path) === stamp,
    add(path, stamp) {
      stamps.delete(path);
      stamps.set(path, stamp);
      if (stamps.size > MOST_KEPT) for (const oldest of stamps.keys()) return void stamps.delete(oldest);
    },
  };
}

/** Changes with every write to the file, and with every file that takes its name. */
export async function stampOf(file: FileHandle): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await file.stat({ bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join();
}
