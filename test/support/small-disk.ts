import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A small file system of its own. */
export interface SmallDisk {
  readonly path: string;
  /** Leaves so many bytes free. */
  fill(leftBytes: number): Promise<void>;
  /** Makes the room again that `fill` took. */
  empty(): Promise<void>;
  unmount(): void;
}

/** Makes one in memory, which only root may; null where that is refused. */
export function mountSmallDisk(sizeBytes: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), "gyre-full-"));
  const filler = join(path, "filler");
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeBytes}`, "tmpfs", path], { stdio: "ignore" });
  } catch {
    rmSync(path, { recursive: true, force: true });
    return null;
  }
  return {
    path,
    async fill(leftBytes) {
      const { bavail, bsize } = await statfs(path);
      await writeFile(filler, new Uint8Array(Math.max(0, bavail * bsize - leftBytes)));
    },
    empty: () => rm(filler),
    unmount() {
      execFileSync("umount", ["--lazy", path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
