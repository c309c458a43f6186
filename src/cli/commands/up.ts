import type { Command } from "commander";
import { type CommonOptions, untilAborted, withWorkspace } from "../command.js";
import { followReport } from "../latest-report.js";
import { portOption, requireFreePort, whileServing } from "../serve.js";

interface UpOptions extends CommonOptions {
  readonly port?: string;
  readonly host: string;
}

/** `gyre up` */
export function upCommand(base: Command): Command {
  return base
    .option("--port <n>", "default: GYRE_PORT, or 4200; 0 takes a free one")
    .option("--host <address>", "only this machine's own addresses", "127.0.0.1")
    .action((options: UpOptions) =>
      withWorkspace(options, async (workspace, output, signal) => {
        const port = portOption(options.port);
        await requireFreePort(options.host, port);
        const report = followReport(workspace);
        await whileServing(
          workspace,
          output,
          { host: options.host, port, report, commands: ["gyre rehearse"] },
          async ({ url, curl }) => {
            output.result({ url, curl }, `Gyre is ready at ${url}\n${curl}`);
            await untilAborted(signal);
            output.step("Stopping: requests under way are answered first");
          },
        );
      }),
    );
}
