import type { InferredSchema } from "./ports.js";
import type { ColumnSchema } from "./types.js";

/** The text of `gyre.schema.ts`: every source's schema as code to be reviewed like code. Equal schemas give equal text. */
export function renderSchemaFile(schemas: readonly InferredSchema[]): string {
  const kinds = new Set(schemas.flatMap(({ schema }) => Object.values(schema.columns).map((column) => column.kind)));
  const imports = [...kinds, "tableSchema"].sort();
  return [
    "// The locked schemas of the sources. `gyre validate --lock` writes this file; review its changes before you commit them.",
    `import { ${imports.join(", ")} } from "gyre";`,
    "",
    ...schemas.flatMap((inferred) => [renderSchema(inferred), ""]),
  ].join("\n");
}

function renderSchema({ source, schema }: InferredSchema): string {
  const columns = Object.entries(schema.columns).map(([name, column]) => `    ${propertyName(name)}: ${renderColumn(column)},`);
  return [
    `export const ${constantName(source)} = tableSchema({`,
    `  key: ${JSON.stringify(schema.key)},`,
    ...(schema.maxRejectedShare === 0.01 ? [] : [`  maxRejectedShare: ${schema.maxRejectedShare},`]),
    "  columns: {",
    ...columns,
    "  },",
    "});",
  ].join("\n");
}

function renderColumn({ kind, nullable, ...limits }: ColumnSchema): string {
  const options = [
    ...(nullable ? ["nullable: true"] : []),
    ...Object.entries(limits).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
  ];
  return options.length === 0 ? `${kind}()` : `${kind}({ ${options.join(", ")} })`;
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** A source's name as the name of a constant: `weather-hours` becomes `weather_hours`. */
function constantName(source: string): string {
  const name = source.replaceAll(/[^\w$]/g, "_");
  return /^\d/.test(name) ? `_${name}` : name;
}
