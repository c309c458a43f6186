import { join, resolve } from "node:path";
import type { Command } from "commander";
import { GyreError } from "../../core/index.js";
import { isThere } from "../is-there.js";
import { firstUserLine, type ListenOptions, listenAddress, withListenOptions } from "../listen-options.js";
import { createOutput } from "../output.js";
import { requireFreePort } from "../port.js";
import type { StateOptions } from "../state-folder.js";

interface UpOptions extends StateOptions, ListenOptions {
  readonly artifacts?: string;
}

/** `gyre up` */
export function upCommand(base: Command): Command {
  return withListenOptions(base)
    .option("--data <dir>", "where experiments, runs, models and their files are kept; needs no project")
    .option("--artifacts <uri>", "a directory for the files, by their own names, such as file:///srv/artifacts")
    .action(async (options: UpOptions) => {
      const address = { ...listenAddress(options), firstUser: firstUserLine(options) };
      await requireFreePort(address.host, address.port);
      const places = {
        ...(options.data !== undefined && { folder: options.data }),
        ...(options.artifacts !== undefined && { artifacts: options.artifacts }),
        ...(options.database !== undefined && { database: options.database }),
      };
      const alone = !(await isThere(join(options.project, "gyre.config.ts")));
      if (alone && Object.keys(places).length === 0) throw noProject(options.project);
      // Each is loaded only where it is needed: serving clients alone takes no data engine.
      if (alone) {
        const { serveTracking } = await import("../tracking-server.js");
        const output = createOutput(options.json === true);
        await serveTracking({ folder: join(options.project, ".gyre"), ...places }, address, output);
      } else {
        const { upProject } = await import("../up-project.js");
        await upProject({ ...places, ...address, project: options.project, json: options.json === true });
      }
    });
}

function noProject(folder: string): GyreError {
  return new GyreError("project.not_found", `there is no gyre.config.ts in ${resolve(folder)}`, {
    hint: "to keep what MLflow's clients log, give --data DIR; to serve a project, run this in its folder or give --project DIR",
  });
}
