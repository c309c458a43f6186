import type { Command } from "commander";
import { noted, systemActor } from "../governance/audited.js";
import { type StateOptions, withTracking } from "../state-folder.js";
import { systemClock } from "../system-clock.js";

/** `gyre undeploy` */
export function undeployCommand(base: Command): Command {
  return base
    .argument("<name>", "as `gyre deployments` shows it")
    .option("--data <dir>", "the folder that `gyre up --data` serves; by default the project's own")
    .action((name: string, options: StateOptions) =>
      withTracking(options, async (state, output) => {
        await state.deployments.undeploy(name, { at: systemClock.now(), by: systemActor() });
        await noted(state, { what: "undeployModel", target: `deployments:/${name}` });
        output.result({ name }, `${name} is not served any more: a running gyre up lets it go within a second or two.`);
      }),
    );
}
