import { GyreError } from "../../core/index.js";
import type { Tensor, TensorSpec } from "../../registry/index.js";
import { tensorData } from "../tensors/tensor-data.js";
import { csvCell, readCsvRows } from "./scoring-csv.js";

/** What a model takes, as far as the scoring protocol asks. */
export interface ScoringSignature {
  readonly inputs: readonly TensorSpec[];
  /** Names of the columns in the order in which the model was trained on them, where it says so. */
  readonly columns: readonly string[] | null;
}

type Named = Readonly<Record<string, unknown>>;

/** Rows under columns, whose names may be unknown. */
interface Rows {
  readonly kind: "rows";
  readonly columns: readonly string[] | null;
  readonly rows: readonly (readonly unknown[])[];
  /** A cell as a value of the datatype that the model takes there. */
  readonly read?: (datatype: string, cell: unknown) => unknown;
}

/** Arrays by the names of inputs, or a single one without a name. */
interface Arrays {
  readonly kind: "arrays";
  readonly named: Named | null;
  readonly single: unknown;
}

const FORMS = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const;

/**
 * The tensors of a request as MLflow's scoring protocol has it: `dataframe_split`, `dataframe_records`, `instances` or `inputs`. Columns go by
 * name, to inputs of one column each or into the one input that takes all of them; those without a name go by their order. Throws
 * `serving.bad_request`.
 */
export function scoringTensors(signature: ScoringSignature, body: unknown): readonly Tensor[] {
  const given = readForm(body);
  if (given.kind === "rows") return rowTensors(signature, given);
  if (given.named) return namedTensors(signature, given.named);
  const [input, ...others] = signature.inputs;
  if (input && others.length === 0) return [tensorOf(input, given.single)];
  if (Array.isArray(given.single) && given.single.every(Array.isArray))
    return rowTensors(signature, { kind: "rows", columns: null, rows: given.single });
  throw bad("an object with an array for each input", "one array", `the inputs are ${namesOf(signature.inputs)}`);
}

/** The tensors of a table as `text/csv`, columns as in `scoringTensors`. Throws `serving.bad_request`. */
export function csvTensors(signature: ScoringSignature, text: string): readonly Tensor[] {
  return rowTensors(signature, { kind: "rows", ...readCsvRows(text), read: csvCell });
}

function readForm(body: unknown): Rows | Arrays {
  const asked = FORMS.filter((form) => isObject(body) && Object.hasOwn(body, form));
  if (asked.length !== 1) {
    const got = isObject(body) ? Object.keys(body).slice(0, 5).join(", ") || "nothing" : typeof body;
    throw bad(`exactly one of ${FORMS.join(", ")}`, got);
  }
  const value = (body as Named)[asked[0]];
  switch (asked[0]) {
    case "dataframe_split":
      return splitFrame(value);
    case "dataframe_records":
      return records(value);
    case "instances":
      return areItems(value)
        ? { kind: "arrays", named: byName(value), single: null }
        : { kind: "arrays", named: null, single: value };
    case "inputs":
      if (areItems(value)) return { kind: "arrays", named: byName(value), single: null };
      return { kind: "arrays", named: isObject(value) ? asColumns(value) : null, single: value };
  }
}

