import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { GyreError } from "../../core/index.js";
import { createOutput } from "../output.js";
import { portOption, requireFreePort } from "../port.js";

interface UpOptions {
  readonly project: string;
  readonly json?: boolean;
  readonly port?: string;
  readonly host: string;
  readonly data?: string;
  readonly artifacts?: string;
  readonly database?: string;
}

/** `gyre up` */
export function upCommand(base: Command): Command {
  return base
    .option("--port <n>", "default: GYRE_PORT, or 4200; 0 takes a free one")
    .option("--host <address>", "only this machine's own addresses", "127.0.0.1")
    .option("--data <dir>", "where experiments, runs, models and their files are kept; needs no project")
    .option("--artifacts <uri>", "a directory for the files, by their own names, such as file:///srv/artifacts")
    .option("--database <uri>", "another database, such as postgres://user@localhost/gyre")
    .action(async (options: UpOptions) => {
      const { host } = options;
      const port = portOption(options.port);
      await requireFreePort(host, port);
      const places = {
        ...(options.data !== undefined && { folder: options.data }),
        ...(options.artifacts !== undefined && { artifacts: options.artifacts }),
        ...(options.database !== undefined && { database: options.database }),
      };
      const alone = !(await isProject(options.project));
      if (alone && Object.keys(places).length === 0) throw noProject(options.project);
      // Each is loaded only where it is needed: serving clients alone takes no data engine.
      if (alone) {
        const { serveTracking } = await import("../tracking-server.js");
        const output = createOutput(options.json === true);
        await serveTracking({ folder: join(options.project, ".gyre"), ...places }, { host, port }, output);
      } else {
        const { upProject } = await import("../up-project.js");
        await upProject({ ...places, project: options.project, json: options.json === true, host, port });
      }
    });
}

function noProject(folder: string): GyreError {
  return new GyreError("project.not_found", `there is no gyre.config.ts in ${resolve(folder)}`, {
    hint: "to keep what MLflow's clients log, give --data DIR; to serve a project, run this in its folder or give --project DIR",
  });
}

function isProject(folder: string): Promise<boolean> {
  return access(join(folder, "gyre.config.ts")).then(
    () => true,
    () => false,
  );
}
