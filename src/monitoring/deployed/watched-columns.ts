import type { TensorSpec } from "../../registry/index.js";
import type { ModelDeployment } from "../../serving/index.js";

/** A column that is watched, and where its cells are in a request. */
export interface WatchedColumn {
  readonly name: string;
  readonly kind: "number" | "category";
  readonly side: "inputs" | "outputs";
  readonly tensor: string;
  /** Cells of a row in the tensor, and which of them it is. */
  readonly width: number;
  readonly place: number;
}

/** Images and embeddings are not watched cell by cell. */
const MOST_COLUMNS = 200;

/**
 * The columns of a deployed model's requests: its inputs, then its outputs as "output:name". Texts and truth values are categories, as are
 * whole numbers that a model gives back, which mostly are classes. Tensors of more than two dimensions, or of rows of unknown
 * length, have none; neither has a model with more than 200 in all.
 */
export function watchedColumns({ inputs, outputs, columns }: ModelDeployment): readonly WatchedColumn[] {
  const named = inputs.length === 1 ? columns : null;
  const watched = [
    ...inputs.flatMap((spec) => columnsOf(spec, "inputs", named)),
    ...outputs.flatMap((spec) => columnsOf(spec, "outputs", null)),
  ];
  return watched.length <= MOST_COLUMNS ? watched : [];
}

function columnsOf(
  { name, datatype, shape }: TensorSpec,
  side: WatchedColumn["side"],
  names: readonly string[] | null,
): WatchedColumn[] {
  const width = shape.length === 1 ? 1 : (shape[1] ?? 0);
  const cells = width === -1 ? (names?.length ?? 0) : width;
  if (shape.length < 1 || shape.length > 2) return [];
  const isText = datatype === "BYTES" || datatype === "BOOL";
  const isClass = side === "outputs" && /^U?INT/.test(datatype);
  const kind = isText || isClass ? "category" : "number";
  const prefix = side === "outputs" ? "output:" : "";
  return Array.from({ length: cells }, (_, place) => {
    const own = cells === 1 ? name : `${name}[${place}]`;
    const said = names?.length === cells ? names[place] : own;
    return { name: prefix + said, kind, side, tensor: name, width: cells, place };
  });
}
