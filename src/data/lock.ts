import type { InferredSchema } from "./ports.js";
import type { ColumnSchema } from "./types.js";

/** The text of `gyre.schema.ts`: every source's schema as code to be reviewed like code. Equal schemas give equal text. */
export function renderSchemaFile(schemas: readonly InferredSchema[]): string {
  const kinds = new Set(schemas.flatMap(({ schema }) => Object.values(schema.columns).map((column) => column.kind)));
  const imports = [...kinds, "tableSchema"].sort();
  return [
    "// The locked schemas of the sources. `gyre validate --lock` writes this file; review its changes before you commit them.",
    `import { ${imports.join(", ")} } from ${JSON.stringify("gyre")};`,
    "",
    ...schemas.flatMap((inferred) => [renderSchema(inferred), ""]),
  ].join("\n");
}

function renderSchema({ source, schema }: InferredSchema): string {
  const columns = Object.entries(schema.columns).map(
    ([name, column]) => `    ${propertyName(name)}: ${renderColumn(column)},`,
  );
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

const RESERVED =
  /^(?:arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|tableSchema|text|integer|double|boolean|timestamp)$/;

/** A source's name as the name of a constant: `weather-hours` becomes `weather_hours`, `new` becomes `new_`. */
function constantName(source: string): string {
  const name = source.replaceAll(/[^\w$]/g, "_");
  if (RESERVED.test(name)) return `${name}_`;
  return /^\d/.test(name) ? `_${name}` : name;
}