function areItems(value: unknown): value is readonly Named[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

/** Values under names are columns of one row, as for MLflow. */
function asColumns(named: Named): Named {
  const isRow = Object.values(named).every((value) => typeof value !== "object" || value === null);
  return isRow ? Object.fromEntries(Object.entries(named).map(([name, value]) => [name, [value]])) : named;
}

function splitFrame(value: unknown): Rows {
  const { columns = null, data } = isObject(value) ? value : {};
  const isNames = columns === null || (Array.isArray(columns) && columns.every((one) => typeof one === "string"));
  if (!isNames || !Array.isArray(data) || !data.every(Array.isArray))
    throw bad("dataframe_split with columns and data, a list of rows", "something else");
  const twice = columns?.find((name, i) => columns.indexOf(name) < i);
  if (twice !== undefined) throw bad("each column of dataframe_split once", `${twice.slice(0, 80)} twice`);
  const width = columns?.length ?? data[0]?.length ?? 0;
  const uneven = data.findIndex((row) => row.length !== width);
  if (uneven >= 0) throw bad(`${width} cells in row ${uneven} of dataframe_split`, `${data[uneven].length}`);
  return { kind: "rows", columns, rows: data };
}

function records(value: unknown): Rows {
  if (!Array.isArray(value) || !value.every(isObject))
    throw bad("dataframe_records as a list of objects", "something else");
  const columns = namesIn(value);
  return { kind: "rows", columns, rows: value.map((record) => columns.map((name) => record[name] ?? null)) };
}

function byName(items: readonly Named[]): Named {
  return Object.fromEntries(namesIn(items).map((name) => [name, items.map((item) => item[name] ?? null)]));
}

/** A record may leave out what is missing. */
function namesIn(records: readonly Named[]): readonly string[] {
  return [...new Set(records.flatMap(Object.keys))];
}

function rowTensors({ inputs, columns: known }: ScoringSignature, asked: Rows): readonly Tensor[] {
  const { columns: given, rows, read } = asked;
  if (rows.length === 0) throw bad("at least one row", "none");
  const width = given?.length ?? rows[0].length;
  const takesAll = inputs.length === 1 && inputs[0].shape.length === 2 && !(width === 1 && inputs[0].shape[1] === 1);
  if (takesAll) {
    const order = orderOf(known, given, width);
    return [
      tensorOf(
        inputs[0],
        rows.map((row) => order.map((place) => row[place])),
        read,
      ),
    ];
  }
  const named = inputs.map(({ name }) => given?.indexOf(name) ?? -1);
  const places = named.every((place) => place >= 0) ? named : orderOf(known, given, width);
  if (places.length !== inputs.length)
    throw bad(`the columns ${namesOf(inputs)}`, given?.join(", ").slice(0, 300) ?? `${width} columns`);
  return inputs.map((input, i) =>
    tensorOf(
      input,
      rows.map((row) => row[places[i]]),
      read,
    ),
  );
}

/** Where each of the model's columns stands in a row. */
function orderOf(known: readonly string[] | null, given: readonly string[] | null, width: number): readonly number[] {
  if (!known || !given) return Array.from({ length: width }, (_, i) => i);
  return known.map((name) => {
    const place = given.indexOf(name);
    if (place < 0) throw bad(`the column ${name}`, given.join(", ").slice(0, 300));
    return place;
  });
}

function namedTensors({ inputs, columns }: ScoringSignature, named: Named): readonly Tensor[] {
  if (inputs.every(({ name }) => Object.hasOwn(named, name)))
    return inputs.map((one) => tensorOf(one, named[one.name]));
  const names = Object.keys(named);
  const lists = names.map((name) => named[name]);
  const length = Array.isArray(lists[0]) ? lists[0].length : 0;
  const areColumns = lists.every((list) => Array.isArray(list) && list.length === length && !list.some(Array.isArray));
  if (!areColumns || names.length === 0) throw bad(`arrays for ${namesOf(inputs)}`, names.join(", ").slice(0, 300));
  const rows = Array.from({ length }, (_, i) => lists.map((list) => (list as readonly unknown[])[i]));
  return rowTensors({ inputs, columns }, { kind: "rows", columns: names, rows });
}

/** A nested list as a tensor; a list of values becomes a column where the input wants one. */
function tensorOf(spec: TensorSpec, value: unknown, read: Rows["read"] = (_datatype, cell) => cell): Tensor {
  const { name, datatype } = spec;
  const shape: number[] = [];
  for (let level = value; Array.isArray(level) && shape.length < 16; level = level[0]) shape.push(level.length);
  const flat: unknown[] = [];
  flatten(name, value, shape, 0, flat);
  const wanted = spec.shape;
  if (shape.length === 1 && wanted.length === 2 && wanted[1] === 1) shape.push(1);
  const fits = shape.length === wanted.length && shape.every((extent, i) => wanted[i] === -1 || wanted[i] === extent);
  if (!fits) throw bad(`the shape [${wanted}] for input '${name}'`, `[${shape}]`);
  const isFloat = datatype === "FP64" || datatype === "FP32";
  const values = flat.map((cell) => read(datatype, cell));
  const cells = isFloat ? values.map((cell) => (cell === null ? Number.NaN : cell)) : values;
  return { name, datatype, shape, data: tensorData({ input: name, datatype, path: `/${name}` }, cells) };
}

function flatten(name: string, value: unknown, shape: readonly number[], axis: number, into: unknown[]): void {
  if (axis === shape.length) {
    if (Array.isArray(value)) throw bad(`an even nesting in input '${name}'`, "another");
    into.push(value);
    return;
  }
  if (!Array.isArray(value) || value.length !== shape[axis]) throw bad(`an even nesting in input '${name}'`, "another");
  for (const item of value) flatten(name, item, shape, axis + 1, into);
}

function isObject(value: unknown): value is Named {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function namesOf(inputs: readonly TensorSpec[]): string {
  return inputs
    .slice(0, 20)
    .map(({ name }) => name)
    .join(", ");
}

function bad(expected: string, got: string, hint?: string): GyreError {
  return new GyreError("serving.bad_request", `expected ${expected}, got ${got}`, {
    ...(hint === undefined ? {} : { hint }),
    details: { expected, got },
  });
}
