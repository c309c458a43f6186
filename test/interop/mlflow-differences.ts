import type { Transcript } from "./mlflow-servers.js";

/** A step that the two servers answered in different ways, and where. */
export interface Difference {
  readonly step: string;
  readonly path: string;
  readonly mlflow: unknown;
  readonly gyre: unknown;
}

/** A kind of difference that is meant, and why Gyre is right to differ. */
export interface Intended {
  readonly why: string;
  readonly section?: string;
  readonly step?: RegExp;
  readonly holds: (mlflow: Answer, gyre: Answer) => boolean;
}

/** A step's answer or failure: of the client, or of a bare request. */
export interface Answer {
  readonly answer?: unknown;
  readonly error?: {
    readonly type?: string;
    readonly code?: string;
    readonly status?: number;
    readonly message: string;
  };
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  /** The type of an answer that is no JSON. */
  readonly text?: string;
}

/** What differs in a section and is not intended; steps that only one of them has are told too. */
export function differences(
  section: string,
  mlflow: Transcript,
  gyre: Transcript,
  intended: readonly Intended[],
): Difference[] {
  const theirs = mlflow[section] ?? {};
  const ours = gyre[section] ?? {};
  return [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].flatMap((step) => {
    const found = [...apart(theirs[step], ours[step], "")];
    if (found.length === 0 || isIntended(section, step, [theirs[step], ours[step]], intended)) return [];
    return found.map(([path, a, b]) => ({ step, path, mlflow: a, gyre: b }));
  });
}

function isIntended(section: string, step: string, [a, b]: readonly unknown[], intended: readonly Intended[]): boolean {
  if (a === undefined || b === undefined) return false;
  return intended.some(
    (one) =>
      (one.section ?? section) === section && (one.step?.test(step) ?? true) && one.holds(a as Answer, b as Answer),
  );
}

/** Every leaf in which two JSON values differ, with its path. */
function* apart(a: unknown, b: unknown, path: string): Generator<[string, unknown, unknown]> {
  if (a === b) return;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) {
    yield [path, a, b];
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) yield* apart(a[key], b[key], `${path}/${key}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
