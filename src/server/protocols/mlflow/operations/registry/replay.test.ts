import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { OPEN_PRINCIPAL } from "../../../../../access/index.js";
import { createRandom, GyreError, silentLog, virtualClock } from "../../../../../core/index.js";
import { createMemoryEvaluationStore } from "../../../../../store/memory/evaluation/create.js";
import { createMemoryGovernance } from "../../../../../store/memory/protection/governance.js";
import { createMemoryRegisteredModelStore } from "../../../../../store/memory/registered-models/store.js";
import { createMemoryTraceStore } from "../../../../../store/memory/traces/create.js";
import { createMemoryTrackingStore } from "../../../../../store/memory/tracking/create.js";
import type { ArtifactTree } from "../../../../../tracking/index.js";
import { mlflowError } from "../../errors.js";
import type { MlflowContext } from "../../operation.js";
import { readMessage } from "../../read-message.js";
import { readQuery } from "../../read-query.js";
import { ROUTES } from "../../routes.js";
import { writeReply } from "../../write-reply.js";
import { registryOperations } from "./index.js";

const RUN = {
  name: "run",
  userId: "",
  status: "RUNNING",
  startedAt: 0,
  endedAt: null,
  stage: "active",
} as const;
const MODEL = {
  name: "model",
  createdAt: 0,
  updatedAt: 0,
  status: "LOGGED_MODEL_PENDING",
  stage: "active",
  modelType: "",
} as const;

type Json = Readonly<Record<string, unknown>>;
type Step = readonly [method: string, path: string, message: Json, status: number, reply: Json];

interface Golden {
  readonly run: { readonly id: string; readonly artifactUri: string };
  readonly models: readonly { readonly id: string; readonly artifactUri: string; readonly sourceRunId: string }[];
  readonly steps: readonly Step[];
}
const golden = expanded(JSON.parse(readFileSync("golden/mlflow/registry.json", "utf8"))) as Golden;

const registered = createMemoryRegisteredModelStore();
const tracking = createMemoryTrackingStore({ artifactRoot: "mlflow-artifacts:", clock: virtualClock(0) });
let step = 0;
const context: MlflowContext = {
  registered,
  governance: createMemoryGovernance(registered),
  tracking,
  traces: createMemoryTraceStore(tracking),
  evaluation: createMemoryEvaluationStore({ tracking }),
  // The registry neither reads nor writes files.
  artifacts: {} as ArtifactTree,
  clock: { now: () => step },
  random: createRandom("replay"),
  log: silentLog,
};

beforeAll(async () => {
  const { id: experimentId } = await tracking.createExperiment({
    name: "golden",
    artifactLocation: null,
    tags: [],
    at: 0,
  });
  const { run } = golden;
  await tracking.createRun({ ...RUN, ...run, experimentId }, []);
  for (const { sourceRunId, ...model } of golden.models)
    await tracking.createModel({
      ...MODEL,
      ...model,
      experimentId,
      sourceRunId: sourceRunId || null,
      params: [],
      tags: [],
    });
});

async function answer(method: string, path: string, message: Json): Promise<readonly [status: number, reply: unknown]> {
  const route = ROUTES.find((one) => one.method === method && one.path === `/mlflow/${path}`);
  if (!route || !(route.rpc in registryOperations)) throw new Error(`no route for ${method} ${path}`);
  const operation = registryOperations[route.rpc as keyof typeof registryOperations];
  try {
    const raw = method === "GET" ? readQuery(route.message, queryOf(message)) : message;
    const reply = await operation(context, readMessage(route.message, raw) as never, OPEN_PRINCIPAL);
    return [200, JSON.parse(writeReply(reply))];
  } catch (error) {
    if (!(error instanceof GyreError)) throw error;
    const { status, body } = mlflowError(error);
    return [status, body];
  }
}

describe("the registry's operations", () => {
  it.each(golden.steps.map((one, i) => [i, ...one] as const))(
    "answer as MLflow does: %i %s %s %j",
    async (i, ...one) => {
      const [method, path, message, status, reply] = one;
      step = i;
      if (path.startsWith("logged-models/")) {
        expect((await tracking.model(path.slice("logged-models/".length)))?.tags).toEqual(tagsOf(reply));
        return;
      }
      const wanted = INTENDED.find((change) => change.isAbout(message))?.change([status, reply]) ?? [status, reply];
      expect(byKey(await answer(method, path, message))).toEqual(byKey(wanted));
    },
  );
});

const INTENDED: readonly { isAbout(message: Json): boolean; change(answer: readonly [number, Json]): unknown }[] = [
  {
    // A user's mistake is no fault of the server, which clients would ask again for minutes.
    isAbout: ({ source }) => source === "models:/m-unknown",
    change: ([, reply]) => [404, { ...reply, error_code: "RESOURCE_DOES_NOT_EXIST" }],
  },
  {
    // The server's own paths are nobody's business.
    isAbout: ({ source }) => source === "../etc",
    change: ([status, reply]) => [
      status,
      { ...reply, message: String(reply.message).replace(/'[^']*etc'/, "'../etc'") },
    ],
  },
];

function tagsOf(reply: Json): unknown {
  return (reply as { model: { info: { tags: unknown } } }).model.info.tags;
}

/** A message as the texts of a query string. */
function queryOf(message: Json): Readonly<Record<string, string | string[]>> {
  const entries = Object.entries(message).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.map(String) : String(value),
  ]);
  return Object.fromEntries(entries);
}

/** Tags are a map to every client: their order is nobody's. */
function byKey(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byKey);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === "tags" ? [...(one as { key: string }[])].sort((a, b) => (a.key < b.key ? -1 : 1)) : byKey(one),
    ]),
  );
}

function expanded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expanded);
  if (typeof value !== "object" || value === null) return value;
  const { letter, times } = value as { letter?: unknown; times?: unknown };
  if (typeof letter === "string" && typeof times === "number") return letter.repeat(times);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expanded(one)]));
}
