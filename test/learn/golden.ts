import { readFileSync } from "node:fs";

/** The reference values of golden/learn/`family`.json; the script of the same name beside it made them. */
export function goldenFamily(family: string): <T>(id: string) => T {
  const file = new URL(`../../golden/learn/${family}.json`, import.meta.url);
  const { values } = JSON.parse(readFileSync(file, "utf8")) as { readonly values: Readonly<Record<string, unknown>> };
  return <T>(id: string): T => {
    if (!Object.hasOwn(values, id)) throw new Error(`golden/learn/${family}.json has no value ${id}`);
    return values[id] as T;
  };
}
