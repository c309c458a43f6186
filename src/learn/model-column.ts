/** What a model expects of a column of a table: its name, its kind, and for a category the known values in code order. */
export type TableModelColumn =
  | { readonly name: string; readonly kind: "number" }
  | { readonly name: string; readonly kind: "category"; readonly categories: readonly string[] };

/** What a model expects of one input column; one that is made of a pipeline may read moments and texts too. */
export type ModelColumn = TableModelColumn | { readonly name: string; readonly kind: "time" | "text" };
