import { hostname } from "node:os";
import type { Command } from "commander";
import { GyreError, shellWord } from "../core/index.js";
import { isLoopback } from "../server/host-guard.js";
import { withoutPassword } from "../store/open-database.js";
import { optimiseSooner } from "./optimise-sooner.js";
import type { Output } from "./output.js";
import { portOption } from "./port.js";
import type { StateOptions } from "./state-folder.js";

/** Where a server listens, and under which names it answers, as the command line says it. */
export interface ListenOptions {
  readonly port?: string;
  readonly host: string;
  readonly allowedHosts?: string;
}

/** The same, read. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  /** The shell line that makes the first user. */
  readonly firstUser?: string;
}

/** Adds `--port`, `--host` and `--allowed-hosts` to a command that serves. */
export function withListenOptions(base: Command): Command {
  return base
    .option("--port <n>", "default: GYRE_PORT, or 4200; 0 takes a free one")
    .option(
      "--host <address>",
      "where to listen; beyond this machine, such as 0.0.0.0, only once there are users",
      "127.0.0.1",
    )
    .option("--allowed-hosts <names>", "more names under which it is asked, such as tracking.example,*.corp.example")
    .hook("preAction", optimiseSooner);
}

/** Reads them. Throws `cli.bad_usage`. */
export function listenAddress({ port, host, allowedHosts = "" }: ListenOptions): ListenAddress {
  const names = allowedHosts.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  const wrong = names.find((name) => !/^(\*\.)?[A-Za-z0-9_.-]+$|^\[?[0-9A-Fa-f:]+\]?$/.test(name));
  if (wrong !== undefined) {
    throw new GyreError("cli.bad_usage", `--allowed-hosts should be names with commas between, got ${wrong}`, {
      hint: "such as --allowed-hosts tracking.example,*.corp.example; without http:// and without a port",
    });
  }
  return { host, port: portOption(port), allowedHosts: names };
}

/** The address alone of what says more. */
export function addressOf({ host, port, allowedHosts, firstUser }: ListenAddress): ListenAddress {
  return { host, port, allowedHosts, ...(firstUser !== undefined && { firstUser }) };
}

/** The shell line that makes the first user of the state that these options name. */
export function firstUserLine({ data, project, database }: Partial<StateOptions>): string {
  const place = data !== undefined ? ` --data ${shellWord(data)}` : ` --project ${shellWord(project ?? ".")}`;
  const named =
    database === undefined || database === process.env.GYRE_DATABASE
      ? ""
      : ` --database ${shellWord(withoutPassword(database))}`;
  return `gyre users add admin --role admin${place}${named}`;
}

/** Says that others can read what is sent, where they can reach the server. */
export function warnOfOthers(output: Output, host: string, url: string): void {
  if (isLoopback(host)) return;
  const port = new URL(url).port;
  output.step(`Other machines reach it as http://${hostname()}:${port}, or under this machine's addresses.`);
  output.step("It speaks plain HTTP: passwords can be read on the way. Put something that ends TLS in front of it.");
}
