import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, GyreError } from "../../core/index.js";
import { onDisk } from "./failures.js";

/** How many uploads in parts may be open at once, by default. */
export const MOST_UPLOADS = 10_000;
const COUNTED_FOR_MS = 60_000;
const FORGOTTEN_AFTER_MS = 86_400_000;

/** What uploads in parts are told. */
export interface UploadOptions {
  readonly clock: Clock;
  /** How many may be open at once: 10,000 by default. */
  readonly mostOpen?: number;
}

/** Counts open uploads and removes forgotten ones: other processes may have some too, so the count is only kept for a while. */
export function createPlaces(opened: string, done: string, { clock, mostOpen }: Required<UploadOptions>) {
  let taken = 0;
  let someFreed = false;
  let countedAt = 0;
  const sweep = async (): Promise<void> => {
    countedAt = clock.now();
    someFreed = false;
    taken = 0;
    for (const path of [opened, done])
      for (const id of await onDisk(path, () => readdir(path))) {
        if (expired(id, clock)) await rm(join(path, id), { recursive: true, force: true });
        else if (path === opened) taken++;
      }
  };
  return {
    sweep,
    freed(): void {
      someFreed = true;
    },
    async take(): Promise<void> {
      if (clock.now() - countedAt > COUNTED_FOR_MS || (taken >= mostOpen && someFreed)) await sweep();
      if (taken >= mostOpen) throw tooMany(mostOpen);
      taken++;
    },
  };
}

/** An id that says when its upload began and that nobody can guess. */
export function newUploadId(clock: Clock): string {
  return `${Math.floor(clock.now()).toString(36)}-${randomUUID()}`;
}

/** Whether a text is such an id, so that it leads nowhere else as a name. */
export function isUploadId(text: string): boolean {
  return /^[0-9a-z]{1,10}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** Whether an upload is to be forgotten. */
export function expired(uploadId: string, clock: Clock): boolean {
  return Number.parseInt(uploadId.split("-")[0], 36) + FORGOTTEN_AFTER_MS <= clock.now();
}

function tooMany(limit: number): GyreError {
  return new GyreError("tracking.too_many_uploads", `${limit} uploads in parts are open already`, {
    hint: "finish or abort some; open ones are forgotten after a day",
    details: { limit },
  });
}
