/** How a value is written on the wire. */
export type FieldKind = "string" | "int32" | "int64" | "double" | "bool" | "enum" | "message" | "texts" | "json";

/** A field of a message. The type parameter is what an operation gets; it is known to the compiler alone. */
export interface Field<T = unknown, Required extends boolean = boolean> {
  readonly kind: FieldKind;
  readonly isRepeated: boolean;
  readonly isRequired: Required;
  /** The names of an enum's values by their numbers. */
  readonly names?: Readonly<Record<number, string>>;
  readonly fields?: Fields;
  /** Another field that stands in when this one is missing. */
  readonly standIn?: string;
  /** What is wrong with a value of the right type: a sentence, or "" for the usual one; null when it is fine. */
  check?(value: T): string | null;
  readonly typeOf?: T;
}

/** A message: its fields by their names on the wire, in the order in which they are checked. */
export type Fields = Readonly<Record<string, Field>>;

type Optional<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T, false> ? (T extends readonly unknown[] ? never : K) : never;
}[keyof F];

/** What an operation gets: required fields and lists are always there. */
export type MessageOf<F extends Fields> = {
  readonly [K in Exclude<keyof F, Optional<F>>]: F[K] extends Field<infer T> ? T : never;
} & { readonly [K in Optional<F>]?: F[K] extends Field<infer T> ? T : never };

function scalar<T>(kind: FieldKind): Field<T, false> {
  return { kind, isRepeated: false, isRequired: false };
}

export const text = scalar<string>("string");
export const int32 = scalar<number>("int32");
export const int64 = scalar<number>("int64");
export const double = scalar<number>("double");
export const bool = scalar<boolean>("bool");
/** Texts by name. */
export const texts = scalar<Readonly<Record<string, string>>>("texts");
/** Any value of JSON but null, which is as good as nothing. */
export const json = scalar<unknown>("json");

/** One of these names, or its number. */
export function oneOf<const N extends Readonly<Record<number, string>>>(names: N): Field<N[keyof N], false> {
  return { ...scalar<N[keyof N]>("enum"), names };
}

/** A message within a message. */
export function nested<const F extends Fields>(fields: F): Field<MessageOf<F>, false> {
  return { ...scalar<MessageOf<F>>("message"), fields };
}

/** Any number of them; none when the field is left out. */
export function list<T>(field: Field<T, boolean>): Field<readonly T[], false> {
  const { kind, names, fields } = field;
  return { kind, isRepeated: true, isRequired: false, ...(names && { names }), ...(fields && { fields }) };
}

/** Must be there, and a text must not be empty. */
export function required<T>(field: Field<T, boolean>, standIn?: string): Field<T, true> {
  return { ...field, isRequired: true, ...(standIn !== undefined && { standIn }) };
}

/** With a further condition on the value. */
export function checked<T, R extends boolean>(field: Field<T, R>, check: (value: T) => string | null): Field<T, R> {
  return { ...field, check };
}
