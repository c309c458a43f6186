import { Worker } from "node:worker_threads";
import type { TreeWorkers } from "../../learn/index.js";

/** Starts helpers for boosted trees with `threads` above 1. A helper ends with its fit, and with the thread that started it. */
export const treeWorkers: TreeWorkers = {
  start(shared) {
    new Worker(new URL("./tree-worker.js", import.meta.url), { workerData: shared, execArgv: [] });
  },
};
