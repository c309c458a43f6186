/** How a flavor's models become ONNX: what to install, and Python that has them as `onnx_model` in the end. */
export interface Conversion {
  readonly install: string;
  /** The lines that import and convert; `load` is the expression that loads the model. */
  lines(load: string): readonly string[];
  /** The expression that gives the names of the columns that the model insists on, else None. */
  readonly columnNames?: string;
}
