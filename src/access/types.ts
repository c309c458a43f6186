import Type from "typebox";

/** What a user may do: look; log, predict and change models; everything. */
export const Role = Type.Union([Type.Literal("viewer"), Type.Literal("editor"), Type.Literal("admin")]);
export type Role = Type.Static<typeof Role>;

/** A person or a program with an account. */
export const User = Type.Object({
  name: Type.String({ description: "1 to 64 letters, digits, dots, dashes, underscores or @" }),
  role: Role,
  createdAt: Type.Number(),
});
export type User = Type.Static<typeof User>;

/** A secret that stands for a user; the secret itself is shown once and not kept. */
export const AccessToken = Type.Object({
  id: Type.String(),
  user: Type.String(),
  label: Type.String({ description: "what it is for, in the user's words" }),
  createdAt: Type.Number(),
  expiresAt: Type.Union([Type.Number(), Type.Null()]),
});
export type AccessToken = Type.Static<typeof AccessToken>;

/** Who asks. `name` is null while the server is open, before the first user is made. */
export interface Principal {
  readonly name: string | null;
  readonly role: Role;
  /** When the token that proved it ends, if it does. */
  readonly until?: number | undefined;
}

/** Whoever reaches an open server. */
export const OPEN_PRINCIPAL: Principal = { name: null, role: "admin" };
