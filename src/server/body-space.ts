import type { FastifyInstance, FastifyRequest } from "fastify";
import { GyreError } from "../core/index.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The body goes on as it comes, and is never held as a whole. */
    readonly streams?: true;
  }
}

/** How much of bodies is held, and for how long one may take to come. */
export interface BodySpace {
  /** Of all bodies together, 128 MiB by default. */
  readonly mostBytes?: number;
  /** Two minutes by default. */
  readonly withinMs?: number;
}

/** Smaller ones are not counted, so that large ones keep nobody from logging a metric. */
const COUNTED_FROM_BYTES = 16 << 10;

/**
 * Bounds what bodies that are read as a whole take together, however many connections send one, and for how long: a sender who stops in
 * the middle would hold the memory as long as an upload may last. Beyond it a sender is asked to try again.
 */
export function boundBodies(app: FastifyInstance, { mostBytes = 128 << 20, withinMs = 120_000 }: BodySpace = {}): void {
  let heldBytes = 0;
  app.addHook("preParsing", (request, reply, _payload, done) => {
    const sizeBytes = heldFor(request);
    if (sizeBytes < COUNTED_FROM_BYTES) return done();
    if (heldBytes + sizeBytes > mostBytes) return done(noSpace(mostBytes));
    heldBytes += sizeBytes;
    let ownBytes = sizeBytes;
    const timer = setTimeout(() => {
      // Whoever reads it is told; an error that nobody hears would end the process.
      if (request.raw.listenerCount("error") === 0) return;
      reply.header("connection", "close");
      request.raw.emit("error", tooSlow(withinMs));
    }, withinMs);
    const release = (): void => {
      clearTimeout(timer);
      heldBytes -= ownBytes;
      ownBytes = 0;
    };
    // One of unknown size takes far more than it is, but only until it is there.
    request.raw.once("end", isSized(request) ? () => clearTimeout(timer) : release);
    reply.raw.once("close", release);
    done();
  });
}

/** What a body may take, by what its sender says. One that is larger than its route takes, or has no meaning there, is not read. */
function heldFor(request: FastifyRequest): number {
  const { config, bodyLimit = 0 } = request.routeOptions;
  if (config.streams || request.method === "GET" || request.method === "HEAD") return 0;
  if (!isSized(request)) return bodyLimit;
  const sizeBytes = Number(request.headers["content-length"] ?? 0);
  return sizeBytes > bodyLimit ? 0 : sizeBytes;
}

function isSized({ headers }: FastifyRequest): boolean {
  return headers["transfer-encoding"] === undefined;
}

function noSpace(mostBytes: number): GyreError {
  return new GyreError("server.too_many_bodies", `${mostBytes} bytes of large requests are being received already`, {
    hint: "try again in a moment, or send less in each request",
  });
}

function tooSlow(withinMs: number): GyreError {
  return new GyreError("server.request_timed_out", `the body did not come to its end within ${withinMs / 1000} s`);
}
