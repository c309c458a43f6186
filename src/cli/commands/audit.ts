import type { Command } from "commander";
import { type AuditEntry, type AuditFilter, type AuditMark, AuditOutcome, verifyAudit } from "../../access/index.js";
import { type Duration, durationMs, GyreError } from "../../core/index.js";
import { counted, facts, moment, table } from "../output.js";
import { type StateOptions, stateCommand, withTracking } from "../state-folder.js";
import { systemClock } from "../system-clock.js";
import { limitOption } from "../tracking/limit-option.js";

interface ListOptions extends StateOptions {
  readonly actor?: string;
  readonly what?: string;
  readonly target?: string;
  readonly outcome?: string;
  readonly since?: string;
  readonly before?: string;
  readonly limit: string;
}

/** `gyre audit` */
export function auditCommand(base: Command): Command {
  stateCommand(base, "list", "What was done, and what was refused; the latest first.")
    .option("--actor <name>", "a user's name, or cli:<name> for the command line")
    .option("--what <operation>", "such as setRegisteredModelAlias or deleteRun")
    .option("--target <text>", "what begins with this, such as models:/churn")
    .option("--outcome <outcome>", "done or refused")
    .option("--since <time>", "not longer ago than this, such as 7d or 12h")
    .option("--before <n>", "only entries before this number: the next page")
    .option("--limit <n>", "at most so many", "50")
    .action((options: ListOptions) =>
      withTracking(options, async ({ governance }, output) => {
        const limit = limitOption(options.limit);
        const before = options.before === undefined ? {} : { before: numberOption("--before", options.before) };
        const found = await governance.audit.list(filterOf(options), { limit: limit + 1, ...before });
        const entries = found.slice(0, limit);
        const next = found.length > limit ? (entries.at(-1)?.seq ?? null) : null;
        if (next !== null) output.step(`there are more: --before ${next}`);
        output.result({ entries, next }, entries.length === 0 ? "none" : listed(entries));
      }),
    );
  stateCommand(base, "show", "One entry with all its facts.")
    .argument("<n>", "its number")
    .action((text: string, options: StateOptions) =>
      withTracking(options, async ({ governance }, output) => {
        const [entry] = await governance.audit.read(numberOption("the entry", text), 1);
        if (entry?.seq !== Number(text)) throw new GyreError("cli.bad_usage", `there is no entry ${text}`);
        output.result(entry, shown(entry));
      }),
    );
  stateCommand(base, "verify", "Recomputes the whole log's chain, and says where it is broken.")
    .option("--mark <n:hash>", "what verifying told before: the log must still hold it")
    .action((options: StateOptions & { readonly mark?: string }) =>
      withTracking(options, async ({ governance }, output, signal) => {
        const anchor = options.mark === undefined ? {} : { anchor: markOption(options.mark) };
        const verdict = await verifyAudit(governance.audit, { ...anchor, signal });
        if (verdict.kind === "broken") throw broken(verdict);
        const { seq, hash } = verdict.head;
        const text = `whole: ${counted(seq, "entry").replace("entrys", "entries")}. Keep this mark elsewhere: ${seq}:${hash}`;
        output.result({ whole: true, mark: `${seq}:${hash}` }, text);
      }),
    );
  return base;
}

function broken({ seq, reason }: { readonly seq: number; readonly reason: string }): GyreError {
  return new GyreError("store.corrupt", `the audit log is not what was written, from entry ${seq} on: ${reason}`, {
    hint: "compare it with a backup of the database from before",
    details: { seq, reason },
  });
}

function filterOf({ actor, what, target, outcome, since }: ListOptions): AuditFilter {
  return {
    ...(actor !== undefined && { actor }),
    ...(what !== undefined && { what }),
    ...(target !== undefined && { target }),
    ...(outcome !== undefined && { outcome: outcomeOption(outcome) }),
    ...(since !== undefined && { since: systemClock.now() - durationMs(since as Duration) }),
  };
}

function listed(entries: readonly AuditEntry[]): string {
  const rows = entries.map(({ seq, at, actor, what, target, outcome, code }) => [
    seq,
    moment(at),
    actor ?? "",
    what,
    target,
    outcome === "done" ? "done" : `refused: ${code}`,
  ]);
  return table(["n", "when", "who", "what", "target", "outcome"], rows);
}

function shown({ seq, at, actor, what, target, outcome, code, facts: more, hash }: AuditEntry): string {
  return facts([
    ["entry", String(seq)],
    ["when", moment(at)],
    ["who", actor ?? ""],
    ["what", what],
    ["target", target],
    ["outcome", code === null ? outcome : `${outcome}: ${code}`],
    ["facts", JSON.stringify(more, null, 2)],
    ["hash", hash],
  ]);
}

function outcomeOption(text: string): AuditOutcome {
  const outcomes = AuditOutcome.anyOf.map((one) => one.const);
  const outcome = outcomes.find((one) => one === text);
  if (outcome !== undefined) return outcome;
  throw new GyreError("cli.bad_usage", `--outcome should be ${outcomes.join(" or ")}, got ${text}`);
}

function numberOption(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new GyreError("cli.bad_usage", `${name} should be a whole number, got ${text}`);
}

function markOption(text: string): AuditMark {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (hash !== undefined) return { seq: Number(seq), hash };
  throw new GyreError(
    "cli.bad_usage",
    `--mark should be what \`gyre audit verify\` told, such as 12:0f3a…, got ${text}`,
  );
}
