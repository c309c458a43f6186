import type { TrainResult } from "../training/index.js";
import type { GateResult } from "./types.js";

/** What a model card tells. */
export interface CardInput {
  readonly model: string;
  readonly predicts: string;
  readonly estimator: Readonly<Record<string, unknown>>;
  readonly trained: TrainResult;
  readonly gates: readonly GateResult[];
  readonly parity: { readonly rows: number; readonly maxDifference: number };
  /** Whose answers the file was compared with, where it was not the trainer's. */
  readonly saidBy?: "file";
}

/** The model card: what the model is for, how it was made and judged, and what it must not be used for. Markdown; equal input, equal text. */
export function modelCard(input: CardInput): string {
  const { trained } = input;
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const metrics = Object.entries(trained.metrics).filter(([, value]) => Number.isFinite(value));
  return [
    `# ${input.model}`,
    "",
    `Gives the probability that ${input.predicts}.`,
    "",
    "## How it was made",
    "",
    `- Estimator: ${Object.entries(input.estimator)
      .map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`)
      .join(", ")}`,
    `- Learned from ${trained.trainRows.toLocaleString("en-US")} examples before ${day(trained.cut)}, judged on ${trained.holdoutRows.toLocaleString("en-US")} after it, with nothing that became known after ${day(trained.asOf)}`,
    `- Data: \`${trained.datasetVersion}\`; code: \`${trained.codeVersion.slice(0, 12)}\`; run: \`${trained.runId}\``,
    "",
    "## Quality on the holdout",
    "",
    "| metric | value |",
    "| --- | --- |",
    ...metrics.map(([name, value]) => `| ${name} | ${Number.isInteger(value) ? value : value.toFixed(4)} |`),
    "",
    "## Gates",
    "",
    ...input.gates.map((gate) => `- ${gate.passed ? "passed" : "failed"}: ${gate.sentence}`),
    "",
    "## What it looks at most",
    "",
    "| feature | share of the gain |",
    "| --- | --- |",
    ...trained.importance
      .slice(0, 12)
      .map(({ name, share }) => `| ${name.replaceAll("|", "\\|")} | ${(share * 100).toFixed(1)} % |`),
    "",
    "## Limits",
    "",
    parityLine(input),
    "- Its scores hold for data like those it learned from; watch drift and quality, and retrain.",
    "- It finds associations, not causes.",
    "",
  ].join("\n");
}

function parityLine({ parity: { rows, maxDifference }, saidBy }: CardInput): string {
  const apart = `${rows} stored rows, at most ${maxDifference.toExponential(1)} apart`;
  return saidBy === undefined
    ? `- The ONNX file answers as the trainer did on ${apart}.`
    : `- The ONNX file answers as it did after the training on ${apart}; the script did not say what it predicts for them.`;
}
