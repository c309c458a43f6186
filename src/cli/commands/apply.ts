import { applyProject, type Change, planChanges } from "../../project/index.js";
import { type CommonOptions, command, withWorkspace } from "../command.js";

export function applyCommand() {
  return command("apply", "Records the project as it is now defined, after showing what changes.", "gyre apply --plan")
    .option("--plan", "only show what would change")
    .action((options: CommonOptions & { readonly plan?: boolean }) =>
      withWorkspace(options, async ({ loaded, store, context }, output) => {
        const changes = options.plan ? await planChanges(store.events, loaded) : await applyProject(context, loaded);
        const text = changes.length === 0 ? "Nothing changes." : changes.map(describe).join("\n");
        const ending = options.plan || changes.length === 0 ? "" : `\nApplied ${loaded.project.name}: ${count(changes)}.`;
        output.result({ applied: !options.plan && changes.length > 0, changes }, text + ending);
      }),
    );
}

function describe({ path, before, after }: Change): string {
  if (before === undefined) return `+ ${path}${short(after)}`;
  if (after === undefined) return `- ${path}${short(before)}`;
  return `~ ${path}:${short(before)} →${short(after)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return ` ${text.length > 100 ? `${text.slice(0, 97)}…` : text}`;
}

function count(changes: readonly Change[]): string {
  return changes.length === 1 ? "1 change" : `${changes.length} changes`;
}
