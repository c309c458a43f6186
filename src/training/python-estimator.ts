import type { Duration } from "../core/index.js";
import type { EstimatorConfig } from "../learn/index.js";

/** A training script of the user's own, as plain data; {@link python} makes it. */
export interface PythonEstimator {
  readonly kind: "python";
  /** The script's path in the project's folder. */
  readonly script: string;
  /** A file of requirements in the project's folder, or the requirements themselves, as pip reads them. */
  readonly requirements: string | readonly string[];
  /** Hyperparameters, given to the script as JSON. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Files that the script reads, besides the modules that it imports. */
  readonly files: readonly string[];
  /** The interpreter that makes the virtual environment. */
  readonly python: string;
  readonly timeout: Duration;
  /** Names of environment variables that the script may see. */
  readonly env: readonly string[];
  /** Largest difference allowed between what the script says and what its ONNX file says. */
  readonly tolerance: number;
}

/** How to learn: an estimator of Gyre's, or a script. */
export type ModelEstimator = EstimatorConfig | PythonEstimator;

/**
 * Learns with a Python script, in a virtual environment of its own: `estimator: python("train.py", { requirements: "requirements.txt" })`.
 * By default the interpreter is `python3`, the time an hour, and the ONNX file may differ from the script by 1e-4.
 */
export function python(
  script: string,
  options: Partial<Omit<PythonEstimator, "kind" | "script">> = {},
): PythonEstimator {
  return {
    kind: "python",
    script,
    requirements: options.requirements ?? [],
    params: options.params ?? {},
    files: options.files ?? [],
    python: options.python ?? "python3",
    timeout: options.timeout ?? "1h",
    env: options.env ?? [],
    tolerance: options.tolerance ?? 1e-4,
  };
}

/** Whether the estimator is a script. */
export function isPython(estimator: { readonly kind: string }): estimator is PythonEstimator {
  return estimator.kind === "python";
}
