import { type Clock, encodeJson, hashOf, type Id } from "../core/index.js";
import type { EventLog } from "../pipelines/index.js";
import type { LoadedProject, Project } from "./types.js";

/** One difference between the project as last applied and as it is now; `before` or `after` is undefined where there was nothing. */
export interface Change {
  /** Such as `views.origin_traffic.windows`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const APPLIED = "project.applied";

/** What would change if the project were applied. Everything is new when none was. */
export async function planChanges(events: EventLog, loaded: LoadedProject): Promise<readonly Change[]> {
  const last = await events.last(APPLIED, loaded.project.name);
  const before = last ? (last.facts.project as Project) : undefined;
  return differences("", keyed(before), keyed(loaded.project));
}

/** Records the project as it is now. Nothing to change records nothing. */
export async function applyProject(
  context: { readonly events: EventLog; readonly clock: Clock; readonly newId: (prefix: "ev") => Id<"ev"> },
  loaded: LoadedProject,
): Promise<readonly Change[]> {
  const changes = await planChanges(context.events, loaded);
  if (changes.length > 0) {
    await context.events.append({
      id: context.newId("ev"),
      at: context.clock.now(),
      kind: APPLIED,
      subject: loaded.project.name,
      facts: { project: loaded.project, hash: hashOf(loaded.project), codeVersion: loaded.codeVersion },
    });
  }
  return changes;
}

/** Lists of named things become records by name, so that a change is found at its name and order does not matter. */
function keyed(value: unknown): unknown {
  if (Array.isArray(value)) {
    const named =
      value.length > 0 && value.every((item) => item !== null && typeof item === "object" && "name" in item);
    return named ? Object.fromEntries(value.map((item) => [item.name, keyed(item)])) : value;
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, keyed(item)]));
}

function differences(path: string, before: unknown, after: unknown): Change[] {
  if (encodeJson(before) === encodeJson(after) && (before === undefined) === (after === undefined)) return [];
  const [a, b] = [asRecord(before), asRecord(after)];
  const depth = path === "" ? 0 : path.split(".").length;
  if (!b || (!a && depth > 1) || (before !== undefined && !a)) return [{ path, before, after }];
  const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b)]);
  return [...names].flatMap((name) => differences(path === "" ? name : `${path}.${name}`, a?.[name], b[name]));
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
