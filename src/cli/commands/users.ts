import type { Command } from "commander";
import { addUser, changeUser } from "../../access/index.js";
import { accountContext, roleOption } from "../access/accounts.js";
import { readPassword } from "../access/read-password.js";
import { audited } from "../governance/audited.js";
import { moment, table } from "../output.js";
import { type StateOptions, stateCommand, withTracking } from "../state-folder.js";

/** `gyre users` */
export function usersCommand(base: Command): Command {
  stateCommand(base, "add", "Makes a user; the password is asked for, or read from stdin.")
    .argument("<name>", "1 to 64 letters, digits and . _ @ -")
    .option("--role <role>", "viewer looks; editor also logs, predicts and changes models; admin does all", "editor")
    .action((name: string, options: StateOptions & { readonly role: string }) =>
      withTracking({ ...options, mayBeNew: true }, async ({ access, governance }, output) => {
        const role = roleOption(options.role);
        const password = await readPassword(`Password of ${name} (at least 12 characters): `);
        const note = { what: "createUser", target: `users:/${name}`, facts: { role } };
        const user = await audited({ governance }, note, () =>
          addUser(accountContext(access), { name, password, role }),
        );
        output.result(user, `${name} is ${role}.`);
      }),
    );
  stateCommand(base, "list", "Who has an account.").action((options: StateOptions) =>
    withTracking(options, async ({ access }, output) => {
      const users = await access.users();
      const rows = users.map(({ name, role, createdAt }) => [name, role, moment(createdAt)]);
      const text =
        rows.length === 0 ? "none: whoever reaches the server may use it" : table(["name", "role", "since"], rows);
      output.result({ users }, text);
    }),
  );
  stateCommand(base, "role", "Gives a user another role.")
    .argument("<name>")
    .argument("<role>", "viewer, editor or admin")
    .action((name: string, text: string, options: StateOptions) =>
      withTracking(options, async ({ access, governance }, output) => {
        const role = roleOption(text);
        const note = { what: "updateUserRole", target: `users:/${name}`, facts: { role } };
        await audited({ governance }, note, () => changeUser(accountContext(access), { name, role }));
        output.result({ name, role }, `${name} is ${role}.`);
      }),
    );
  stateCommand(base, "password", "Gives a user another password, asked for or read from stdin.")
    .argument("<name>")
    .action((name: string, options: StateOptions) =>
      withTracking(options, async ({ access, governance }, output) => {
        const password = await readPassword(`New password of ${name} (at least 12 characters): `);
        const note = { what: "updateUserPassword", target: `users:/${name}` };
        await audited({ governance }, note, () => changeUser(accountContext(access), { name, password }));
        output.result({ name }, `${name} has another password; the old one is refused within five seconds.`);
      }),
    );
  stateCommand(base, "remove", "Removes a user and the user's tokens.")
    .argument("<name>")
    .action((name: string, options: StateOptions) =>
      withTracking(options, async ({ access, governance }, output) => {
        const note = { what: "deleteUser", target: `users:/${name}` };
        await audited({ governance }, note, () => access.removeUser(name));
        output.result({ name }, `${name} is no user any more.`);
      }),
    );
  return base;
}
