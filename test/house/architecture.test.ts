import { expect, test } from "vitest";
import { rooms, sourceFiles, target } from "./sources.js";

const files = sourceFiles({ tests: false });
const order = new Map(rooms.map((room, place) => [room.name, place]));
const ringOf = new Map(rooms.map((room) => [room.name, room.ring]));

/** Modules that only some rooms may use; whatever is not listed here is for the apps ring. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  typebox: ["stages", "apps"],
  "node:crypto": ["core", "apps"],
  re2js: ["tracking"],
};

/** The one place where two apps rooms that must not know each other meet. */
const STRANGERS: readonly (readonly [string, string])[] = [
  ["api", "store"],
  ["store", "api"],
];

test("every folder of src/ is a room of the list, and every room of the list has files", () => {
  const found = new Set(files.map((file) => file.room).filter((room) => room !== ""));
  expect([...found].sort()).toEqual(rooms.map((room) => room.name).sort());
});

test("a room imports only from rooms above it, and only through their door", () => {
  const broken = files.flatMap((file) =>
    file.imports
      .filter((specifier) => specifier.startsWith("."))
      .flatMap((specifier) => {
        const path = target(file, specifier);
        const room = path.split("/")[1];
        if (room === file.room || file.room === "") return [];
        const upstream = (order.get(room) ?? Number.POSITIVE_INFINITY) < (order.get(file.room) ?? -1);
        const door =
          path === `src/${room}/index.js` || (ringOf.get(room) === "apps" && ringOf.get(file.room) === "apps");
        const strangers = STRANGERS.some(([a, b]) => a === file.room && b === room);
        return upstream && door && !strangers ? [] : [`${file.path} imports ${path}`];
      }),
  );
  expect(broken).toEqual([]);
});

test("modules from outside are used only where they may be", () => {
  const broken = files.flatMap((file) =>
    file.imports
      .filter((specifier) => !specifier.startsWith("."))
      .filter((specifier) => {
        const ring = ringOf.get(file.room) ?? "stages";
        if (ring === "apps") return false;
        const allowed = ALLOWED[specifier] ?? [];
        return !allowed.includes(ring) && !allowed.includes(file.room);
      })
      .map((specifier) => `${file.path} imports ${specifier}`),
  );
  expect(broken).toEqual([]);
});

test("kernel and stages read no clock, no chance, no environment and write to no console", () => {
  const hidden =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.[a-z]+[(.[;)]|\bconsole\.|\bperformance\.now\(|\bsetTimeout\(|\bsetInterval\(/;
  const broken = files
    .filter((file) => ringOf.get(file.room) !== "apps")
    .flatMap((file) =>
      file.text
        .split("\n")
        .map((line, i) => ({ line: line.replace(/^\s*(\/\/|\*|\/\*).*/, ""), at: `${file.path}:${i + 1}` }))
        .filter(({ line }) => hidden.test(line))
        .map(({ at }) => at),
    );
  expect(broken).toEqual([]);
});

test("no circle of imports inside a room", () => {
  const graph = new Map(
    files.map((file) => [
      file.path.replace(/\.ts$/, ".js"),
      file.text
        .split("\n")
        .flatMap((line) =>
          /^import type |^export type \{/.test(line)
            ? []
            : [...line.matchAll(/from "(\.[^"]+)"/g)].map((m) => target(file, m[1])),
        ),
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (done.has(path) || trail.includes(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  expect(circles).toEqual([]);
});

test("no file outgrows 400 lines, but for doors, which are lists of names", () => {
  const rooms = files.filter((file) => !file.path.endsWith("/index.ts"));
  expect(rooms.filter((file) => file.text.split("\n").length > 400).map((file) => file.path)).toEqual([]);
});
