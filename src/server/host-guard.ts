import { GyreError } from "../core/index.js";

/** True for names and addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  return name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Throws `server.host_refused` unless `host` is this machine only: the server has no accounts, so whoever reaches it may use it. */
export function requireLoopback(host: string): void {
  if (isLoopback(host)) return;
  throw new GyreError(
    "server.host_refused",
    `the server is open to whoever reaches it, so it listens on this machine only, not on ${host}`,
    {
      hint: "use the host 127.0.0.1, and let others in through an SSH tunnel or a reverse proxy that checks who they are",
      details: { host },
    },
  );
}

/**
 * Refuses requests that a foreign web page made a browser send: those whose Host is not this machine (a name that was pointed here)
 * and those whose Origin is another site. Throws `server.origin_refused`.
 */
export function requireLocalCaller(headers: {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}): void {
  const host = (headers.host ?? "localhost").replace(/:\d+$/, "");
  if (!isLoopback(host)) throw refused("Host", host);
  if (headers.origin !== undefined && !isLoopback(hostnameOf(headers.origin))) throw refused("Origin", headers.origin);
}

function hostnameOf(origin: string): string {
  return /^https?:\/\/(\[[^\]]*\]|[^:/]*)/.exec(origin)?.[1] ?? "";
}

function refused(header: string, value: string): GyreError {
  return new GyreError("server.origin_refused", `the ${header} ${value.slice(0, 100)} is not this machine`, {
    hint: "ask http://127.0.0.1 or http://localhost; a reverse proxy must send one of these as Host",
  });
}
