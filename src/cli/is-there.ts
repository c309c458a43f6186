import { access } from "node:fs/promises";

/** Whether there is a file or folder that can be reached. */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
