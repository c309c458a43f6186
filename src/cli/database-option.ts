import { Option } from "commander";

/** `--database`, the same for every command that works on a state: what it says, else GYRE_DATABASE, which programs that it starts inherit. */
export function databaseOption(): Option {
  return new Option("--database <uri>", "where the state is kept, such as postgres://user@localhost/gyre").env(
    "GYRE_DATABASE",
  );
}
