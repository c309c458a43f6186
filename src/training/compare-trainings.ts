import { compareText, GyreError } from "../core/index.js";
import { compareModels, decodeModel, type ModelDifference } from "../onnx/index.js";
import type { Environment } from "../tracking/index.js";
import type { PythonEnvironment } from "./ports.js";

/** Something that is one thing in a run and another in its repetition; null where it is not there. */
export interface Difference {
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A metric of a run and of its repetition; null where it was not measured. */
export interface MetricPair {
  readonly name: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly isEqual: boolean;
}

type Metrics = Readonly<Record<string, number>>;

/** Every metric of both, by name; equal are the same bits. */
export function compareMetrics(before: Metrics, after: Metrics): readonly MetricPair[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareText);
  return names.map((name) => {
    const [a, b] = [before[name] ?? null, after[name] ?? null];
    return { name, before: a, after: b, isEqual: Object.is(a, b) };
  });
}

/** In what two places to run differ: Gyre, Node, the machine; Python and each package. */
export function compareEnvironments(
  before: { readonly environment: Environment; readonly python: PythonEnvironment | null },
  after: { readonly environment: Environment; readonly python: PythonEnvironment | null },
): readonly Difference[] {
  return differences(factsOf(before), factsOf(after));
}

/**
 * In what two model files differ. Empty for equal bytes; a file that this reader cannot keep whole is named as such. What is the
 * same but for the way it is written is a difference too.
 */
export function compareModelFiles(before: Uint8Array, after: Uint8Array): readonly ModelDifference[] {
  const at = before.findIndex((byte, i) => byte !== after[i]);
  if (at < 0 && before.length === after.length) return [];
  try {
    const found = compareModels(decodeModel(before), decodeModel(after));
    if (found.length > 0) return found;
  } catch (error) {
    if (!(error instanceof GyreError)) throw error;
  }
  const place = `the bytes from number ${at < 0 ? Math.min(before.length, after.length) : at} on`;
  return [{ kind: "structure", place, before: `${before.length} bytes`, after: `${after.length} bytes` }];
}

function factsOf({ environment, python }: Parameters<typeof compareEnvironments>[0]): Readonly<Record<string, string>> {
  const { gyre, node, platform, arch } = environment;
  const facts = { Gyre: gyre, Node: node, platform: `${platform} ${arch}` };
  if (!python) return facts;
  return {
    ...facts,
    Python: `${python.implementation} ${python.version}`,
    "Python's platform": python.platform,
    ...Object.fromEntries(python.packages.map(packageOf)),
  };
}

/** A line of `pip freeze`: `name==version`, `name @ address`. */
function packageOf(line: string): readonly [string, string] {
  const [, name = line, version = ""] = /^([\w.-]+)\s*(?:==|@)\s*(.*)$/.exec(line) ?? [];
  return [`package ${name}`, version];
}

function differences(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => before[name] !== after[name])
    .map((what) => ({ what, before: before[what] ?? null, after: after[what] ?? null }));
}
