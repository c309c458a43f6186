import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { GyreError, type Log } from "../core/index.js";
import { type HostRules, THIS_MACHINE } from "./host-guard.js";

/** Where to listen, and under which names to answer; port 0 takes a free one. */
export interface ServerOptions extends HostRules {
  readonly port: number;
  readonly log: Log;
  /** The shell line that makes the first user, without whom only this machine's own addresses are listened on. */
  readonly firstUser?: string;
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
 * Lets the application answer. `stopping` is told before the last requests are let end, `stopped` afterwards. Throws
 * `server.port_taken`, `server.host_refused` for an address that is not this machine's.
 */
export async function listen(
  app: FastifyInstance,
  { host = THIS_MACHINE, port, log }: ServerOptions,
  on: { readonly stopping?: () => void; readonly stopped?: () => void } = {},
): Promise<RunningServer> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    throw listenFailure(cause, host, port);
  }
  // All addresses of a machine are none that can be asked.
  const asked = host === "0.0.0.0" || host === "::" ? THIS_MACHINE : host;
  const url = `http://${asked.includes(":") ? `[${asked}]` : asked}:${(app.server.address() as AddressInfo).port}`;
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
  const { code } = cause as { code?: string };
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return new GyreError("server.host_refused", `this machine has no address ${host}`, {
      hint: "0.0.0.0 and :: stand for all of its addresses, 127.0.0.1 for the one that only it can reach",
      details: { host },
      cause,
    });
  }
  if (code !== "EADDRINUSE") return cause;
  return new GyreError("server.port_taken", `port ${port} of ${host} is taken by another program`, {
    hint: `stop it, or choose another port, such as --port ${port + 1}`,
    details: { host, port },
    cause,
  });
}
