import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { GyreError, silentLog, virtualClock } from "../../../../core/index.js";
import type { RegisteredVersion } from "../../../../registry/index.js";
import { createMemoryArtifactTree } from "../../../../store/memory/artifact-tree.js";
import type { LoggedModel, Run } from "../../../../tracking/index.js";
import type { ArtifactWish } from "./context.js";
import { mountArtifactRoutes, refuseBadArtifactUrl } from "./index.js";

/** A server of the routes over artifacts in memory, with the run r1, the logged model m-1 and the version 2 of late. */
export interface RoutesUnderTest {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly files: Map<string, Uint8Array>;
  /** What the routes asked to be allowed, and whether they are. */
  readonly access: { readonly wishes: ArtifactWish[]; refused: boolean };
  /** The text of a file, null when it is not there. */
  kept(path: string): string | null;
  /** Sends a request whose path no client has made tidy. */
  ask(method: string, path: string, body?: string | Buffer, headers?: Record<string, string>): Promise<Answer>;
}

/** What came back; `json` is null for anything but an object. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
}

/** Starts it; whoever does closes `app`. */
export async function startRoutes(): Promise<RoutesUnderTest> {
  const files = new Map<string, Uint8Array>();
  const access = { wishes: [] as ArtifactWish[], refused: false };
  const app = createApp(files, access);
  await app.listen({ host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    app,
    url,
    files,
    access,
    kept: (path) => (files.has(path) ? String(Buffer.from(files.get(path) ?? [])) : null),
    ask: (method, path, body, headers = {}) => ask(url, { method, path, headers }, body),
  };
}

function createApp(files: Map<string, Uint8Array>, access: RoutesUnderTest["access"]): FastifyInstance {
  const app = fastify({
    bodyLimit: 1000,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    frameworkErrors: (error, request, reply: FastifyReply) => {
      if (!refuseBadArtifactUrl(error, request, reply)) reply.code(500).send();
    },
  });
  app.removeAllContentTypeParsers();
  const info = { artifactUri: "mlflow-artifacts:/1/r1/artifacts" };
  const elsewhere = { artifactUri: "s3://bucket/1/r2/artifacts" };
  mountArtifactRoutes(app, {
    artifacts: createMemoryArtifactTree(files, { clock: virtualClock(0) }),
    tracking: {
      run: async (id: string) =>
        (({ r1: { info }, r2: { info: elsewhere } }) as Record<string, unknown>)[id] as Run | null,
      model: async (id: string) =>
        id === "m-1" ? ({ artifactUri: "mlflow-artifacts://host/1/models/m-1/artifacts/" } as LoggedModel) : null,
    } as never,
    registered: {
      version: async (name: string, version: number) =>
        name === "late" && version === 2
          ? ({
              storageLocation: `http://x/api/2.0/mlflow-artifacts/artifacts/1/models/m-1/artifacts`,
            } as RegisteredVersion)
          : null,
    } as never,
    log: silentLog,
    bodyLimitBytes: 20_000_000,
    async authorise(_request, wish) {
      access.wishes.push(wish);
      if (access.refused) throw new GyreError("server.origin_refused", "Permission denied");
    },
  });
  return app;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
}

function ask(url: string, asked: Asked, body: string | Buffer | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${url}/`, asked, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString("latin1");
      const isJson = String(response.headers["content-type"]).includes("json") && text.startsWith("{");
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers as Record<string, string>,
        text,
        json: isJson ? JSON.parse(Buffer.from(text, "latin1").toString()) : null,
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
