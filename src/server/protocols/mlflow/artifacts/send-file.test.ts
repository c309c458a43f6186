import { createHash } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import type { ArtifactContent, ArtifactTree } from "../../../../tracking/index.js";
import { sendFile } from "./send-file.js";

const PIECES = 40;
const PIECE_BYTES = 512 * 1024;
const app = fastify();

/** Every piece in the same memory, as soon as the next is asked for. */
function reusing(ended: () => void): ArtifactContent {
  return {
    sizeBytes: PIECES * PIECE_BYTES,
    digest: null,
    async *read() {
      const piece = Buffer.alloc(PIECE_BYTES);
      try {
        for (let i = 0; i < PIECES; i++) yield piece.fill(i);
      } finally {
        ended();
      }
    },
  };
}

async function download(): Promise<{ answer: IncomingMessage; ended: Promise<void> }> {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const tree = { open: async () => reusing(end) } as Pick<ArtifactTree, "open"> as ArtifactTree;
  app.get("/f", (request, reply) => sendFile(tree, "f", { request, reply }));
  await app.listen({ host: "127.0.0.1", port: 0 });
  const sent = request({ port: (app.server.address() as AddressInfo).port, path: "/f" }).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return { answer, ended };
}

afterEach(() => app.close());

describe("a file from a store that uses its memory again", () => {
  it("arrives as it is, however slowly it is read", async () => {
    const { answer, ended } = await download();
    const hash = createHash("sha256");
    let parts = 0;
    for await (const part of answer) {
      hash.update(part);
      if (++parts % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const expected = createHash("sha256");
    for (let i = 0; i < PIECES; i++) expected.update(Buffer.alloc(PIECE_BYTES, i));
    expect(hash.digest("hex")).toBe(expected.digest("hex"));
    await ended;
  });
});
