import { isIP } from "node:net";
import { hostname } from "node:os";
import { GyreError } from "../core/index.js";

/** Under which names a server answers. */
export interface HostRules {
  /** The address that it listens on, 127.0.0.1 by default. */
  readonly host?: string;
  /** More names, such as `tracking.example` or `*.example`. */
  readonly allowedHosts?: readonly string[];
}

/** The address that only this machine can reach. */
export const THIS_MACHINE = "127.0.0.1";

/** True for names and addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  return name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

/** The address or name by which others reach a server, null where only this machine can; a proxy gives a server names as well. */
export function reachedAs({ host = THIS_MACHINE, allowedHosts = [] }: HostRules): string | null {
  return [host, ...allowedHosts].find((name) => !isLoopback(name)) ?? null;
}

/** What the headers of a request say of how it came. */
export interface CallerHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

/**
 * Gives what refuses requests that a foreign web page made a browser send: those whose Host is a name that was pointed here, and those
 * whose Origin is another site. A server that listens beyond this machine also answers under any address, as no page can bring a
 * browser to send one that is not the page's own, and under the machine's name. Throws `server.origin_refused`.
 */
export function callerGuard({
  host: address = THIS_MACHINE,
  allowedHosts = [],
}: HostRules): (headers: CallerHeaders) => void {
  const patterns = allowedHosts.map(bare);
  const isOpenToOthers = !isLoopback(address);
  const own = bare(hostname());
  const isAllowed = (name: string): boolean => {
    if (isLoopback(name) || patterns.some((pattern) => fits(name, pattern))) return true;
    return isOpenToOthers && (isIP(name) !== 0 || name === own || name === bare(address));
  };
  return (headers) => {
    const host = bare((headers.host ?? "localhost").replace(/:\d+$/, ""));
    if (!isAllowed(host)) throw refused("Host", host);
    if (headers.origin === undefined) return;
    const origin = bare(hostnameOf(headers.origin));
    const isOwn = isLoopback(host) ? isLoopback(origin) : origin === host;
    if (!isOwn) throw refused("Origin", headers.origin);
  };
}

/** `server.host_refused`: nobody has an account, so whoever reached the server could use it. */
export function othersRefused(host: string, firstUser: string): GyreError {
  return new GyreError(
    "server.host_refused",
    `nobody has an account yet, so others must not reach the server as ${host}`,
    {
      hint: `stay on 127.0.0.1, or make the first user and start again: ${firstUser}`,
      details: { host },
    },
  );
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$/g, "");
}

function fits(name: string, pattern: string): boolean {
  return pattern.startsWith("*.") ? name.endsWith(pattern.slice(1)) : name === pattern;
}

function hostnameOf(origin: string): string {
  return /^https?:\/\/(\[[^\]]*\]|[^:/]*)/.exec(origin)?.[1] ?? "";
}

function refused(header: string, value: string): GyreError {
  return new GyreError("server.origin_refused", `the ${header} ${value.slice(0, 100)} is not this server's`, {
    hint: "ask http://127.0.0.1 or http://localhost, or name the host for which the server answers: --allowed-hosts",
  });
}
