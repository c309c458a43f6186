/** What a model expects of one input column: its name, its kind, and for a category the known values in code order. */
export type ModelColumn =
  | { readonly name: string; readonly kind: "number" | "time" | "text" }
  | { readonly name: string; readonly kind: "category"; readonly categories: readonly string[] };
