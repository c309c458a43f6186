import { onnxRuntime } from "../../src/compute/onnx/index.js";
import { virtualClock } from "../../src/core/index.js";
import { type DeployWish, deployModel } from "../../src/serving/index.js";
import { createMemoryArtifactTree } from "../../src/store/memory/artifact-tree.js";
import { createMemoryModelDeploymentStore } from "../../src/store/memory/deployments/deployments.js";
import { createMemoryRegisteredModelStore } from "../../src/store/memory/registered-models/store.js";
import { createMemoryTrackingStore } from "../../src/store/memory/tracking/create.js";
import { logModel, mlModelText, registerModel, scalingOnnx } from "./logged-models.js";

export const COLUMNS = ["a", "b"];
/** As Python writes it: NaN is a bare word. */
export const EXAMPLE = '{"dataframe_split": {"columns": ["b", "a"], "data": [[NaN, 1]]}}';
export const FULL = { columns: COLUMNS, example: true };

/** Stores in memory, at 5000, and short ways to log, register and deploy in them. */
export function openDeploying() {
  const clock = virtualClock(5000);
  const context = {
    tracking: createMemoryTrackingStore({ artifactRoot: "mlflow-artifacts:", clock }),
    registered: createMemoryRegisteredModelStore(),
    artifacts: createMemoryArtifactTree(new Map(), { clock }),
    deployments: createMemoryModelDeploymentStore(),
    runtime: onnxRuntime(),
    clock,
  };
  return {
    context,
    clock,
    deploy: (uri: string, more: Partial<DeployWish> = {}) => deployModel(context, { uri, by: "ann", ...more }),
    /** The next version of a name, from a model with these files that run `n` logged. */
    async register(n: number, name: string, logged: string, files: Parameters<typeof logModel>[3]) {
      const id = await logModel(context, n, logged, files);
      return { id, version: await registerModel(context, n, name, id) };
    },
  };
}

/** The files of an ONNX model that gives `times` as much. */
export function onnxFiles(times: number, text = mlModelText("onnx", FULL)) {
  return { MLmodel: text, "model.onnx": scalingOnnx(times), "serving_input_example.json": EXAMPLE };
}
