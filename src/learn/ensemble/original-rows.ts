import { GyreError } from "../../core/index.js";

/**
 * What `run` gives, which works on the `rows` of a table; where it refuses one by its place among them, the error names the row's
 * place in the table.
 */
export function inRows<T>(rows: Int32Array, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof GyreError) || typeof error.details.row !== "number") throw error;
    const { code, hint, details } = error;
    const row = rows[error.details.row];
    const message = error.message.replace(new RegExp(`\\brow ${error.details.row}\\b`), `row ${row}`);
    throw new GyreError(code, message, {
      details: { ...details, row },
      cause: error,
      ...(hint !== undefined && { hint }),
    });
  }
}
