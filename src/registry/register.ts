import { type Clock, decodeJson, GyreError, hashOf, type Log } from "../core/index.js";
import type { Table } from "../learn/index.js";
import { type LineageStore, recordOrigins } from "../lineage/index.js";
import type { ArtifactStore } from "../tracking/index.js";
import type { ModelDefinition, Sample, TrainResult } from "../training/index.js";
import { modelCard } from "./card.js";
import type { ModelRuntime, ModelStore } from "./ports.js";
import type { GateResult, ModelVersion } from "./types.js";

/** What registering needs of the world. */
export interface RegisterContext {
  readonly models: ModelStore;
  readonly artifacts: ArtifactStore;
  readonly lineage: LineageStore;
  readonly runtime: ModelRuntime;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is to be registered: the training, the estimator it used, and what the gates said of it. */
export interface RegisterInput {
  readonly model: ModelDefinition;
  readonly estimator: Readonly<Record<string, unknown>>;
  readonly trained: TrainResult;
  readonly gates: readonly GateResult[];
}

/** Largest difference allowed between the file's probabilities and the trainer's, where its sample does not say another. */
export const PARITY_TOLERANCE = 1e-12;

/**
 * Registers a trained model as the next version. Refused with `registry.gate_failed` unless every gate passed, and with
 * `registry.parity_failed` unless ONNX Runtime's answers equal the trainer's on the stored sample, to 1e-12 or what the sample allows. Registering the same run again gives the same version.
 */
export async function register(context: RegisterContext, input: RegisterInput): Promise<ModelVersion> {
  const failed = input.gates.filter((gate) => !gate.passed);
  if (failed.length > 0) {
    throw new GyreError(
      "registry.gate_failed",
      `${input.model.name} is not registered: ${failed.map((gate) => gate.sentence).join("; ")}`,
      {
        hint: "improve the model, or change the gates in the project file if they ask too much",
        details: { gates: failed },
      },
    );
  }
  const bytes = await fetchArtifact(context.artifacts, input.trained.onnx);
  const scorer = await context.runtime.load(bytes);
  try {
    const sample = await readSample(context, input);
    const parity = await proveParity(input, sample, scorer);
    const version = await context.models.add({
      id: `mv_${hashOf([input.model.name, input.trained.runId, input.trained.onnx]).slice(0, 24)}`,
      model: input.model.name,
      digest: input.trained.onnx,
      runId: input.trained.runId,
      createdAt: context.clock.now(),
      metrics: Object.fromEntries(Object.entries(input.trained.metrics).filter(([, value]) => Number.isFinite(value))),
      gates: [...input.gates],
      inputs: [...scorer.inputs],
      outputs: [...scorer.outputs],
      datasetVersion: input.trained.datasetVersion,
      codeVersion: input.trained.codeVersion,
      definitionHashes: { ...input.trained.definitionHashes },
      parity,
      card: modelCard({
        model: input.model.name,
        predicts: input.model.predicts,
        estimator: input.estimator,
        trained: input.trained,
        gates: input.gates,
        parity,
        ...(sample.saidBy && { saidBy: sample.saidBy }),
      }),
    });
    await recordOrigins(context.lineage, version.id, [
      { id: version.runId, kind: "run" },
      { id: `artifact:${version.digest}`, kind: "artifact" },
    ]);
    context.log.info("registry.registered", { versionId: version.id, version: version.version });
    return version;
  } finally {
    await scorer.close();
  }
}

async function readSample({ artifacts }: RegisterContext, { trained }: RegisterInput): Promise<Sample> {
  return decodeJson(new TextDecoder().decode(await fetchArtifact(artifacts, trained.sample))) as Sample;
}

async function proveParity(
  input: RegisterInput,
  sample: Sample,
  scorer: { probabilities(table: Table): Promise<Float64Array> },
) {
  const tolerance = sample.tolerance ?? PARITY_TOLERANCE;
  const answers = await scorer.probabilities(sampleTable(sample));
  const rows = sample.probabilities.length;
  let maxDifference = answers.length === rows && rows > 0 ? 0 : Number.NaN;
  // Math.max keeps NaN.
  for (let i = 0; i < rows; i++)
    maxDifference = Math.max(maxDifference, Math.abs(answers[i] - sample.probabilities[i]));
  if (maxDifference <= tolerance) return { rows, maxDifference };
  throw new GyreError(
    "registry.parity_failed",
    `${input.model.name} is not registered: its ONNX file differs from the trainer by ${maxDifference} on the ${rows} rows of the stored sample, more than ${tolerance}`,
    {
      details: { maxDifference, rows, digest: input.trained.onnx },
      hint:
        sample.tolerance === undefined
          ? "train again; if it stays, the exported graph is wrong: please report it with the sample"
          : "export the model in double precision, or allow more: python(…, { tolerance: 1e-3 })",
    },
  );
}

function sampleTable(sample: Sample): Table {
  return {
    rows: sample.probabilities.length,
    names: sample.columns.map((column) => column.name),
    columns: sample.columns.map((column) => {
      if (column.kind === "number")
        return { kind: "number", values: Float64Array.from(column.values as readonly number[]) };
      const categories = [...new Set(column.values.filter((value) => value !== null))] as string[];
      return {
        kind: "category",
        codes: Int32Array.from(column.values, (value) => categories.indexOf(value as string)),
        categories,
      };
    }),
  };
}

async function fetchArtifact(artifacts: ArtifactStore, digest: string): Promise<Uint8Array> {
  const bytes = await artifacts.get(digest);
  if (!bytes)
    throw new GyreError("store.corrupt", `the artifact ${digest} is missing from the store`, {
      hint: "run the training again",
    });
  return bytes;
}
