const COMMAND_LINE = "cli:";

/** Who acts on the command line, as the audit log and aliases' histories name them. */
export function commandLineActor(systemUser: string): string {
  return `${COMMAND_LINE}${systemUser}`;
}

/** The person behind an actor, who counts once however they came; all who use an open server are one. */
export function personOf(actor: string | null): string {
  return actor === null ? "" : actor.startsWith(COMMAND_LINE) ? actor.slice(COMMAND_LINE.length) : actor;
}

/** An actor's name in a sentence. */
export function nameOf(actor: string | null): string {
  return actor ?? "whoever uses the open server";
}
