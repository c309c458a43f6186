import type { Command } from "commander";
import { createToken } from "../../access/index.js";
import { type Duration, durationMs } from "../../core/index.js";
import { accountContext } from "../access/accounts.js";
import { audited, noted } from "../governance/audited.js";
import { moment, table } from "../output.js";
import { type StateOptions, stateCommand, withTracking } from "../state-folder.js";

interface CreateOptions extends StateOptions {
  readonly for: string;
  readonly expiresIn?: string;
}

/** `gyre tokens` */
export function tokensCommand(base: Command): Command {
  stateCommand(base, "create", "Makes a token that stands for a user; its secret is shown once.")
    .argument("<user>")
    .option("--for <words>", "what it is for", "")
    .option("--expires-in <time>", "such as 90d; without it, it stands until it is removed")
    .action((user: string, options: CreateOptions) =>
      withTracking(options, async ({ access, governance }, output) => {
        const lifetimeMs = options.expiresIn === undefined ? null : durationMs(options.expiresIn as Duration);
        const { token, secret } = await createToken(accountContext(access), { user, label: options.for, lifetimeMs });
        await noted({ governance }, { what: "createToken", target: `users:/${user} tokens:/${token.id}` });
        output.step("Keep it now: it is not shown again. For MLflow's client: export MLFLOW_TRACKING_TOKEN=…");
        output.result({ ...token, secret }, secret);
      }),
    );
  stateCommand(base, "list", "Tokens, without their secrets.")
    .argument("[user]")
    .action((user: string | undefined, options: StateOptions) =>
      withTracking(options, async ({ access }, output) => {
        const tokens = await access.tokens(user);
        const rows = tokens.map(({ id, user: owner, label, createdAt, expiresAt }) => [
          id,
          owner,
          label,
          moment(createdAt),
          expiresAt === null ? "" : moment(expiresAt),
        ]);
        const text = rows.length === 0 ? "none" : table(["id", "user", "for", "since", "until"], rows);
        output.result({ tokens }, text);
      }),
    );
  stateCommand(base, "remove", "Revokes a token.")
    .argument("<id>")
    .action((id: string, options: StateOptions) =>
      withTracking(options, async ({ access, governance }, output) => {
        const note = { what: "deleteToken", target: `tokens:/${id}` };
        await audited({ governance }, note, () => access.removeToken(id));
        output.result({ id }, `${id} is refused within five seconds.`);
      }),
    );
  return base;
}
