import type { FastifyInstance, RouteOptions } from "fastify";
import { createRandom, silentLog, virtualClock } from "../../../core/index.js";
import { createMemoryArtifactTree } from "../../../store/memory/artifact-tree.js";
import { createMemoryEvaluationStore } from "../../../store/memory/evaluation/create.js";
import { createMemoryGovernance } from "../../../store/memory/protection/governance.js";
import { createMemoryRegisteredModelStore } from "../../../store/memory/registered-models/store.js";
import { createMemoryTraceStore } from "../../../store/memory/traces/create.js";
import { createMemoryTrackingStore } from "../../../store/memory/tracking/create.js";
import { createHttpApp } from "../../http-app.js";
import { mountMlflow } from "./index.js";
import type { MlflowContext } from "./operation.js";

/** When everything in these tests happens. */
export const AT = 1_795_196_875_348;

/** What ends MLflow's refusals of a message. */
export const SEE_API = " See the API docs for more information about request parameters.";

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: replies are checked by what they hold
  readonly body: any;
}

/** An application with the protocol's routes over stores in memory, and short ways to ask it. */
export interface MlflowFixture {
  readonly app: FastifyInstance;
  /** Every route that was made. */
  readonly mounted: readonly RouteOptions[];
  ask(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: object): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body: object): Promise<Answer>;
  /** Starts a run in the default experiment; gives its id. */
  newRun(name?: string): Promise<string>;
}

/** Opens the fixture. Paths are those after `/api/2.0/mlflow/`, or whole. */
export async function openMlflow(): Promise<MlflowFixture> {
  const app = createHttpApp(silentLog, 30_000);
  const mounted: RouteOptions[] = [];
  app.addHook("onRoute", (route) => {
    mounted.push(route);
  });
  mountMlflow(app, memoryContext());
  await app.ready();
  const ask: MlflowFixture["ask"] = async (method, path, body) => {
    const url = path.startsWith("/") ? path : `/api/2.0/mlflow/${path}`;
    const answer = await app.inject({ method, url, ...(body && { payload: body }) });
    return { status: answer.statusCode, body: answer.json() };
  };
  const post: MlflowFixture["post"] = (path, body) => ask("POST", path, body);
  return {
    app,
    mounted,
    ask,
    get: (path) => ask("GET", path),
    post,
    async newRun(run_name = "r1") {
      const wish = { experiment_id: "0", user_id: "root", run_name, start_time: AT };
      return (await post("runs/create", wish)).body.run.info.run_id;
    },
  };
}

/** What the operations use, in memory and empty. */
export function memoryContext(): MlflowContext {
  const registered = createMemoryRegisteredModelStore();
  const tracking = createMemoryTrackingStore({ artifactRoot: "mlflow-artifacts:", clock: virtualClock(0) });
  return {
    tracking,
    traces: createMemoryTraceStore(tracking),
    evaluation: createMemoryEvaluationStore({ tracking }),
    registered,
    governance: createMemoryGovernance(registered),
    artifacts: createMemoryArtifactTree(new Map(), { clock: virtualClock(0) }),
    clock: virtualClock(AT),
    random: createRandom(7),
    log: silentLog,
  };
}
