import { predict } from "../../serving/index.js";
import { type CommonOptions, command, withWorkspace } from "../command.js";
import { openLive } from "../live.js";
import { jsonArgument } from "../run-loop.js";

export function predictCommand() {
  return command("predict", "Answers one request with the deployed model, and logs the prediction.", `gyre predict '{"carrier": "UA", "origin": "EWR", …}' --json`)
    .argument("<request>", "the request's fields as JSON")
    .action((request: string, options: CommonOptions) =>
      withWorkspace(options, async (workspace, output) => {
        const body = jsonArgument("<request>", request);
        const live = await openLive(workspace);
        try {
          const answer = await live.operation.slot.use((deployment) =>
            predict(
              { live: deployment, features: live.features, log: workspace.store.predictions, clock: live.clock, ids: workspace.context.newId },
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
