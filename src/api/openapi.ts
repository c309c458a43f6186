import type { TSchema } from "typebox";
import { FAILURES, type FailureCode } from "../core/index.js";
import type { AnyOperation } from "./operation.js";

const FAILURE_SCHEMA = {
  type: "object",
  required: ["error", "code", "details"],
  properties: {
    error: { type: "string", description: "what was expected, what came, and where" },
    code: { type: "string" },
    hint: { type: "string", description: "what to do about it" },
    details: { type: "object" },
  },
} as const;

/** The OpenAPI 3.1 description of the operations. */
export function openApiDocument(operations: readonly AnyOperation[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: described(operation) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Gyre", version, description: "The whole life of a machine-learning model." },
    paths,
    components: { schemas: { Failure: FAILURE_SCHEMA } },
  };
}

function described(operation: AnyOperation): Record<string, unknown> {
  const { params, query, body } = operation.input;
  return {
    operationId: operation.id,
    tags: [operation.id.split(".")[0]],
    summary: operation.summary,
    "x-permission": operation.permission,
    parameters: [...parametersOf("path", params), ...parametersOf("query", query)],
    ...(body ? { requestBody: { required: true, content: jsonOf(body) } } : {}),
    responses: {
      "200": { description: "the answer", content: jsonOf(operation.output) },
      ...failuresOf(["api.bad_request", ...operation.failures]),
    },
  };
}

function parametersOf(place: "path" | "query", schema: TSchema | undefined): readonly unknown[] {
  if (!schema) return [];
  const { properties, required = [] } = schema as unknown as {
    properties: Record<string, TSchema>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

function jsonOf(schema: unknown): Record<string, unknown> {
  return { "application/json": { schema } };
}

/** One response for each status, naming the codes that lead to it. */
function failuresOf(codes: readonly FailureCode[]): Record<string, unknown> {
  const byStatus = new Map<number, FailureCode[]>();
  for (const code of codes) {
    const { status } = FAILURES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = jsonOf({ $ref: "#/components/schemas/Failure" });
  return Object.fromEntries(
    [...byStatus].map(([status, members]) => [String(status), { description: members.join(", "), content }]),
  );
}
