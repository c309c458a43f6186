import { afterEach, expect, it, vi } from "vitest";
import { COMMANDS } from "../../src/cli/command-list.js";
import { main } from "../../src/cli/main.js";

afterEach(() => {
  vi.restoreAllMocks();
});

/** What a command line prints on stdout, run in this process. */
async function printed(...args: readonly string[]): Promise<string> {
  let text = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += chunk;
    return true;
  });
  expect(await main(args)).toBe(0);
  return text;
}

it("lists every command with what it does, and an example", async () => {
  const help = await printed("--help");
  for (const { name, summary } of COMMANDS) {
    expect(help).toMatch(new RegExp(`^ {2}${name} .*${summary.split(" ")[0]}`, "m"));
  }
  expect(help).toMatch(/Example:\n {2}gyre init shop/);
});

it.each(COMMANDS.filter(({ isGroup }) => !isGroup).map(({ name }) => name))(
  "%s has help with its own options and an example",
  async (name) => {
    const help = await printed(name, "--help");
    expect(help).toContain(`Usage: gyre ${name}`);
    expect(help).toContain("--json");
    expect(help).toMatch(new RegExp(`Example:\\n {2}gyre ${name}\\b`));
    const [, example] = /Example:\n {2}gyre \S+ ?(.*)/.exec(help) ?? [];
    for (const option of optionsOf(example)) expect(help).toContain(`  ${option}`);
    expect(await printed("help", name)).toBe(help);
  },
);

it.each(COMMANDS.filter(({ isGroup }) => isGroup).map(({ name }) => name))(
  "%s lists its commands, and that of its example has the options",
  async (name) => {
    const help = await printed(name, "--help");
    expect(help).toContain("Commands:");
    const [, command, example] = new RegExp(`Example:\\n {2}gyre ${name} (\\S+) ?(.*)`).exec(help) ?? [];
    const own = await printed(name, command, "--help");
    expect(own).toContain(`Usage: gyre ${name} ${command}`);
    for (const option of ["--json", "--data", "--project", ...optionsOf(example)]) expect(own).toContain(`  ${option}`);
  },
);

function optionsOf(example: string): readonly string[] {
  return [...example.split("&&")[0].matchAll(/--[a-z-]+/g)].map(([option]) => option);
}

it("prints the version of package.json", async () => {
  const { version } = await import("../../package.json", { with: { type: "json" } }).then((module) => module.default);
  expect(await printed("--version")).toBe(`${version}\n`);
});
