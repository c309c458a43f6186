import Type, { type Static } from "typebox";
import { GyreError, nearestName } from "../../core/index.js";
import {
  Arm,
  explainPrediction,
  type LiveDeployment,
  Outcome,
  Prediction,
  parseTimestamp,
  recordOutcome,
  type ServedVersion,
} from "../../serving/index.js";
import type { ApiContext, ApiDeployment } from "../context.js";
import { defineOperation } from "../operation.js";
import { pageOf, pageQuery, pathParams, readPage } from "../page.js";

const VersionRef = Type.Object({ id: Type.String(), version: Type.Integer() });

const DeploymentSummary = Type.Object({
  name: Type.String(),
  model: Type.String(),
  champion: VersionRef,
  candidate: Type.Union([VersionRef, Type.Null()]),
});

const DeploymentDetail = Type.Object({
  ...DeploymentSummary.properties,
  unit: Type.Union([Type.String(), Type.Null()]),
  bodyLimitBytes: Type.Integer(),
  fields: Type.Record(Type.String(), Type.Object({ kind: Type.String(), nullable: Type.Boolean() })),
  predictions: Type.Integer({ description: "predictions in the log" }),
});

const cell = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

const Answer = Type.Object({
  predictionId: Type.String(),
  probability: Type.Number(),
  model: Type.String(),
  version: Type.Integer(),
  arm: Arm,
  logged: Type.Literal(true),
  at: Type.Number({ description: "moment of prediction, ms" }),
  features: Type.Optional(Type.Record(Type.String(), cell)),
});

export const listDeployments = defineOperation({
  id: "serving.list_deployments",
  method: "GET",
  path: "/v1/deployments",
  permission: "deployments:read",
  summary: "The deployments and the versions that answer for them",
  input: {},
  output: Type.Object({ items: Type.Array(DeploymentSummary) }),
  failures: [],
  run: async ({ deployments }) => ({ items: [...deployments.values()].map(({ slot }) => summaryOf(slot.current())) }),
});

export const getDeployment = defineOperation({
  id: "serving.get_deployment",
  method: "GET",
  path: "/v1/deployments/{name}",
  permission: "deployments:read",
  summary: "One deployment with the fields that a request carries",
  input: { params: pathParams("name") },
  output: DeploymentDetail,
  failures: ["serving.deployment_unknown"],
  async run(context, { params }) {
    const live = deploymentOf(context, params.name).slot.current();
    const { unit, bodyLimitBytes } = live.config;
    const predictions = await context.predictions.count(params.name);
    return { ...summaryOf(live), unit, bodyLimitBytes, fields: live.fields, predictions };
  },
});

export const predictOne = defineOperation({
  id: "serving.predict",
  method: "POST",
  path: "/v1/deployments/{name}/predict",
  permission: "predictions:make",
  summary:
    "Predicts; the body holds the request's fields. The prediction is durable in the log before the answer is given",
  input: {
    params: pathParams("name"),
    query: Type.Object(
      { features: Type.Optional(Type.Boolean({ description: "add what the model read" })) },
      { additionalProperties: false },
    ),
    // Checked against the deployment's own fields, with better messages than a schema gives.
    body: Type.Unknown({ description: "an object with the fields that GET /v1/deployments/{name} lists" }),
  },
  output: Answer,
  failures: [
    "serving.deployment_unknown",
    "serving.bad_request",
    "serving.body_too_large",
    "serving.bad_media_type",
    "store.disk_full",
    "store.unavailable",
  ],
  run: (context, { params, query, body }) =>
    deploymentOf(context, params.name).predictor.predict(body, { withFeatures: query.features === true }),
});

export const listPredictions = defineOperation({
  id: "serving.list_predictions",
  method: "GET",
  path: "/v1/deployments/{name}/predictions",
  permission: "predictions:read",
  summary: "A deployment's predictions, newest first",
  input: { params: pathParams("name"), query: pageQuery({}) },
  output: pageOf(Prediction),
  failures: ["serving.deployment_unknown"],
  run(context, { params, query }) {
    deploymentOf(context, params.name);
    const before = query.before === undefined ? {} : { before: query.before };
    const read = (limit: number) => context.predictions.list(params.name, { limit, ...before });
    return readPage(query.limit, read, (prediction) => prediction.id);
  },
});

export const recordOneOutcome = defineOperation({
  id: "serving.record_outcome",
  method: "POST",
  path: "/v1/predictions/{id}/outcome",
  permission: "outcomes:record",
  summary: "Records what really happened; the first outcome of a prediction counts",
  input: {
    params: pathParams("id"),
    body: Type.Object(
      {
        label: Outcome.properties.label,
        knownAt: Type.Optional(
          Type.Union([Type.Number(), Type.String()], { description: "ms or ISO 8601; now unless given" }),
        ),
      },
      { additionalProperties: false },
    ),
  },
  output: Type.Object({
    ...Outcome.properties,
    joined: Type.Boolean({ description: "false when no prediction with this id is known yet" }),
  }),
  failures: ["serving.bad_request", "store.disk_full"],
  run: (context, { params, body }) =>
    recordOutcome(
      { log: context.predictions, clock: context.clock },
      { predictionId: params.id, label: body.label, ...knownAtOf(body.knownAt) },
    ),
});

export const getPrediction = defineOperation({
  id: "serving.get_prediction",
  method: "GET",
  path: "/v1/predictions/{id}",
  permission: "predictions:read",
  summary: "A prediction as it was given, and its outcome once known",
  input: { params: pathParams("id") },
  output: Type.Object({ prediction: Prediction, outcome: Type.Union([Outcome, Type.Null()]) }),
  failures: ["serving.prediction_unknown"],
  run: (context, { params }) => explainPrediction({ log: context.predictions }, params.id),
});

export const whyPrediction = defineOperation({
  id: "serving.why",
  method: "GET",
  path: "/v1/predictions/{id}/why",
  permission: "predictions:read",
  summary: "A prediction with everything that it was made from",
  input: { params: pathParams("id") },
  output: Type.Unknown(),
  failures: ["serving.prediction_unknown"],
  run: (context, { params }) => context.why(params.id),
});

function deploymentOf(context: Pick<ApiContext, "deployments">, name: string): ApiDeployment {
  const found = context.deployments.get(name);
  if (found) return found;
  const names = [...context.deployments.keys()];
  const nearest = name.length <= 64 ? nearestName(name, names) : undefined;
  const known = names.length > 0 ? `the deployments are ${names.join(", ")}` : "nothing is deployed";
  throw new GyreError("serving.deployment_unknown", `no deployment is called ${name.slice(0, 80)}`, {
    hint: nearest ? `did you mean ${nearest}?` : known,
    details: { deployments: names },
  });
}

function summaryOf(live: LiveDeployment): Static<typeof DeploymentSummary> {
  const { name, model } = live.config;
  return { name, model, champion: refOf(live.champion), candidate: live.candidate && refOf(live.candidate) };
}

function refOf({ version }: ServedVersion): Static<typeof VersionRef> {
  return { id: version.id, version: version.version };
}

function knownAtOf(value: number | string | undefined): { knownAt?: number } {
  if (value === undefined) return {};
  const knownAt = parseTimestamp(value);
  if (knownAt !== null) return { knownAt };
  const expected = "ISO 8601 text or whole epoch milliseconds";
  throw new GyreError(
    "serving.bad_request",
    `/knownAt: expected ${expected}, got ${JSON.stringify(value).slice(0, 60)}`,
    {
      details: { path: "/knownAt", expected, got: value },
    },
  );
}
