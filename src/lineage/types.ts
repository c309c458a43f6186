import Type from "typebox";

/** One fact of origin: `output` was made from `input` (ids such as mv_…, run_…, dv_…, or `definition:<view>:<hash>`). */
export const Edge = Type.Object({
  output: Type.String(),
  input: Type.String(),
  kind: Type.String({ description: "what the input is, such as run, dataset, definition, code" }),
});
export type Edge = Type.Static<typeof Edge>;
