import type { Event, EventLog, Materialization, MaterializationStore } from "../../pipelines/index.js";

/** A {@link MaterializationStore} in memory. */
export function createMemoryMaterializationStore(): MaterializationStore {
  const byKey = new Map<string, Materialization>();
  return {
    async find(key) {
      return byKey.get(key) ?? null;
    },
    async record(materialization) {
      const first = byKey.get(materialization.key);
      if (first) return first;
      const kept = structuredClone(materialization);
      byKey.set(kept.key, kept);
      return kept;
    },
    async latest() {
      const latest = new Map<string, Materialization>();
      for (const one of byKey.values()) {
        const other = latest.get(one.asset);
        if (!other || one.at >= other.at) latest.set(one.asset, one);
      }
      return [...latest.values()].sort((a, b) => (a.asset < b.asset ? -1 : 1));
    },
  };
}

/** An {@link EventLog} in memory. */
export function createMemoryEventLog(): EventLog {
  const events: Event[] = [];
  const placeOf = new Map<string, number>();
  return {
    async append(event) {
      if (placeOf.has(event.id)) return;
      placeOf.set(event.id, events.length);
      events.push(structuredClone(event));
    },
    async list({ kind, subject, after, limit }) {
      const found: Event[] = [];
      const start = after === undefined ? 0 : (placeOf.get(after) ?? -1) + 1;
      for (let i = start; i < events.length && found.length < limit; i++) {
        const event = events[i];
        if ((kind ?? event.kind) === event.kind && (subject ?? event.subject) === event.subject) found.push(event);
      }
      return found;
    },
    async last(kind, subject) {
      return events.findLast((one) => one.kind === kind && (subject ?? one.subject) === one.subject) ?? null;
    },
  };
}
