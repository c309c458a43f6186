import { resolve } from "node:path";
import type { Command } from "commander";
import { collectEnvironments } from "../../compute/python/environment-folders.js";
import { type Duration, durationMs } from "../../core/index.js";
import { collectGarbage } from "../../tracking/index.js";
import { noted } from "../governance/audited.js";
import { counted } from "../output.js";
import { environmentsOf } from "../python/scripts-when-needed.js";
import { type StateOptions, withTracking } from "../state-folder.js";
import { systemClock } from "../system-clock.js";
import { neededArtifacts } from "../tracking/needed-artifacts.js";
import type { TrackingState } from "../tracking-store.js";

interface GcOptions extends StateOptions {
  readonly artifacts?: string;
  readonly olderThan: string;
  readonly dryRun?: boolean;
}

/** `gyre gc` */
export function gcCommand(base: Command): Command {
  return base
    .option("--data <dir>", "the folder that `gyre up --data` serves; by default the project's own")
    .option("--artifacts <uri>", "the directory that `gyre up --artifacts` uses")
    .option("--older-than <time>", "only what was deleted, or last used, longer ago, such as 30d, 1d12h or 0s", "30d")
    .option("--dry-run", "only says what would be removed")
    .action((options: GcOptions) =>
      withTracking(options, async (state, output, signal) => {
        const isDryRun = options.dryRun === true;
        const removed: string[] = [];
        const onItem = (kind: string, id: string): void => {
          output.step(`${kind} ${id}`);
          removed.push(`${kind}s:/${id}`);
        };
        const { items, kept, environments, ...bytes } = await collect(state, options, { signal, onItem }).finally(
          async () => {
            if (!isDryRun) await noted(state, { what: "gc", target: "gc", facts: factsOf(removed, options) });
          },
        );
        for (const { kind, id, neededBy } of kept)
          output.step(`kept ${kind} ${id}: ${neededBy} has its files there, and would have to go first`);
        const done = isDryRun ? "Would remove" : "Removed";
        const of = (kind: string) => counted(items.filter((item) => item.kind === kind).length, kind);
        const things = [of("experiment"), of("run"), of("model"), counted(environments.length, "Python environment")];
        const text = `${done} ${things.join(", ")}, and ${counted(bytes.objects, "object")} of ${bytes.objectBytes.toLocaleString("en-US")} bytes.`;
        output.result({ dryRun: isDryRun, items, kept, environments, ...bytes }, text);
      }),
    );
}

interface Told {
  readonly signal: AbortSignal;
  readonly onItem: (kind: string, id: string) => void;
}

async function collect(state: TrackingState, options: GcOptions, { signal, onItem }: Told) {
  const isDryRun = options.dryRun === true;
  const olderThanMs = ageMs(options.olderThan);
  const garbage = await collectGarbage(
    { ...state, neededArtifacts: () => neededArtifacts(state), clock: systemClock },
    { olderThanMs, isDryRun, signal, onItem: ({ kind, id }) => onItem(kind, id) },
  );
  const environments: string[] = [];
  // Environments are a project's, for its training scripts.
  if (options.data === undefined) {
    await collectEnvironments(environmentsOf(resolve(options.project)), {
      before: systemClock.now() - olderThanMs,
      isDryRun,
      signal,
      onItem: (name) => {
        onItem("environment", name);
        environments.push(name);
      },
    });
  }
  return { ...garbage, environments };
}

/** Several units may follow each other, and 0 is all that is deleted. Throws `core.bad_duration`. */
function ageMs(text: string): number {
  const parts = text.match(/\d+(?:\.\d+)?(?:ms|[smhd])/g) ?? [];
  if (parts.length === 0 || parts.join("") !== text) return durationMs(text as Duration);
  return parts.reduce((sum, part) => sum + (Number.parseFloat(part) === 0 ? 0 : durationMs(part as Duration)), 0);
}

const MOST_NAMED = 200;

/** Also of a collection that was ended halfway. */
function factsOf(removed: readonly string[], { olderThan }: GcOptions): Readonly<Record<string, unknown>> {
  return { olderThan, count: removed.length, removed: removed.slice(0, MOST_NAMED) };
}
