import type { Command } from "commander";
import { GyreError } from "../../core/index.js";
import { predict } from "../../serving/index.js";
import { type CommonOptions, withWorkspace } from "../command.js";
import { openLive } from "../live.js";

/** `gyre predict` */
export function predictCommand(base: Command): Command {
  return base.argument("<request>", "the request's fields as JSON").action((request: string, options: CommonOptions) =>
    withWorkspace(options, async (workspace, output) => {
      const body = parseRequest(request);
      const live = await openLive(workspace);
      try {
        const { predictions: log } = workspace.store;
        const answer = await live.operation.slot.use((deployment) =>
          predict(
            { live: deployment, features: live.features, log, clock: live.clock, ids: workspace.context.newId },
            body,
          ),
        );
        output.result(
          answer,
          `${answer.probability.toFixed(4)} is the probability that ${workspace.loaded.project.model.predicts}\n` +
            `${answer.model} version ${answer.version}, prediction ${answer.predictionId}; trace it with: gyre why ${answer.predictionId}`,
        );
      } finally {
        await live.stop();
      }
    }),
  );
}

function parseRequest(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GyreError("cli.bad_usage", `the request is not JSON: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
      hint: `quote it for the shell: '{"field": 1}'; what is not known is null, JSON has no NaN`,
    });
  }
}
