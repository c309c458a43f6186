import Type from "typebox";
import { describe, expect, it } from "vitest";
import { FAILURES } from "../core/index.js";
import { type AnyOperation, defineOperation, inputParser, OPERATIONS, openApiDocument } from "./index.js";

const declared = {
  id: "test.echo",
  method: "GET",
  path: "/v1/echo/{name}",
  summary: "Gives back",
  input: {
    params: Type.Object({ name: Type.String() }),
    query: Type.Object(
      { count: Type.Optional(Type.Integer({ minimum: 1 })), loud: Type.Optional(Type.Boolean()) },
      { additionalProperties: false },
    ),
  },
  output: Type.Object({ text: Type.String() }),
  failures: [],
} as const;

const echo: AnyOperation = defineOperation({
  ...declared,
  permission: "runs:read",
  run: async (_context, { params, query }) => ({ text: `${params.name} ${query.count ?? 0} ${query.loud ?? false}` }),
});

describe("an operation", () => {
  it("does not compile without a permission", () => {
    // @ts-expect-error permission is missing
    const open = defineOperation({ ...declared, run: async () => ({ text: "" }) });
    expect(open.permission).toBeUndefined();
  });

  it("does not compile when it gives something else than its output", () => {
    // @ts-expect-error text is a string
    defineOperation({ ...declared, permission: "runs:read", run: async () => ({ text: 1 }) });
  });

  it("gets numbers and booleans out of query texts, and nothing that is not exactly one", async () => {
    const parse = inputParser(echo);
    const run = (query: object) => echo.run({} as never, parse({ params: { name: "a" }, query, body: undefined }));
    expect(await run({ count: "12", loud: "true" })).toEqual({ text: "a 12 true" });
    expect(await run({})).toEqual({ text: "a 0 false" });
    for (const query of [
      { count: "0" },
      { count: "1e3" },
      { count: " 1" },
      { loud: "yes" },
      { other: "1" },
      { count: ["1", "2"] },
    ]) {
      const name = Object.keys(query)[0];
      expect(() => parse({ params: { name: "a" }, query, body: undefined })).toThrow(
        expect.objectContaining({
          code: "api.bad_request",
          details: expect.objectContaining({ part: "query", path: `/${name}` }),
        }),
      );
    }
  });

  it("refuses any query when it declares none", () => {
    const parse = inputParser({ ...echo, input: { params: echo.input.params! } });
    expect(() => parse({ params: { name: "a" }, query: { a: "1" }, body: undefined })).toThrow("/a in the query");
  });
});

describe("OPERATIONS", () => {
  it("have ids, paths and failures that are known and meet once", () => {
    expect(new Set(OPERATIONS.map((one) => one.id)).size).toBe(OPERATIONS.length);
    expect(new Set(OPERATIONS.map((one) => `${one.method} ${one.path}`)).size).toBe(OPERATIONS.length);
    for (const { id, permission, path, input, failures } of OPERATIONS) {
      expect(permission, id).toMatch(/^[a-z]+:[a-z]+$/);
      for (const code of failures) expect(FAILURES).toHaveProperty([code]);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (input.params as { properties?: object } | undefined)?.properties ?? {};
      expect(Object.keys(declared), id).toEqual(named);
    }
  });

  it("are described with their parameters, body and failures", () => {
    const { paths } = openApiDocument(OPERATIONS, "1.2.3") as { paths: Record<string, Record<string, unknown>> };
    expect(paths["/v1/deployments/{name}/predict"].post).toMatchObject({
      operationId: "serving.predict",
      parameters: [
        { name: "name", in: "path", required: true },
        { name: "features", in: "query", required: false },
      ],
      requestBody: { required: true },
      responses: { 200: {}, 400: { description: "api.bad_request, serving.bad_request" }, 413: {}, 415: {} },
    });
  });
});
