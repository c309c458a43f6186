import type { LinearMap, RowSource } from "../../math/index.js";

/** A matrix of mostly zeros by rows: those of row i are at `starts[i]` … `starts[i + 1] − 1` of `columns` and `values`. */
export interface SparseRows {
  readonly rows: number;
  readonly cols: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Counts items row by row into a sparse matrix, one entry for each item of a row, in order of first appearance. */
export interface RowCounter {
  /** Adds `amount` to the item of this column in the present row. */
  readonly add: (column: number, amount: number) => void;
  readonly endRow: () => void;
  readonly result: (cols: number) => SparseRows;
}

/** An empty {@link RowCounter}. */
export function rowCounter(): RowCounter {
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  // Where each column's entry of the present row stands; older positions are of other rows.
  const place: number[] = [];
  return {
    add(column, amount) {
      const at = place[column];
      if (at !== undefined && at >= starts[starts.length - 1]) values[at] += amount;
      else {
        place[column] = columns.length;
        columns.push(column);
        values.push(amount);
      }
    },
    endRow: () => void starts.push(columns.length),
    result: (cols) => ({
      ...{ rows: starts.length - 1, cols, starts: Int32Array.from(starts) },
      columns: Int32Array.from(columns),
      values: Float64Array.from(values),
    }),
  };
}

/** The entries of the columns that `newColumn` does not send to −1, renumbered. */
export function withColumns(matrix: SparseRows, newColumn: Int32Array, cols: number): SparseRows {
  const starts = new Int32Array(matrix.rows + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < matrix.rows; row++) {
    for (let at = matrix.starts[row]; at < matrix.starts[row + 1]; at++) {
      const column = newColumn[matrix.columns[at]];
      if (column < 0) continue;
      columns.push(column);
      values.push(matrix.values[at]);
    }
    starts[row + 1] = columns.length;
  }
  return { rows: matrix.rows, cols, starts, columns: Int32Array.from(columns), values: Float64Array.from(values) };
}

/** The columns of the matrix written out. */
export function denseColumns(matrix: SparseRows): Float64Array[] {
  const columns = Array.from({ length: matrix.cols }, () => new Float64Array(matrix.rows));
  for (let row = 0; row < matrix.rows; row++) {
    for (let at = matrix.starts[row]; at < matrix.starts[row + 1]; at++) {
      columns[matrix.columns[at]][row] = matrix.values[at];
    }
  }
  return columns;
}

/** The columns of X·Cᵀ, for `components` C given by rows of `matrix.cols`. */
export function productColumns(matrix: SparseRows, components: readonly ArrayLike<number>[]): Float64Array[] {
  return components.map((component) => {
    const column = new Float64Array(matrix.rows);
    for (let row = 0; row < matrix.rows; row++) {
      let sum = 0;
      for (let at = matrix.starts[row]; at < matrix.starts[row + 1]; at++) {
        sum += matrix.values[at] * component[matrix.columns[at]];
      }
      column[row] = sum;
    }
    return column;
  });
}

/** The rows of the matrix, each times its root, to multiply with. */
export function sparseMap(matrix: SparseRows, roots: Float64Array): LinearMap {
  const { rows, cols, starts, columns, values } = matrix;
  return {
    rows,
    cols,
    times: (v) => productColumns(matrix, [v])[0].map((value, row) => value * roots[row]),
    transposeTimes: (u) => {
      const sum = new Float64Array(cols);
      for (let row = 0; row < rows; row++) {
        const factor = u[row] * roots[row];
        for (let at = starts[row]; at < starts[row + 1]; at++) sum[columns[at]] += factor * values[at];
      }
      return sum;
    },
  };
}

/** The same matrix to be read row by row. */
export function sparseSource({ rows, cols, starts, columns, values }: SparseRows, roots: Float64Array): RowSource {
  return {
    rows,
    cols,
    writeRow: (row, into, first, stride) => {
      for (let j = 0; j < cols; j++) into[first + j * stride] = 0;
      for (let at = starts[row]; at < starts[row + 1]; at++) {
        into[first + columns[at] * stride] = roots[row] * values[at];
      }
    },
  };
}
