import { onnxRuntime } from "../../compute/onnx/runtime.js";
import { type Deployed, deployModel, type ModelDeployment } from "../../serving/index.js";
import { noted, systemActor } from "../governance/audited.js";
import { counted, facts } from "../output.js";
import { type StateOptions, withTracking } from "../state-folder.js";
import { systemClock } from "../system-clock.js";
import { exactUri } from "./exact-uri.js";
import { requireDeservedAlias } from "./require-alias.js";

/** Which model to deploy, and how. */
export interface DeployRegisteredOptions extends StateOptions {
  readonly as?: string;
  readonly file?: string;
  readonly example?: boolean;
  readonly artifacts?: string;
}

/** Serves a model that a client logged: `gyre deploy models:/…`. */
export function deployRegistered(uri: string, options: DeployRegisteredOptions): Promise<void> {
  return withTracking(options, async (state, output) => {
    const { as, file, example } = options;
    await requireDeservedAlias(state, uri);
    const deployed = await deployModel(
      { ...state, runtime: onnxRuntime(), clock: systemClock },
      {
        uri,
        by: systemActor(),
        ...(as !== undefined && { as }),
        ...(file !== undefined && { file }),
        ...(example !== undefined && { example }),
      },
    );
    const { outcome, deployment, previous, exampleRows } = deployed;
    if (outcome === "deployed") {
      const { name, revision, digest } = deployment;
      await noted(state, {
        what: "deployModel",
        target: exactUri(deployment),
        facts: { as: name, revision, digest, uri },
      });
    }
    output.result({ outcome, deployment, previous, exampleRows }, said(deployed));
  });
}

function said({ outcome, deployment, previous, exampleRows, from }: Deployed): string {
  const { name, revision, source, digest, inputs, outputs } = deployment;
  const what = exactUri(deployment);
  const head =
    outcome === "serving"
      ? `${name} serves ${what} already.`
      : `${name} serves ${what}${previous ? `, in place of ${exactUri(previous)}` : ""}: a running gyre up takes it up within a second or two.`;
  const tensors = (specs: ModelDeployment["inputs"]): string =>
    specs.map((spec) => `${spec.name} ${spec.datatype} [${spec.shape}]`).join("\n");
  return [
    head,
    facts([
      ["revision", String(revision)],
      ["file", from === "run" ? `${source}, which the same run logged` : source],
      ["SHA-256", digest],
      ["takes", tensors(inputs)],
      ["gives", tensors(outputs)],
      ["example", exampleRows === null ? "none was logged with it" : `answered, ${counted(exampleRows, "row")}`],
      ["ask it", `POST /v2/models/${encodeURIComponent(name)}/infer, POST /invocations/${encodeURIComponent(name)}`],
    ]),
  ].join("\n");
}
