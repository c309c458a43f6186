import type {
  Alert,
  AlertStore,
  Finding,
  FindingStore,
  MonitoringFilter,
  MonitorState,
  MonitorStateStore,
} from "../../monitoring/index.js";

/** A {@link FindingStore} in memory. */
export function createMemoryFindingStore(): FindingStore {
  return createRecords<Finding>();
}

/** An {@link AlertStore} in memory. */
export function createMemoryAlertStore(): AlertStore {
  return createRecords<Alert>();
}

/** A {@link MonitorStateStore} in memory. */
export function createMemoryMonitorStateStore(): MonitorStateStore {
  const states = new Map<string, MonitorState>();
  return {
    async load(monitor) {
      return states.get(monitor);
    },
    async save(state) {
      states.set(state.monitor, structuredClone(state));
    },
  };
}

function createRecords<T extends Finding | Alert>() {
  const records = new Map<string, T>();
  return {
    async record(record: T): Promise<void> {
      if (!records.has(record.id)) records.set(record.id, structuredClone(record));
    },
    async list({ monitor, kind, from, until }: MonitoringFilter): Promise<readonly T[]> {
      return [...records.values()]
        .filter((one) => (monitor ?? one.monitor) === one.monitor && (kind ?? one.kind) === one.kind)
        .filter((one) => (from === undefined || one.at >= from) && (until === undefined || one.at < until))
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    },
  };
}
