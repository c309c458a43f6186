import { userInfo } from "node:os";
import type { AuditRecord } from "../../access/index.js";
import { commandLineActor } from "../../registry/index.js";
import { systemClock } from "../system-clock.js";
import type { TrackingState } from "../tracking-store.js";

/** Who acts on the command line: the user of the operating system. */
export function systemActor(): string {
  try {
    return commandLineActor(userInfo().username);
  } catch {
    // The system may know no name for its number.
    return commandLineActor(String(process.getuid?.() ?? "unknown"));
  }
}

/** What is noted of a command, besides who acts and when. */
export interface CommandNote {
  readonly what: string;
  readonly target: string;
  readonly facts?: AuditRecord["facts"];
}

/** Notes in the audit log what a command did. */
export async function noted({ governance }: Pick<TrackingState, "governance">, note: CommandNote): Promise<void> {
  const actor = systemActor();
  await governance.audit.append({ facts: {}, ...note, at: systemClock.now(), actor, outcome: "done", code: null });
}

/** Does a change and notes it. What cannot be done, as it is wrong or nothing is there, is not noted. */
export async function audited<T>(
  state: Pick<TrackingState, "governance">,
  note: CommandNote,
  work: () => Promise<T>,
): Promise<T> {
  const value = await work();
  await noted(state, note);
  return value;
}
