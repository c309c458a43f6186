import { workerData } from "node:worker_threads";
import { runTreeWorker } from "../../learn/index.js";

runTreeWorker(workerData);
