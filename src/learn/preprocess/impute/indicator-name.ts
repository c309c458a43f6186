/** The name of the column that tells where `name` is missing. */
export function indicatorName(name: string): string {
  return `${name} is missing`;
}
