import type { AlertStore, FindingStore, MonitoringFilter, MonitorState, MonitorStateStore } from "./ports.js";
import { alertStoreContract, findingStoreContract, monitorStateStoreContract } from "./stores.contract.js";
import type { Alert, Finding } from "./types.js";

// The smallest stores that can pass: they show that the contracts can be met and what they leave open.
function records<R extends Finding | Alert>() {
  const byId = new Map<string, R>();
  const within =
    ({ monitor, kind, from = 0, until = Number.POSITIVE_INFINITY }: MonitoringFilter) =>
    (record: R) =>
      (monitor === undefined || record.monitor === monitor) &&
      (kind === undefined || record.kind === kind) &&
      record.at >= from &&
      record.at < until;
  return {
    async record(record: R) {
      if (!byId.has(record.id)) byId.set(record.id, record);
    },
    async list(filter: MonitoringFilter) {
      return [...byId.values()].filter(within(filter)).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    },
  };
}

function states(): MonitorStateStore {
  const byName = new Map<string, MonitorState>();
  return {
    load: async (monitor) => byName.get(monitor),
    save: async (state) => void byName.set(state.monitor, state),
  };
}

findingStoreContract("a map", async (): Promise<FindingStore> => records<Finding>());
alertStoreContract("a map", async (): Promise<AlertStore> => records<Alert>());
monitorStateStoreContract("a map", async () => states());
