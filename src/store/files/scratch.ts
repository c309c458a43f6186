import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eachAbandoned, makeHeld } from "./held-folder.js";

const KINDS = ["train", "step", "reproduce"] as const;
type Kind = (typeof KINDS)[number];

/** Does work in a temporary folder that only this user sees, and that is gone afterwards; folders that killed processes left are removed first. */
export async function inScratch<T>(kind: Kind, work: (folder: string) => Promise<T>): Promise<T> {
  await removeAbandonedScratch();
  const folder = await makeHeld(join(tmpdir(), `${beginning(kind)}${randomUUID()}`), { isPrivate: true });
  try {
    return await work(folder.path);
  } finally {
    await folder.remove();
  }
}

/** Removes the temporary folders that killed processes left, of any project of this user. One that cannot be removed is in nobody's way. */
export async function removeAbandonedScratch(): Promise<void> {
  for (const kind of KINDS) {
    await eachAbandoned(tmpdir(), beginning(kind), (folder) => folder.remove().catch(() => undefined));
  }
}

function beginning(kind: Kind): string {
  return `gyre-${kind}-`;
}
