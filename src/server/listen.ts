import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { GyreError, type Log } from "../core/index.js";
import { requireLoopback } from "./host-guard.js";

/** Where to listen; port 0 takes a free one. Only this machine's own addresses are allowed. */
export interface ServerOptions {
  readonly host?: string;
  readonly port: number;
  readonly log: Log;
}

/** A server that listens. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:4466`. */
  readonly url: string;
  /** Answers not ready, takes no new connections, lets requests under way end for at most 10 s. The context stays open. */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;

/**
 * Lets the application answer. `stopping` is told before the last requests are let end, `stopped` afterwards. Throws `server.host_refused` for an
 * address that others can reach, `server.port_taken`.
 */
export async function listen(
  app: FastifyInstance,
  { host = "127.0.0.1", port, log }: ServerOptions,
  on: { readonly stopping?: () => void; readonly stopped?: () => void } = {},
): Promise<RunningServer> {
  requireLoopback(host);
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    throw listenFailure(cause, host, port);
  }
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${(app.server.address() as AddressInfo).port}`;
  log.info("server.started", { url });
  return {
    url,
    async close() {
      on.stopping?.();
      await drained(app);
      on.stopped?.();
      log.info("server.stopped", { url });
    },
  };
}

async function drained(app: FastifyInstance): Promise<void> {
  const closed = app.close();
  // A connection whose last request has been answered would otherwise be kept for the next one.
  const sweep = setInterval(() => app.server.closeIdleConnections(), 20);
  const timer = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
    clearTimeout(timer);
  }
}

function listenFailure(cause: unknown, host: string, port: number): unknown {
  if ((cause as { code?: string }).code !== "EADDRINUSE") return cause;
  return new GyreError("server.port_taken", `port ${port} of ${host} is taken by another program`, {
    hint: `stop it, or choose another port, such as --port ${port + 1}`,
    details: { host, port },
    cause,
  });
}
