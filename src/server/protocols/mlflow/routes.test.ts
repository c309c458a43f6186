import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { permits } from "../../../access/index.js";
import type { Field, FieldKind } from "./fields.js";
import { webhookMessages } from "./messages/webhooks.js";
import { MESSAGES } from "./messages.js";
import type { Webhooks } from "./operation.js";
import { ONLINE_SCORING_ROUTES } from "./routes/evaluation.js";
import { webhookRoutes } from "./routes/webhooks.js";
import { ROUTES } from "./routes.js";

interface Procedure {
  readonly svc: string;
  readonly rpc: string;
  readonly eps: readonly (readonly [method: string, path: string, version: string])[];
  readonly req: readonly string[];
}

/** Procedures of the protocol as its own description lists them; recorded from 3.17.2. */
const PROCEDURES = JSON.parse(
  readFileSync(new URL("../../../../golden/mlflow/endpoints.json", import.meta.url), "utf8"),
) as readonly Procedure[];

/** Kinds of fields by the types of the description; any other is an enum or a message. */
const KINDS: readonly string[] = ["string", "int32", "int64", "double", "bool"] satisfies readonly FieldKind[];

const SPOKEN =
  /^\/mlflow\/(experiments|runs|metrics|logged-models|registered-models|model-versions|artifacts\/list|webhooks|datasets|scorers|traces(?!\/metrics))/;

const READ: Readonly<Record<string, object>> = { ...MESSAGES, ...webhookMessages };
const WEBHOOKS = webhookRoutes({} as Webhooks);

const described = PROCEDURES.flatMap(({ rpc, eps }) =>
  eps.map(([method, path]) => ({ rpc, method, path: path.startsWith("/") ? path : `/${path}` })),
);

it("every route of the description has a line in the table, and the table has no other but the web page's own", () => {
  const line = ({ rpc, method, path }: { rpc: string; method: string; path: string }) => `${rpc} ${method} ${path}`;
  const expected = described.filter(({ path }) => SPOKEN.test(path)).map(line);
  const table = [...ROUTES, ...WEBHOOKS].filter(({ isPageOnly }) => !isPageOnly).map(line);
  expect(table.sort()).toEqual(expected.sort());
});

it("every route has a message with the fields of the description, of the same types", () => {
  const spoken = PROCEDURES.filter(({ svc, rpc }) => svc !== "MlflowArtifactsService" && Object.hasOwn(READ, rpc));
  expect(spoken.length).toBeGreaterThan(50);
  for (const { rpc, eps, req } of spoken) {
    const inPath = eps.flatMap(([, path]) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}:string`));
    const expected = [...new Set([...req.map((field) => field.replace("*", "")), ...inPath])];
    const fields = Object.entries(READ[rpc] as Readonly<Record<string, Field>>);
    const own = fields.map(([name, { kind, isRepeated }]) => {
      const type = KINDS.includes(kind)
        ? kind
        : expected.find((field) => field.startsWith(`${name}:`))?.split(/[:[]/)[1];
      return `${name}:${type}${isRepeated ? "[]" : ""}`;
    });
    expect(own.sort(), rpc).toEqual(expected.sort());
  }
});

it("every route has an operation and a permission that some role includes, and one that writes is not a reader's", () => {
  for (const { rpc, operation, permission } of [...ROUTES, ...ONLINE_SCORING_ROUTES]) {
    expect(operation, rpc).toBeTypeOf("function");
    expect(permits("editor", permission), rpc).toBe(true);
    const writes = !/^(get|batchGet|search|list|calculate)/i.test(rpc);
    expect(permits("viewer", permission), rpc).toBe(!writes);
  }
  for (const { rpc, operation, permission } of WEBHOOKS)
    expect([typeof operation, permits("editor", permission), permits("admin", permission)], rpc).toEqual([
      "function",
      false,
      true,
    ]);
});
